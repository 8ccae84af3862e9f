"""Days and moments as readers and machines read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from blog import dates

MOMENT = datetime(2012, 7, 10, 5, 39, 4, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "month", "moment"),
    [
        ("en", "July 9, 2012", "July 2012", "July 9, 2012 at 10:39 PM"),
        ("de", "9. Juli 2012", "Juli 2012", "9. Juli 2012, 22:39 Uhr"),
        ("fr", "9 juillet 2012", "juillet 2012", "9 juillet 2012 à 22:39"),
        ("es", "9 de julio de 2012", "julio de 2012", "9 de julio de 2012 a las 22:39"),
        ("ar", "9 يوليو 2012", "يوليو 2012", "9 يوليو 2012، 10:39 م"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language, day, month, moment):
    with translation.override(language), timezone.override(ZoneInfo("America/Los_Angeles")):
        assert (dates.day(MOMENT), dates.month(MOMENT), dates.moment(MOMENT)) == (day, month, moment)


def test_days_without_an_hour_stay_the_day_they_are():
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert dates.day(date(2013, 3, 1)) == "March 1, 2013"


def test_machines_get_the_zone_and_no_fractions():
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert dates.machine(MOMENT) == "2012-07-09T22:39:04-07:00"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_dates_made_of_kept_pieces_are_those_made_in_one(language):
    with translation.override(language), timezone.override(ZoneInfo("Europe/Berlin")):
        for hours in range(0, 24 * 400, 31):
            value = MOMENT + timedelta(hours=hours, minutes=hours)
            form, pieces = dates._form("DATETIME_FORMAT", language)
            assert pieces and dates.moment(value) == date_format(value.astimezone(ZoneInfo("Europe/Berlin")), form)
