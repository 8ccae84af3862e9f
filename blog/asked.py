"""What every page asks of the database, as prepared queries: an entry with what stands beside it, and what is recent."""

from collections import defaultdict
from functools import cache
from types import SimpleNamespace

from django.utils import timezone
from taggit.models import Tag, TaggedItem

from blog.listing import Listing
from blog.models import Addendum, Entry, SiteLink
from blog.prepared import Prepared

RECENT = 5
NEWEST = 20


@cache
def _tagged(entries: int) -> Prepared:
    tagged = TaggedItem.objects.filter(content_type__app_label="blog", content_type__model="entry")
    return Prepared(
        lambda entries: tagged.filter(object_id__in=entries).select_related("tag").order_by("pk"), entries=entries
    )


@cache
def _addenda_of(entries: int) -> Prepared:
    return Prepared(
        lambda entries: Addendum.objects.filter(entry__pk__in=entries).order_by("position", "pk"), entries=entries
    )


_AT = Prepared(lambda path: Entry.objects.filter(path=path).select_related("author", "picture"))
_TAGS = Prepared(
    lambda entry: Tag.objects.filter(
        taggit_taggeditem_items__object_id=entry,
        taggit_taggeditem_items__content_type__app_label="blog",
        taggit_taggeditem_items__content_type__model="entry",
    ).order_by("taggit_taggeditem_items__pk")
)
_ADDENDA = Prepared(lambda entry: Addendum.objects.filter(entry=entry).order_by("position", "pk"))
_NEWEST_ADDENDA = Prepared(
    lambda kind, key, moment: (
        Addendum.objects.filter(
            entry__places__shelf__kind=kind, entry__places__shelf__key=key, entry__places__published_at__lte=moment
        )
        .select_related("entry__author", "entry__picture")
        .order_by("-created_at", "-pk")[:NEWEST]
    )
)
_NEAREST = Prepared(
    lambda published_at, pk, moment: (
        Entry.objects.posts().published(moment).nearest(SimpleNamespace(published_at=published_at, pk=pk))
    )
)
_RECENT = Prepared(
    lambda moment: (
        Entry.objects.posts().published(moment).newest_first().only("title", "slug", "path", "language")[:RECENT]
    )
)
_LINKS = Prepared(lambda: SiteLink.objects.all())


def entry_at(path: str) -> Entry | None:
    """The entry that lives there, in whatever state, with what its own page shows beside its text."""
    entry = _AT.first(path=path)
    if entry:
        # What `entry.tags.all()` and `entry.addenda.all()` answer from then on.
        entry._prefetched_objects_cache = {"tags": _TAGS(entry=entry.pk), "addenda": _ADDENDA(entry=entry.pk)}
    return entry


def with_details(entries: list[Entry]) -> list[Entry]:
    """The entries with their tags and addenda, by two queries for all of them."""
    if not entries:
        return []
    keys = [entry.pk for entry in entries]
    tags, addenda = defaultdict(list), defaultdict(list)
    for item in _tagged(len(keys))(entries=keys):
        tags[item.object_id].append(item.tag)
    for addendum in _addenda_of(len(keys))(entries=keys):
        addenda[addendum.entry_id].append(addendum)
    for entry in entries:
        entry._prefetched_objects_cache = {"tags": tags[entry.pk], "addenda": addenda[entry.pk]}
        for addendum in addenda[entry.pk]:
            addendum.entry = entry
    return entries


def newest_addenda(listing: Listing) -> list[Addendum]:
    """The newest to the published entries of a list."""
    return _NEWEST_ADDENDA(kind=listing.kind, key=listing.key, moment=listing.moment)


def neighbours(entry: Entry) -> tuple[Entry | None, Entry | None]:
    """(the entry before, the entry after) a post in time, each None at its end."""
    if not entry.is_post or not entry.published_at:
        return None, None
    found = _NEAREST(published_at=entry.published_at, pk=entry.pk, moment=timezone.now())
    place = (entry.published_at, entry.pk)
    earlier = [one for one in found if (one.published_at, one.pk) < place]
    later = [one for one in found if (one.published_at, one.pk) > place]
    return next(iter(earlier), None), next(iter(later), None)


def recent() -> list[Entry]:
    return _RECENT(moment=timezone.now())


def links() -> list[SiteLink]:
    """The blog's own links, in its navigation and elsewhere."""
    return _LINKS()
