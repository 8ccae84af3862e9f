"""What search engines are told of: entries, pages, tags and authors, with honest dates of change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import Max
from django.template.response import TemplateResponse
from django.urls import reverse
from taggit.models import Tag

from blog import page_cache
from blog.addresses import absolute
from blog.models import Author, Entry


class SiteSitemap(Sitemap):
    """Addresses from SITE_URL, whatever host the request named; at most as many in a file as the standard allows."""

    limit = 50_000

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_latest_lastmod(self):
        """Asked of the database, where Django would go through all items."""
        return newest_change()


def newest_change():
    """When readers last got something new, anywhere."""
    page_cache.shows("dates")
    newest = Entry.objects.published().aggregate(
        published=Max("published_at"), added_to=Max("added_to_at"), revised=Max("revised_at")
    )
    return max(filter(None, newest.values()), default=None)


class HomeSitemap(SiteSitemap):
    def items(self):
        return ["blog:home", "blog:archive"]

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return newest_change()


class EntrySitemap(SiteSitemap):
    def items(self):
        page_cache.shows("dates")
        return Entry.objects.published().order_by("pk").only("path", "published_at", "added_to_at", "revised_at")

    def lastmod(self, entry):
        return entry.updated_at


class TagSitemap(SiteSitemap):
    def items(self):
        published = Entry.objects.posts().published()
        tags = Tag.objects.filter(entry__in=published)
        return tags.annotate(newest=Max("entry__published_at")).order_by("pk")

    def location(self, tag):
        return reverse("blog:tag", args=[tag.slug])

    def lastmod(self, tag):
        return tag.newest


class AuthorSitemap(SiteSitemap):
    def items(self):
        authors = Author.objects.filter(entries__in=Entry.objects.posts().published())
        return authors.annotate(newest=Max("entries__published_at")).order_by("pk")

    def lastmod(self, author):
        return author.newest


SITEMAPS = {"site": HomeSitemap, "entries": EntrySitemap, "tags": TagSitemap, "authors": AuthorSitemap}


def index(request):
    """The list of all sitemaps."""
    parts = []
    for section, sitemap in SITEMAPS.items():
        address = absolute(reverse("blog:sitemap_part", args=[section]))
        newest, pages = sitemap().get_latest_lastmod(), sitemap().paginator.num_pages
        parts += [
            SitemapIndexItem(f"{address}?p={page}" if page > 1 else address, newest) for page in range(1, pages + 1)
        ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")
