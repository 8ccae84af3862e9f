"""How days and moments are written for readers, in the blog's zone and language, and for machines."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

# Where Django's own are short forms, or are missing; all else is written as Django knows it.
OURS = {
    "en": {
        "DATE_FORMAT": "F j, Y",
        "YEAR_MONTH_FORMAT": "F Y",
        "DATETIME_FORMAT": r"F j, Y \a\t g:i A",
        "TIME_FORMAT": "g:i A",
    },
    "de": {"DATETIME_FORMAT": r"j. F Y, H:i \U\h\r"},
    "fr": {"DATETIME_FORMAT": r"j F Y \à H:i"},
    "ar": {"DATE_FORMAT": "j F Y", "DATETIME_FORMAT": "j F Y، g:i A"},
}


def day(value: date | datetime) -> str:
    """July 5, 2012"""
    return _written(value, "DATE_FORMAT")


def month(value: date | datetime) -> str:
    """July 2012"""
    return _written(value, "YEAR_MONTH_FORMAT")


def moment(value: datetime) -> str:
    """July 9, 2012 at 10:39 PM"""
    return _written(value, "DATETIME_FORMAT")


def time(value: datetime) -> str:
    """10:39 PM"""
    return _written(value, "TIME_FORMAT")


def machine(value: datetime) -> str:
    """For `datetime` attributes, which take no fractions as fine as ours: 2012-07-09T22:39:04-07:00"""
    return _local(value).isoformat(timespec="seconds")


def _written(value: date | datetime, kind: str) -> str:
    ours = OURS.get((get_language() or "en").split("-")[0], {})
    return date_format(_local(value), ours.get(kind, kind))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
