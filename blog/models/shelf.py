"""Where published posts stand together, in order and counted: all of them, those of a month, by an author, on a tag."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby

from django.db import models, transaction
from django.db.models import Count, F
from taggit.models import TaggedItem

Key = tuple[str, int]


class Shelf(models.Model):
    """One list of posts. `entries` counts its places, those of scheduled posts too: readers' counts leave these out."""

    class Kind(models.TextChoices):
        ALL = "all"
        MONTH = "month"
        AUTHOR = "author"
        TAG = "tag"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    # The key of the author or the tag, the number of the month, or 0.
    key = models.BigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["kind", "-entries", "key"], name="shelves_by_size")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="shelf_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["all", "month", "author", "tag"]), name="shelf_kind"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class Place(models.Model):
    """A post's place on a shelf."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="places")
    entry = models.ForeignKey("blog.Entry", models.CASCADE, related_name="places")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "shelf"], name="place_once_a_shelf")]
        indexes = [models.Index(fields=["shelf", "-published_at", "-entry"], name="places_in_time")]

    def __str__(self):
        return f"{self.entry_id} on {self.shelf_id}"


def number_of(month: date) -> int:
    return month.year * 12 + month.month - 1


def first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def belongs(entry, tags: Iterable[int], zone) -> set[Key]:
    """The shelves on which a post of this kind, in this state, has to stand."""
    if not (entry.is_post and entry.state == "published"):
        return set()
    month = number_of(entry.published_at.astimezone(zone))
    own = {(Shelf.Kind.ALL, 0), (Shelf.Kind.MONTH, month), (Shelf.Kind.AUTHOR, entry.author_id)}
    return {(str(kind), key) for kind, key in own | {(Shelf.Kind.TAG, tag) for tag in tags}}


def put(entry, wanted: set[Key]) -> None:
    """Gives a post its places, and takes it away from where it stood before; part of the change that calls for it."""
    with transaction.atomic():
        type(entry).objects.select_for_update().filter(pk=entry.pk).values_list("pk").first()
        standing = {(place.shelf.kind, place.shelf.key): place for place in entry.places.select_related("shelf")}
        for key, place in standing.items():
            if key not in wanted:
                place.delete()
                _count(place.shelf, -1)
            elif place.published_at != entry.published_at:
                place.published_at = entry.published_at
                place.save(update_fields=["published_at"])
        for kind, key in sorted(wanted - standing.keys()):
            shelf, _made = Shelf.objects.get_or_create(kind=kind, key=key)
            Place.objects.create(shelf=shelf, entry=entry, published_at=entry.published_at)
            _count(shelf, 1)


def belongings(entries, zone) -> Iterator[tuple[int, datetime, set[Key]]]:
    """(entry, its moment, where it belongs) for each of the entries that belongs anywhere."""
    tags = defaultdict(list)
    tagged = TaggedItem.objects.filter(content_type__app_label="blog", content_type__model="entry")
    for pk, tag in tagged.values_list("object_id", "tag_id").iterator(5_000):
        tags[pk].append(tag)
    posts = entries.filter(kind="post", state="published").only("kind", "state", "published_at", "author_id")
    for entry in posts.order_by("pk").iterator(2_000):
        yield entry.pk, entry.published_at, belongs(entry, tags[entry.pk], zone)


def turn_months(zone) -> None:
    """When the blog moves to another zone, what was published near midnight belongs to another month."""
    with transaction.atomic():
        Shelf.objects.filter(kind=Shelf.Kind.MONTH).delete()
        posts = Place.objects.filter(shelf__kind=Shelf.Kind.ALL).order_by("published_at").iterator(2_000)
        for number, places in groupby(posts, key=lambda place: number_of(place.published_at.astimezone(zone))):
            shelf = Shelf.objects.create(kind=Shelf.Kind.MONTH, key=number)
            made = [Place(shelf=shelf, entry_id=one.entry_id, published_at=one.published_at) for one in places]
            Place.objects.bulk_create(made, batch_size=2_000)
            Shelf.objects.filter(pk=shelf.pk).update(entries=len(made))


def faults(wanted: Iterable[tuple[int, datetime, set[Key]]]) -> Iterator[str]:
    """What is wrong with the shelves, given (entry, its moment, where it belongs) for every post."""
    due = {(key, pk): moment for pk, moment, keys in wanted for key in keys}
    rows = Place.objects.values_list("shelf__kind", "shelf__key", "entry", "published_at")
    standing = {((kind, key), pk): moment for kind, key, pk, moment in rows.iterator(5_000)}
    for (kind, key), pk in sorted(due.keys() - standing.keys()):
        yield f"Entry {pk} is missing on the shelf “{kind} {key}”."
    for (kind, key), pk in sorted(standing.keys() - due.keys()):
        yield f"Entry {pk} stands on the shelf “{kind} {key}”, where it does not belong."
    for (kind, key), pk in sorted(place for place in due.keys() & standing.keys() if due[place] != standing[place]):
        yield f"Entry {pk} stands in the wrong place on the shelf “{kind} {key}”."
    for shelf in Shelf.objects.annotate(places_there=Count("places")).exclude(entries=F("places_there")):
        yield f"The shelf “{shelf}” counts {shelf.entries} entries and holds {shelf.places_there}."


def rebuild(wanted: Iterable[tuple[int, datetime, set[Key]]]) -> None:
    """All shelves anew."""
    with transaction.atomic():
        Place.objects.all().delete()
        Shelf.objects.all().delete()
        shelves: dict[Key, Shelf] = {}
        places = []
        for pk, moment, keys in wanted:
            for key in sorted(keys):
                shelf = shelves.get(key)
                if shelf is None:
                    shelf = shelves[key] = Shelf.objects.create(kind=key[0], key=key[1])
                shelf.entries += 1
                places.append(Place(shelf=shelf, entry_id=pk, published_at=moment))
            if len(places) > 2_000:
                Place.objects.bulk_create(places)
                places = []
        Place.objects.bulk_create(places)
        Shelf.objects.bulk_update(shelves.values(), ["entries"], batch_size=200)


def _count(shelf: Shelf, step: int) -> None:
    Shelf.objects.filter(pk=shelf.pk).update(entries=F("entries") + step)
