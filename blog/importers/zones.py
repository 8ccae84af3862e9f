"""Which time zone an old blog kept, worked out from dates that are known both in local time and in GMT."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Tried first, so that of zones that agree the best known is proposed.
WELL_KNOWN = (
    "Europe/London Europe/Berlin Europe/Athens Europe/Moscow Europe/Lisbon Europe/Istanbul "
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage "
    "Pacific/Honolulu America/Halifax America/St_Johns America/Sao_Paulo America/Argentina/Buenos_Aires America/Bogota "
    "America/Mexico_City America/Santiago Africa/Cairo Africa/Lagos Africa/Johannesburg Africa/Nairobi "
    "Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Bangkok Asia/Singapore "
    "Asia/Shanghai Asia/Tokyo Asia/Seoul Australia/Perth Australia/Adelaide Australia/Brisbane Australia/Sydney "
    "Pacific/Auckland"
).split()
# Legacy names and such as count from the other side.
LEFT_OUT = ("Etc/", "US/", "SystemV/", "posix/", "right/")
SAMPLE = 400
# A few dates put in by hand don't hide the zone of all others.
CERTAIN_SHARE = 0.95
EXAMPLES = 5


@dataclass(frozen=True)
class ZoneFinding:
    """`name` is the best zone (empty: no dates to tell by), with how many of the `rows` agree with it."""

    name: str
    agreeing: int
    rows: int
    # Labels of some rows that do not agree.
    odd_ones: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        return bool(self.name) and self.agreeing >= self.rows * CERTAIN_SHARE

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.name or "UTC")


class ZoneEvidence:
    """Collects dates; what falls into the same hour with the same offset counts as one kind of row."""

    def __init__(self):
        self._rows: dict[tuple[datetime, timedelta], int] = {}
        self._labels: dict[tuple[datetime, timedelta], str] = {}

    def add(self, local: datetime, gmt: datetime, label: str) -> None:
        """Both without a zone, as exports write them."""
        key = gmt.replace(minute=0, second=0), timedelta(minutes=round((local - gmt).total_seconds() / 60))
        self._rows[key] = self._rows.get(key, 0) + 1
        self._labels.setdefault(key, label)

    def finding(self) -> ZoneFinding:
        if not self._rows:
            return ZoneFinding("", 0, 0)
        keys = sorted(self._rows)
        name = self._fixed() or self._best(WELL_KNOWN, keys)
        if self._agreeing(name, keys) < sum(self._rows.values()):
            name = self._best([name, *places()], keys)
        odd_ones = [self._labels[key] for key in keys if not _agrees(zoneinfo.ZoneInfo(name), key)]
        return ZoneFinding(name, self._agreeing(name, keys), sum(self._rows.values()), tuple(odd_ones[:EXAMPLES]))

    def _fixed(self) -> str:
        offsets = {offset for _gmt, offset in self._rows}
        return fixed_zone(offsets.pop()) if len(offsets) == 1 else ""

    def _best(self, names: list[str], keys: list) -> str:
        """The first of those that agree with most rows; only the likeliest are asked about all of them."""
        sample = keys[:: max(1, len(keys) // SAMPLE)]
        likeliest = sorted(names, key=lambda name: -self._agreeing(name, sample))[:5]
        return max(likeliest, key=lambda name: self._agreeing(name, keys))

    def _agreeing(self, name: str, keys: list) -> int:
        zone = zoneinfo.ZoneInfo(name)
        return sum(self._rows[key] for key in keys if _agrees(zone, key))


def places() -> list[str]:
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(LEFT_OUT))


def fixed_zone(offset: timedelta) -> str:
    """The zone that is always that far from UTC; none for offsets of half hours, which only places keep."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return ""
    # Etc/GMT+7 is seven hours *behind*: those names count from the other side.
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def _agrees(zone: zoneinfo.ZoneInfo, key: tuple[datetime, timedelta]) -> bool:
    gmt, offset = key
    return gmt.replace(tzinfo=UTC).astimezone(zone).utcoffset() == offset
