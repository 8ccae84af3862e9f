"""Feeds of comments, for the blog and for each entry; and the blog's own feeds with their discussions in them."""

from functools import cache, lru_cache

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import page_cache
from blog.addresses import absolute
from blog.feeds import (
    AbsoluteFeed,
    Atom,
    AtomFeed,
    AuthorAtom,
    AuthorRss,
    Rss,
    RssFeed,
    TagAtom,
    TagRss,
    absolute_links,
    entry_of,
)
from blog.models import Entry
from blog.prepared import Prepared
from comments.models import Comment, Discussion

LENGTH = 50

# Keys alone, along the index, until there are enough; what an item shows is looked up then.
_KEYS = Comment.objects.comments().approved().order_by("-created_at").values_list("pk")
_NEWEST = Prepared(lambda moment: _KEYS.on_published_entries(moment)[:LENGTH])
_NEWEST_UNDER = Prepared(lambda entry: _KEYS.on(entry)[:LENGTH])
_SHOWN = """
    kind status name created_at body_html user__name user__username
    discussion__entry__title discussion__entry__slug discussion__entry__path
""".split()
_ITEMS = Prepared(
    lambda keys: (
        Comment.objects.filter(pk__in=keys).order_by().select_related("user", "discussion__entry").only(*_SHOWN)
    ),
    keys=LENGTH,
)


@cache
def _counts(entries: int) -> Prepared:
    return Prepared(
        lambda entries: Discussion.objects.filter(entry__pk__in=entries).values_list("entry_id", "approved_count"),
        entries=entries,
    )


def _items(keys: list[tuple[int]]) -> list[Comment]:
    """Comments, the newest first."""
    found = _ITEMS(keys=[key for (key,) in keys]) if keys else []
    return sorted(found, key=lambda comment: (comment.created_at, comment.pk), reverse=True)


@lru_cache(maxsize=1024)
def _feed_of(kind: str, path: str) -> str:
    """The address of the feed of comments under an entry."""
    return absolute(reverse(f"comments:entry_{kind}", args=[path]))


class CommentsFeed(AbsoluteFeed):
    """The newest approved comments of the blog; it stays when discussions close."""

    def title(self, *_args):
        return _("Comments for %(blog)s") % {"blog": self.blog.title}

    def description(self, *_args):
        return self.blog.tagline

    def subtitle(self, *_args):
        return self.blog.tagline

    def listed(self, entry=None):
        page_cache.shows("comments")
        return _items(_NEWEST(moment=timezone.now()))

    def values_of(self, comment):
        entry = comment.discussion.entry
        own = (comment.id, comment.created_at, comment.body_html, *comment.signature)
        return (*super().values_of(comment), *own, entry.title, entry.slug)

    def item_title(self, comment):
        entry, name = comment.discussion.entry, comment.author_name
        return _("Comment on %(entry)s by %(name)s") % {"entry": entry, "name": name}

    def item_link(self, comment):
        """Leads to the right page of a long discussion, without asking for each page here."""
        return absolute(reverse("comments:comment", args=[comment.pk]))

    def item_guid(self, comment):
        return f"{absolute('/')}#comment-{comment.pk}"

    item_guid_is_permalink = False

    def item_description(self, comment):
        return absolute_links(comment.body_html)

    def item_author_name(self, comment):
        return comment.author_name

    def item_pubdate(self, comment):
        return comment.created_at

    item_updateddate = item_pubdate


class CommentsRss(CommentsFeed):
    feed_type = Rss

    def feed_url(self, *_args):
        return absolute(reverse("comments:rss"))


class CommentsAtom(CommentsFeed):
    feed_type = Atom

    def feed_url(self, *_args):
        return absolute(reverse("comments:atom"))


class EntryComments:
    """Mixed into a feed of comments: those on one entry."""

    def get_object(self, request, path):
        return get_object_or_404(Entry.objects.published(), path=path)

    def title(self, entry):
        return _("Comments on: %(entry)s") % {"entry": entry}

    def link(self, entry):
        return absolute(entry.get_absolute_url())

    def listed(self, entry):
        page_cache.shows(f"discussion {entry.pk}")
        return _items(_NEWEST_UNDER(entry=entry.pk))

    def item_title(self, comment):
        return _("By: %(name)s") % {"name": comment.author_name}


class EntryCommentsRss(EntryComments, CommentsRss):
    def feed_url(self, entry):
        return _feed_of("rss", entry.path)


class EntryCommentsAtom(EntryComments, CommentsAtom):
    def feed_url(self, entry):
        return _feed_of("atom", entry.path)


class WithDiscussions:
    """Mixed into a feed of entries: how many comments each has, and where they are read."""

    def listed(self, of):
        found = super().listed(of)
        page_cache.shows(*(f"discussion {entry_of(item).pk}" for item in found))
        keys = [entry_of(item).pk for item in found]
        self.counts = dict(_counts(len(keys))(entries=keys)) if keys else {}
        return found

    def values_of(self, item):
        return (*super().values_of(item), self.counts.get(entry_of(item).pk, 0))

    def item_comments(self, item):
        return f"{absolute(entry_of(item).get_absolute_url())}#comments"

    def item_extra_kwargs(self, item):
        entry = entry_of(item)
        return super().item_extra_kwargs(item) | {
            "comment_count": self.counts.get(entry.pk, 0),
            "comments_at": self.item_comments(item),
            "comments_rss": _feed_of("rss", entry.path),
            "comments_atom": _feed_of("atom", entry.path),
        }


class RssWithDiscussions(Rss):
    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
            "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("wfw:commentRss", item["comments_rss"])
        handler.addQuickElement("slash:comments", str(item["comment_count"]))


class AtomWithDiscussions(Atom):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:thr": "http://purl.org/syndication/thread/1.0"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        count = {"thr:count": str(item["comment_count"])}
        handler.addQuickElement(
            "link", "", {"rel": "replies", "type": "text/html", "href": item["comments_at"]} | count
        )
        feed = {"rel": "replies", "type": "application/atom+xml", "href": item["comments_atom"]}
        handler.addQuickElement("link", "", feed | count)
        handler.addQuickElement("thr:total", str(item["comment_count"]))


class EntriesRss(WithDiscussions, RssFeed):
    feed_type = RssWithDiscussions


class EntriesAtom(WithDiscussions, AtomFeed):
    feed_type = AtomWithDiscussions


class TagEntriesRss(WithDiscussions, TagRss):
    feed_type = RssWithDiscussions


class TagEntriesAtom(WithDiscussions, TagAtom):
    feed_type = AtomWithDiscussions


class AuthorEntriesRss(WithDiscussions, AuthorRss):
    feed_type = RssWithDiscussions


class AuthorEntriesAtom(WithDiscussions, AuthorAtom):
    feed_type = AtomWithDiscussions
