"""How days and moments are written for readers, in the blog's zone and language."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext


def day(value: date | datetime) -> str:
    """July 5, 2012"""
    return format_date(_local(value), pgettext("date format of a day", "F j, Y"))


def month(value: date | datetime) -> str:
    """July 2012"""
    return format_date(_local(value), pgettext("date format of a month", "F Y"))


def moment(value: datetime) -> str:
    """July 9, 2012 at 10:39 PM"""
    return format_date(_local(value), pgettext("date format of a moment", r"F j, Y \a\t g:i A"))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
