"""What every page asks of the database, as prepared queries: an entry with what stands beside it, and what is recent."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from blog.listing import Listing
from blog.models import Addendum, Author, Entry, OldAddress, Place, SiteLink
from blog.prepared import Prepared

RECENT = 5
NEWEST = 20
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def _tagged(entries: int) -> Prepared:
    # Asked of each item that is found: a database might begin with the type, which all items have.
    is_entry = Exists(ContentType.objects.filter(pk=OuterRef("content_type"), app_label="blog", model="entry"))
    return Prepared(
        lambda entries: TaggedItem.objects.filter(is_entry, object_id__in=entries).select_related("tag").order_by("pk"),
        entries=entries,
    )


@cache
def _addenda_of(entries: int) -> Prepared:
    return Prepared(
        lambda entries: Addendum.objects.filter(entry__pk__in=entries).order_by("position", "pk"), entries=entries
    )


_AT = Prepared(lambda path: Entry.objects.filter(path=path).for_readers())
_OLD = Prepared(
    lambda path: (
        OldAddress.objects.filter(path=path).select_related("entry", "tag").defer("entry__source", "entry__body_html")
    )
)
_TAG_AT = Prepared(lambda slug: Tag.objects.filter(slug=slug))
_AUTHOR_AT = Prepared(lambda slug: Author.objects.filter(slug=slug))
_TAGS = Prepared(
    lambda entry: Tag.objects.filter(
        taggit_taggeditem_items__object_id=entry,
        taggit_taggeditem_items__content_type__app_label="blog",
        taggit_taggeditem_items__content_type__model="entry",
    ).order_by("taggit_taggeditem_items__pk")
)
_ADDENDA = Prepared(lambda entry: Addendum.objects.filter(entry=entry).order_by("position", "pk"))
# Along the index of addenda, however many entries there are.
_NEWEST_ADDENDA = Prepared(
    lambda kind, key, moment, since: (
        Addendum.objects.filter(created_at__gt=since)
        .filter(
            Exists(
                Place.objects.filter(
                    entry=OuterRef("entry"), shelf__kind=kind, shelf__key=key, published_at__lte=moment
                )
            )
        )
        .order_by("-created_at", "-pk")[:NEWEST]
    )
)
_NEAREST = Prepared(
    lambda published_at, pk, moment, sooner: Entry.objects.posts().nearest(
        SimpleNamespace(published_at=published_at, pk=pk), moment, sooner
    )
)
_RECENT = Prepared(
    lambda moment: (
        Entry.objects.posts().published(moment).newest_first().only("title", "slug", "path", "language")[:RECENT]
    )
)
_NEXT = Prepared(lambda moment: Entry.objects.next_ones(moment).values_list("published_at"))
_LINKS = Prepared(lambda: SiteLink.objects.all())


def entry_at(path: str) -> Entry | None:
    """The entry that lives there, in whatever state, with what its own page shows beside its text."""
    entry = _AT.first(path=path)
    if entry:
        # What `entry.tags.all()` and `entry.addenda.all()` answer from then on.
        entry._prefetched_objects_cache = {"tags": _TAGS(entry=entry.pk), "addenda": _ADDENDA(entry=entry.pk)}
    return entry


def tag_at(slug: str) -> Tag | None:
    return _TAG_AT.first(slug=slug)


def author_at(slug: str) -> Author | None:
    return _AUTHOR_AT.first(slug=slug)


def old_address(path: str) -> OldAddress | None:
    """Where something lived once, with what lives elsewhere now."""
    return _OLD.first(path=path)


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


def newest(listing: Listing) -> list[Entry | Addendum]:
    """The newest entries of a list, and the newest addenda to its entries that are not older than these."""
    places = listing.places(NEWEST)
    since = places[-1][1] if len(places) == NEWEST else BEFORE_ALL
    addenda = _NEWEST_ADDENDA(kind=listing.kind, key=listing.key, moment=listing.moment, since=since)
    keys = [key for key, _moment in places]
    entries = {entry.pk: entry for entry in listing.whole([*keys, *(addendum.entry_id for addendum in addenda)])}
    for addendum in addenda:
        addendum.entry = entries.get(addendum.entry_id)
    found = [*(entries.get(key) for key in keys), *(addendum for addendum in addenda if addendum.entry)]
    return [item for item in found if item]


def neighbours(entry: Entry) -> tuple[Entry | None, Entry | None]:
    """(the entry before, the entry after) a post in time, each None at its end."""
    if not entry.is_post or not entry.published_at:
        return None, None
    place, moment = (entry.published_at, entry.pk), timezone.now()
    found = _NEAREST(published_at=place[0], pk=entry.pk, moment=moment, sooner=min(moment, entry.published_at))
    earlier = [one for one in found if (one.published_at, one.pk) < place]
    later = [one for one in found if (one.published_at, one.pk) > place]
    return next(iter(earlier), None), next(iter(later), None)


def recent() -> list[Entry]:
    return _RECENT(moment=timezone.now())


def next_moment(moment: datetime) -> datetime | None:
    """When the first entry comes out that is still ahead at the moment."""
    return min((published_at for (published_at,) in _NEXT(moment=moment)), default=None)


def links() -> list[SiteLink]:
    """The blog's own links, in its navigation and elsewhere."""
    return _LINKS()
