"""How days and moments are written for readers, in the blog's zone and language, and for machines."""

import re
from datetime import date, datetime
from datetime import time as Clock
from functools import cache, lru_cache

from django.utils import dateformat, timezone
from django.utils.formats import get_format
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

# Letters of Django's formats, by what they tell of.
OF_DAY, OF_MINUTE = "bdDEFjlLmMnNStwWyYz", "aAfgGhHiP"


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
    language = get_language() or "en"
    form, pieces = _form(kind, language)
    local = _local(value)
    if not isinstance(local, datetime) or pieces is None:
        return dateformat.format(local, form)
    day, minute = local.date(), Clock(local.hour, local.minute)
    return "".join(_piece(minute if is_of_time else day, piece, language) for piece, is_of_time in pieces)


@cache
def _form(kind: str, language: str) -> tuple:
    """The format, and its pieces."""
    form = OURS.get(language.split("-")[0], {}).get(kind) or get_format(kind, language)
    return form, _pieces(form)


def _pieces(form: str) -> tuple[tuple[str, bool], ...] | None:
    """The format in pieces that tell of the day or of the minute; None where a letter tells of something else."""
    pieces: list[tuple[str, bool]] = []
    for sign in re.findall(r"\\.|.", form):
        if sign.isalpha() and sign not in OF_DAY + OF_MINUTE:
            return None
        before, is_of_time = pieces[-1] if pieces else ("", False)
        if not sign.isalpha() or (sign in OF_MINUTE) == is_of_time:
            pieces[-1:] = [(before + sign, is_of_time)]
        else:
            pieces.append((sign, not is_of_time))
    return tuple(pieces)


@lru_cache(maxsize=4096)
def _piece(value: date | Clock, form: str, language: str) -> str:
    """In the language in force: few days and the minutes of one are all that pages are full of."""
    return dateformat.format(value, form) if isinstance(value, date) else dateformat.time_format(value, form)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
