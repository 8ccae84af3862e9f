"""The blog, its tags and its authors as RSS 2.0, Atom and JSON Feed, with absolute addresses from SITE_URL.

An entry has the same id in all of them. Its addenda stand in its text, and each is an item of its own too.
"""

import json
import re
from collections.abc import Iterable
from copy import copy
from io import StringIO

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from taggit.models import Tag

from blog import asked, page_cache
from blog.addresses import absolute
from blog.html import plain_text
from blog.kept import TEXTS, as_key
from blog.listing import Listing
from blog.models import Addendum, Author, Entry
from blog.moves import tag_that_left
from blog.responses import made_public

LENGTH, BEFORE_ALL = asked.NEWEST, asked.BEFORE_ALL

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
LINK_WITHIN = re.compile(r'(<[a-z][^>]*? (?:href|src|cite)=")(/(?!/)|#)')


def absolute_links(html: str, page: str = "") -> str:
    """The addresses within the site made whole, since a feed is read elsewhere; fragments lead to the page, if given."""
    whole = {"/": absolute("/"), "#": f"{page}#"}
    return LINK_WITHIN.sub(lambda found: found[1] + whole[found[2]], html)


def printable(value):
    """Text without the characters that XML can't hold, whatever was pasted; other values as they are."""
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


class Printable:
    """Mixed into a format of feeds: hostile characters are left out, and a feed changes only when its items do.

    What it says of an item is a text (`item_text`), which is kept; a feed is written of `texts`.
    """

    texts: Iterable[str] = ()
    newest = BEFORE_ALL

    def __init__(self, **fields):
        super().__init__(**{name: printable(value) for name, value in fields.items()})

    def add_item(self, **fields):
        super().add_item(**{name: printable(value) for name, value in fields.items()})

    def latest_post_date(self):
        """Of an empty feed Django would say now, every time it is asked."""
        return self.newest


def _add_picture(handler, picture, address: str) -> None:
    """The picture of an entry, for readers of feeds that show one beside the title."""
    said = {"medium": "image", "type": "image/webp", "width": str(picture.width), "height": str(picture.height)}
    handler.startElement("media:content", {"url": address} | said)
    if picture.alt:
        handler.addQuickElement("media:description", printable(picture.alt), {"type": "plain"})
    handler.endElement("media:content")


class Xml(Printable):
    """Mixed into a format in XML."""

    element = ""

    def write(self, outfile, encoding):
        # Django writes in crumbs: they are gathered first.
        text = StringIO()
        super().write(text, encoding)
        outfile.write(text.getvalue().encode(encoding))

    def write_items(self, handler):
        for text in self.texts:
            # The handler's one way to write what is XML already.
            handler.ignorableWhitespace(text)

    def item_text(self, item: dict) -> str:
        text = StringIO()
        handler = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
        handler.startElement(self.element, self.item_attributes(item))
        self.add_item_elements(handler, item)
        handler.endElement(self.element)
        return text.getvalue()


class Rss(Xml, Rss201rev2Feed):
    element = "item"

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])
        if item.get("picture"):
            _add_picture(handler, item["picture"], item["image"])
        if item.get("language"):
            handler.addQuickElement("dc:language", item["language"])


class Atom(Xml, Atom1Feed):
    element = "entry"

    def item_attributes(self, item):
        return super().item_attributes(item) | ({"xml:lang": item["language"]} if item.get("language") else {})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})
        if item.get("image"):
            handler.addQuickElement("link", "", {"rel": "enclosure", "type": "image/webp", "href": item["image"]})


class Json(Printable, SyndicationFeed):
    """JSON Feed 1.1"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
        }
        text = json.dumps(_without_blanks(feed), ensure_ascii=False).removesuffix("}")
        outfile.write(f'{text}, "items": [{", ".join(self.texts)}]}}'.encode(encoding))

    def item_text(self, item: dict) -> str:
        said = _without_blanks(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "content_html": item.get("content") or item["description"],
                "summary": " ".join(plain_text(item["description"]).split()),
                "image": item.get("image"),
                "date_published": item["pubdate"].isoformat(),
                "date_modified": item["updateddate"].isoformat(),
                "authors": [_without_blanks({"name": item["author_name"], "url": item["author_link"]})],
                "tags": list(item["categories"]),
                "language": item.get("language"),
            }
        )
        return json.dumps(said, ensure_ascii=False)


def _without_blanks(fields: dict) -> dict:
    return {name: value for name, value in fields.items() if value}


class AbsoluteFeed(Feed):
    """Django's feed with every address taken from SITE_URL, whatever host the request named.

    It is asked for again by its ETag and has no Last-Modified: no moment tells of a withdrawn entry, a new title of the
    blog or a new count of comments.
    """

    def __call__(self, request, *args, **kwargs):
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        # One instance in the URLconf serves all threads, so what belongs to this request stands on a copy.
        own = copy(self)
        own.blog = request.blog
        own.language = request.blog.language
        response = super(AbsoluteFeed, own).__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]
        return made_public(request, response)

    def get_feed(self, of, request):
        """Django's, but it is asked only for the items that are not kept as texts (`blog/kept.py`)."""
        listed = self.listed(of)
        values = [self.values_of(item) for item in listed]
        texts = [TEXTS.get(one) for one in values]
        self.items = [item for item, text in zip(listed, texts, strict=True) if text is None]
        feed = super().get_feed(of, request)
        made = iter(feed.items)
        feed.texts = [
            TEXTS.keep(one, feed.item_text(next(made))) if text is None else text
            for one, text in zip(values, texts, strict=True)
        ]
        moments = [max(self.item_pubdate(item), self.item_updateddate(item)) for item in listed]
        feed.newest = max(moments, default=BEFORE_ALL)
        return feed

    def values_of(self, item) -> tuple:
        """All that is said of an item is made of; feeds that say more name more."""
        return (type(self), get_language(), get_current_timezone(), absolute("/"))

    def link(self, *_args):
        return absolute(reverse("blog:home"))


