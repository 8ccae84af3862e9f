"""How days and moments are written for readers, in the blog's zone and language, and for machines."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

# Django's English shortens the months; other languages are written as Django knows them.
ENGLISH = {"DATE_FORMAT": "F j, Y", "YEAR_MONTH_FORMAT": "F Y", "DATETIME_FORMAT": r"F j, Y \a\t g:i A"}


def day(value: date | datetime) -> str:
    """July 5, 2012"""
    return _written(value, "DATE_FORMAT")


def month(value: date | datetime) -> str:
    """July 2012"""
    return _written(value, "YEAR_MONTH_FORMAT")


def moment(value: datetime) -> str:
    """July 9, 2012 at 10:39 PM"""
    return _written(value, "DATETIME_FORMAT")


def machine(value: datetime) -> str:
    """For `datetime` attributes, which take no fractions as fine as ours: 2012-07-09T22:39:04-07:00"""
    return _local(value).isoformat(timespec="seconds")


def _written(value: date | datetime, kind: str) -> str:
    is_english = (get_language() or "en").startswith("en")
    return date_format(_local(value), ENGLISH[kind] if is_english else kind)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
