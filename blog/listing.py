"""Lists of published posts, newest first, each read from its shelf: however long, a page of it costs the same."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, IntegerField, OuterRef, Subquery
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce
from django.utils import timezone
from taggit.models import Tag

from blog.models import Author, Entry, Place, Shelf
from blog.models.shelf import first_day, number_of
from blog.prepared import Prepared
from blog.querysets import month_after

# A page further down than so many entries is looked for by its month.
FAR = 1_000
# So that one end says both that posts are out and that their month is over: of two, a database looks up one.
INSTANT = timedelta(microseconds=1)


def _visible(moment):
    """How many of a shelf's posts readers see: scheduled ones are left out."""
    ahead = Place.objects.filter(shelf=OuterRef("pk"), published_at__gt=moment).order_by().values("shelf")
    counted = Subquery(ahead.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return F("entries") - Coalesce(counted, 0)


COUNT = Prepared(
    lambda kind, key, moment: (
        Shelf.objects.filter(kind=kind, key=key).annotate(visible=_visible(moment)).values_list("visible")
    )
)
# Asked for all shelves at once, what is scheduled is looked for once, where it usually is nothing.
_SHELVES = Prepared(lambda kind: Shelf.objects.filter(kind=kind).order_by("-key").values_list("pk", "key", "entries"))
_AHEAD = Prepared(
    lambda kind, moment: (
        Place.objects.filter(shelf__kind=kind, entry__in=Entry.objects.posts().scheduled(moment).values("pk"))
        .order_by()
        .values("shelf")
        .annotate(number=Count("pk"))
        .values_list("shelf", "number")
    )
)


def counted(kind: str, moment: datetime) -> list[tuple[int, int]]:
    """(key, how many posts readers see) for each shelf of the kind that has any, the highest key first."""
    ahead = dict(_AHEAD(kind=kind, moment=moment))
    seen = ((key, entries - ahead.get(pk, 0)) for pk, key, entries in _SHELVES(kind=kind))
    return [(key, entries) for key, entries in seen if entries]


@cache
def _subjects(most: int | None) -> Prepared:
    named = Tag.objects.filter(pk=OuterRef("key"))
    # In the order of an index: of many tags only the first few are looked at.
    return Prepared(
        lambda moment: (
            Shelf.objects.filter(kind=Shelf.Kind.TAG)
            .annotate(
                visible=_visible(moment), name=Subquery(named.values("name")), slug=Subquery(named.values("slug"))
            )
            .filter(visible__gt=0, name__isnull=False)
            .order_by("-entries", "key")
            .values_list("key", "name", "slug", "visible")[:most]
        )
    )


@cache
def _entries(size: int) -> Prepared:
    return Prepared(lambda keys: Entry.objects.filter(pk__in=keys).in_lists(), keys=size)


@cache
def _whole_entries(size: int) -> Prepared:
    return Prepared(lambda keys: Entry.objects.filter(pk__in=keys).for_readers(), keys=size)


def _in_time(kind, key, moment):
    places = Place.objects.filter(shelf__kind=kind, shelf__key=key, published_at__lte=moment)
    return places.order_by("-published_at", "-entry_id").values_list("entry_id", "published_at")


PLACES = Prepared(_in_time)
PLACES_SINCE = Prepared(lambda kind, key, moment, since: _in_time(kind, key, moment).filter(published_at__gte=since))


@dataclass(frozen=True)
class Listing:
    """Counted and sliced like a queryset."""

    kind: str = Shelf.Kind.ALL
    key: int = 0
    # Of the whole, only what was published from the first day on and before the last.
    since: date | None = None
    before: date | None = None
    zone: ZoneInfo | None = None
    moment: datetime = field(default_factory=timezone.now)

    @classmethod
    def on(cls, tag: Tag) -> "Listing":
        return cls(Shelf.Kind.TAG, tag.pk)

    @classmethod
    def by(cls, author: Author) -> "Listing":
        return cls(Shelf.Kind.AUTHOR, author.pk)

    @classmethod
    def of_month(cls, first: date) -> "Listing":
        return cls(Shelf.Kind.MONTH, number_of(first))

    def count(self) -> int:
        if self.since:
            months = range(number_of(self.since), number_of(self.before))
            return sum(entries for number, entries in counted(Shelf.Kind.MONTH, self.moment) if number in months)
        found = COUNT.first(kind=self.kind, key=self.key, moment=self.moment)
        return found[0] if found else 0

    def __getitem__(self, part: slice) -> list[Entry]:
        """With what a row of a list shows."""
        return self._found(self._keys(part), _entries)

    def places(self, most: int) -> list[tuple[int, datetime]]:
        """(key, moment) of the newest."""
        return PLACES.part(0, most, kind=self.kind, key=self.key, moment=self.moment)

    def whole(self, keys: list[int]) -> list[Entry]:
        """Entries with their texts."""
        return self._found(keys, _whole_entries)

    def _found(self, keys: list[int], prepared) -> list[Entry]:
        if not keys:
            return []
        by_key = {entry.pk: entry for entry in prepared(len(keys))(keys=keys)}
        return [by_key[key] for key in keys if key in by_key]

    def _keys(self, part: slice) -> list[int]:
        size = part.stop - part.start
        if size < 1:
            return []
        until, start = self.moment, part.start
        if self.since:
            until = min(until, self._begin(self.before) - INSTANT)
        elif self.kind == Shelf.Kind.ALL and start > FAR:
            until, start = self._near(start)
        shelf = {"kind": self.kind, "key": self.key, "moment": until}
        found = (
            PLACES_SINCE.part(start, size, **shelf, since=self._begin(self.since))
            if self.since
            else PLACES.part(start, size, **shelf)
        )
        return [key for key, _moment in found]

    def _near(self, start: int) -> tuple[datetime, int]:
        """The last moment of the month in which the page begins, and how many of that month's posts come before it."""
        zone = timezone.get_current_timezone()
        for number, entries in counted(Shelf.Kind.MONTH, self.moment):
            if start < entries:
                after = month_after(first_day(number))
                return min(self.moment, datetime(after.year, after.month, 1, tzinfo=zone) - INSTANT), start
            start -= entries
        return self.moment, start

    def _begin(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)


def by_month(moment: datetime | None = None) -> list[tuple[date, int]]:
    """(first day of the month, how many) for each month that has entries, newest first."""
    return [(first_day(number), entries) for number, entries in counted(Shelf.Kind.MONTH, moment or timezone.now())]


class Subject(NamedTuple):
    """A tag as lists of subjects show it: with how many entries it has."""

    key: int
    name: str
    slug: str
    entries: int


def subjects(most: int | None = None, moment: datetime | None = None) -> list[Subject]:
    """The tags of published posts by name; of many only the `most` used."""
    found = _subjects(most)(moment=moment or timezone.now())
    return sorted(map(Subject._make, found), key=lambda subject: subject.name.casefold())
