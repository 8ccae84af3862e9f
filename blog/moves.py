"""Moves what lives at an address: entries when the pattern or the blog's zone has changed, tags that become one."""

from collections.abc import Iterable, Iterator
from itertools import chain, count
from urllib.parse import unquote

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from taggit.models import Tag, TaggedItem

from blog import page_cache
from blog.addresses import is_reserved
from blog.models import Blog, Entry, OldAddress, Permalink

BATCH = 500


def move_entries(blog: Blog) -> int:
    """Moves what lives elsewhere than the settings say, and lets old addresses lead on; how many entries moved.

    Nothing else of an entry changes: its text is not rendered again, and its date of change stays.
    """
    with transaction.atomic():
        moved = list(_moved(blog))
        page_cache.touch("site")
        Entry.objects.bulk_update([entry for entry, _left in moved], ["slug", "path"], batch_size=BATCH)
        OldAddress.objects.filter(path=F("entry__path")).delete()
        OldAddress.objects.bulk_create(
            [OldAddress(path=left, entry=entry) for entry, left in moved if _was_known(entry)],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["path"],
            update_fields=["entry"],
        )
    return len(moved)


def tag_path(slug: str) -> str:
    """As a request has it: letters of all scripts as they are."""
    return unquote(reverse("blog:tag", args=[slug])).lstrip("/")


def leave_behind(slug: str, tag: Tag) -> None:
    """Lets the address of a slug that a tag had lead to the tag."""
    OldAddress.objects.filter(path=tag_path(tag.slug), tag=tag).delete()
    OldAddress.objects.update_or_create(path=tag_path(slug), defaults={"tag": tag, "entry": None})


def tag_that_left(slug: str) -> Tag | None:
    """The tag that had this slug once, where it is now."""
    old = OldAddress.objects.filter(path=tag_path(slug), tag__isnull=False).select_related("tag").first()
    return old and old.tag


def merge_tags(tags: Iterable[Tag], into: Tag) -> None:
    """Makes one tag of several: what had any of them has the one, each once, and their addresses lead to it."""
    with transaction.atomic():
        page_cache.touch("site")
        for tag in tags:
            if tag == into:
                continue
            entries = list(Entry.objects.tagged(tag))
            for item in TaggedItem.objects.filter(tag=tag):
                if not TaggedItem.objects.filter(
                    tag=into, content_type=item.content_type_id, object_id=item.object_id
                ).exists():
                    TaggedItem.objects.filter(pk=item.pk).update(tag=into)
            OldAddress.objects.filter(tag=tag).update(tag=into)
            slug = tag.slug
            tag.delete()
            for entry in entries:
                entry.take_places()
            leave_behind(slug, into)


def _moved(blog: Blog) -> Iterator[tuple[Entry, str]]:
    """Each entry that moves, with its new path, and the path it leaves.

    What one entry has or had never goes to another, so no two entries meet half-way either.
    """
    entries = list(Entry.objects.order_by("published_at", "pk").defer("source", "body_html", "opening_html", "lead"))
    owners = dict(OldAddress.objects.values_list("path", "entry")) | {entry.path: entry.pk for entry in entries}
    for entry in entries:
        left = entry.path
        if left == _path(entry, entry.slug, blog):
            continue
        entry.slug, entry.path = _free(entry, blog, owners)
        owners[entry.path] = entry.pk
        if entry.path != left:
            yield entry, left


def _free(entry: Entry, blog: Blog, owners: dict[str, int | None]) -> tuple[str, str]:
    """The slug and the path it gives, numbered where another entry owns that path."""
    for slug in chain([entry.slug], (f"{entry.slug}-{number}" for number in count(2))):
        path = _path(entry, slug, blog)
        if owners.get(path, entry.pk) == entry.pk and not is_reserved(slug):
            return slug, path


def _path(entry: Entry, slug: str, blog: Blog) -> str:
    has_day = entry.is_post and entry.published_at
    return Permalink(blog.permalink).path(slug, entry.published_at.astimezone(blog.zone).date() if has_day else None)


def _was_known(entry: Entry) -> bool:
    return entry.is_published() or entry.is_withdrawn