class BlogFeed(AbsoluteFeed):
    """The newest entries."""

    route = ""

    def feed_url(self, *_args):
        return absolute(reverse(f"blog:{self.route}"))

    def title(self, *_args):
        return self.blog.title

    def description(self, *_args):
        return self.blog.tagline or self.blog.title

    subtitle = description

    def feed_guid(self, *_args):
        return absolute("/")

    def listing(self, _whole):
        return Listing()

    def listed(self, of):
        """Of the tag or author that `get_object` found, or of the whole blog (None); addenda are items of their own."""
        page_cache.shows("addenda")
        found = sorted(asked.newest(self.listing(of)), key=self.item_pubdate, reverse=True)[:LENGTH]
        page_cache.shows(*(f"entry {entry_of(item).pk}" for item in found))
        pictures = [entry_of(item).picture for item in found]
        page_cache.shows(*(f"picture {picture.file.name}" for picture in pictures if picture))
        asked.with_details([entry_of(item) for item in found])
        return found

    def values_of(self, item):
        entry = entry_of(item)
        named = [
            item,
            entry.author,
            entry.picture,
            entry.tags.all(),
            entry if item is not entry else entry.addenda.all(),
        ]
        return (*super().values_of(item), self.blog.feed_full_text, *map(as_key, named))

    def item_title(self, item):
        return item.heading if isinstance(item, Addendum) else str(item)

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    def item_guid(self, item):
        """Stays when the address changes."""
        return f"{absolute('/')}#{item.anchor if isinstance(item, Addendum) else f'entry-{item.pk}'}"

    item_guid_is_permalink = False

    def item_description(self, item):
        html = self.added(item) if isinstance(item, Addendum) else item.summary_html
        return absolute_links(html, absolute(entry_of(item).get_absolute_url()))

    def item_author_name(self, item):
        return str(entry_of(item).author)

    def item_author_link(self, item):
        return absolute(entry_of(item).author.get_absolute_url())

    def item_pubdate(self, item):
        return item.created_at if isinstance(item, Addendum) else item.published_at

    def item_updateddate(self, item):
        return item.created_at if isinstance(item, Addendum) else item.updated_at

    def item_categories(self, item):
        return [tag.name for tag in entry_of(item).tags.all()]

    def item_extra_kwargs(self, item):
        entry = entry_of(item)
        return {
            "content": self.content(item) if self.blog.feed_full_text else "",
            "language": entry.language,
            "image": absolute(entry.picture.file.url) if entry.picture else "",
            "picture": entry.picture,
        }

    def content(self, item) -> str:
        """The whole entry as it stands on its page, picture, text and addenda; or the whole addendum."""
        if isinstance(item, Addendum):
            return self.item_description(item)
        html = render_to_string("blog/feed_entry.html", {"entry": item, "addenda": item.addenda.all()})
        return absolute_links(html.strip(), self.item_link(item))

    def added(self, addendum) -> str:
        return render_to_string("blog/_feed_addendum.html", {"addendum": addendum}).strip()


def entry_of(item: Entry | Addendum) -> Entry:
    return item.entry if isinstance(item, Addendum) else item


class RssFeed(BlogFeed):
    feed_type = Rss
    route = "rss"


class AtomFeed(BlogFeed):
    feed_type = Atom
    route = "atom"


class JsonFeed(BlogFeed):
    feed_type = Json
    route = "json"


class SlugFeed:
    """Mixed into a feed of entries: those that belong to one thing with a slug and a page of its own."""

    def feed_url(self, thing):
        return absolute(reverse(f"blog:{self.route}", args=[thing.slug]))

    def feed_guid(self, thing):
        return self.link(thing)


class TagFeed(SlugFeed):
    def __call__(self, request, slug):
        """A tag that was renamed or merged has its feeds where it is now."""
        try:
            return super().__call__(request, slug=slug)
        except Http404:
            if not (tag := tag_that_left(slug)):
                raise
            return HttpResponsePermanentRedirect(reverse(f"blog:{self.route}", args=[tag.slug]))

    def get_object(self, request, slug):
        return get_object_or_404(Tag, slug=slug)

    def title(self, tag):
        return _("%(blog)s: entries on %(tag)s") % {"blog": self.blog.title, "tag": tag.name}

    def link(self, tag):
        return absolute(reverse("blog:tag", args=[tag.slug]))

    def listing(self, tag):
        return Listing.on(tag)


class TagRss(TagFeed, RssFeed):
    route = "tag_rss"


class TagAtom(TagFeed, AtomFeed):
    route = "tag_atom"


class AuthorFeed(SlugFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Author, slug=slug)

    def title(self, author):
        return _("%(blog)s: entries by %(name)s") % {"blog": self.blog.title, "name": author}

    def link(self, author):
        return absolute(author.get_absolute_url())

    def listing(self, author):
        return Listing.by(author)


class AuthorRss(AuthorFeed, RssFeed):
    route = "author_rss"


class AuthorAtom(AuthorFeed, AtomFeed):
    route = "author_atom"
