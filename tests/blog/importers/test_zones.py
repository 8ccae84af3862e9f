"""The old blog's zone is found from dates known twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blog.importers.zones import ZoneEvidence, fixed_zone

WHOLE_YEARS = [datetime(2012, 1, 1, 12) + timedelta(days=9 * step) for step in range(80)]


def evidence(zone: str, moments: list[datetime]) -> ZoneEvidence:
    found = ZoneEvidence()
    for gmt in moments:
        local = gmt.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        found.add(local, gmt, f"on {gmt:%Y-%m-%d}")
    return found


@pytest.mark.parametrize(
    "zone",
    [
        "America/Los_Angeles",
        "America/New_York",
        "Europe/Berlin",
        "Europe/London",
        "Australia/Sydney",
        "Asia/Kolkata",
        "America/St_Johns",
        "Pacific/Chatham",
    ],
)
def test_a_year_of_dates_tells_the_zone(zone):
    finding = evidence(zone, WHOLE_YEARS).finding()
    assert (finding.name, finding.agreeing, finding.rows) == (zone, 80, 80)
    assert finding.is_certain


def test_dates_that_never_change_their_distance_give_a_fixed_zone():
    assert evidence("America/Phoenix", WHOLE_YEARS).finding().name == "Etc/GMT+7"


@pytest.mark.parametrize(
    ("hours", "name"), [(-7, "Etc/GMT+7"), (2, "Etc/GMT-2"), (0, "UTC"), (5.5, ""), (14, "Etc/GMT-14"), (15, "")]
)
def test_fixed_zones_count_from_the_other_side(hours, name):
    assert fixed_zone(timedelta(hours=hours)) == name
    if name:
        assert datetime(2012, 7, 1, tzinfo=ZoneInfo(name)).utcoffset() == timedelta(hours=hours)


def test_a_few_odd_dates_do_not_hide_the_zone_and_are_named():
    found = evidence("Europe/Berlin", WHOLE_YEARS)
    found.add(datetime(2012, 5, 5, 23), datetime(2012, 5, 5, 1), "The odd one")
    finding = found.finding()
    assert (finding.name, finding.is_certain, finding.odd_ones) == ("Europe/Berlin", True, ("The odd one",))


def test_many_odd_dates_leave_the_zone_uncertain():
    found = evidence("Europe/Berlin", WHOLE_YEARS)
    for day in range(1, 20):
        found.add(datetime(2012, 5, day, 23), datetime(2012, 5, day, 1), "odd")
    finding = found.finding()
    assert (finding.name, finding.agreeing, finding.rows, finding.is_certain) == ("Europe/Berlin", 80, 99, False)


def test_without_dates_no_zone_is_certain():
    finding = ZoneEvidence().finding()
    assert (finding.name, finding.is_certain, str(finding.zone)) == ("", False, "UTC")
