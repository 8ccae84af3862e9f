"""What search engines are told of: entries, pages, tags and authors, with honest dates of change."""

from math import ceil
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Manager, OuterRef, Subquery
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from blog import dates, page_cache
from blog.addresses import absolute
from blog.listing import Listing, counted
from blog.models import Author, Entry, Place, Shelf
from blog.prepared import Prepared


class SiteSitemap(Sitemap):
    """Addresses from SITE_URL, whatever host the request named; at most so many in a file that each is made quickly."""

    limit = 1_000

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def size(self) -> int:
        """How many items there are, known without going through them."""
        raise NotImplementedError

    @property
    def parts(self) -> range:
        """The numbers of its files; there is always a first."""
        return range(1, max(1, ceil(self.size() / self.limit)) + 1)

    @property
    def paginator(self):
        pages = super().paginator
        pages.count = self.size()
        return pages

    def get_latest_lastmod(self):
        """Asked of the database, where Django would go through all items."""
        return newest_change()


def newest_change():
    """When readers last got something new, anywhere."""
    page_cache.shows("dates")
    moment = timezone.now()
    found = [query.first(moment=moment) for query in (*_PUBLISHED, *_CHANGED)]
    return max((row[0] for row in found if row), default=None)


# Each is the end of an index.
_PUBLISHED = [
    Prepared(lambda moment, kind=kind: kind.published(moment).newest_first().values_list("published_at")[:1])
    for kind in (Entry.objects.posts(), Entry.objects.pages())
]
_CHANGED = [
    Prepared(
        lambda moment, field=field: (
            Entry.objects.published(moment)
            .filter(**{f"{field}__isnull": False})
            .order_by(f"-{field}")
            .values_list(field)[:1]
        )
    )
    for field in ("added_to_at", "revised_at")
]


class HomeSitemap(SiteSitemap):
    def size(self):
        return len(self.items())

    def items(self):
        return ["blog:home", "blog:archive"]

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return newest_change()


class WrittenSitemap(SiteSitemap):
    """By age: old parts stay as they are then, and an index has this order for each kind."""

    def listed(self):
        raise NotImplementedError

    def items(self):
        page_cache.shows("dates")
        in_time = self.listed().published().order_by("published_at", "pk")
        return in_time.only("path", "published_at", "added_to_at", "revised_at")

    def lastmod(self, entry):
        return entry.updated_at


class EntrySitemap(WrittenSitemap):
    def listed(self):
        return Entry.objects.posts()

    def size(self):
        return Listing().count()


class PageSitemap(WrittenSitemap):
    """Standing pages, of which there are few."""

    def listed(self):
        return Entry.objects.pages()

    def size(self):
        return len(_PAGES(moment=timezone.now()))


_PAGES = Prepared(lambda moment: Entry.objects.pages().published(moment).order_by().values_list("pk"))


class ShelfSitemap(SiteSitemap):
    """Whatever has published posts, with the moment of the newest."""

    things: Manager
    kind: str

    def size(self):
        return len(counted(self.kind, timezone.now()))

    def items(self):
        places = Place.objects.filter(
            shelf__kind=self.kind, shelf__key=OuterRef("pk"), published_at__lte=timezone.now()
        )
        newest = Subquery(places.order_by("-published_at").values("published_at")[:1])
        return self.things.annotate(newest=newest).filter(newest__isnull=False).order_by("pk")

    def lastmod(self, thing):
        return thing.newest


class TagSitemap(ShelfSitemap):
    things, kind = Tag.objects, Shelf.Kind.TAG

    def location(self, tag):
        return reverse("blog:tag", args=[tag.slug])


class AuthorSitemap(ShelfSitemap):
    things, kind = Author.objects, Shelf.Kind.AUTHOR


SITEMAPS = {
    "site": HomeSitemap,
    "entries": EntrySitemap,
    "pages": PageSitemap,
    "tags": TagSitemap,
    "authors": AuthorSitemap,
}


def index(request):
    """The list of all sitemaps; each may hold whatever changed last."""
    addresses = []
    for section, sitemap in SITEMAPS.items():
        address = absolute(reverse("blog:sitemap_part", args=[section]))
        addresses += [f"{address}?p={part}" if part > 1 else address for part in sitemap().parts]
    newest = newest_change()
    context = {"addresses": addresses, "changed": newest and dates.machine(newest)}
    return TemplateResponse(request, "blog/sitemap_index.xml", context, content_type="application/xml")
