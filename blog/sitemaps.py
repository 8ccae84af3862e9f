"""What search engines are told of: entries, pages, tags and authors, with honest dates of change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from taggit.models import Tag

from blog.models import Author, Entry


class SiteSitemap(Sitemap):
    """Addresses from SITE_URL, whatever host the request named."""

    limit = 50_000

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class EntrySitemap(SiteSitemap):
    def items(self):
        return Entry.objects.published().order_by("pk").only("path", "published_at", "added_to_at")

    def lastmod(self, entry):
        return entry.updated_at


class TagSitemap(SiteSitemap):
    def items(self):
        published = Entry.objects.posts().published()
        return Tag.objects.filter(entry__in=published).distinct().order_by("pk")

    def location(self, tag):
        return reverse("blog:tag", args=[tag.slug])


class AuthorSitemap(SiteSitemap):
    def items(self):
        return Author.objects.filter(entries__in=Entry.objects.posts().published()).distinct().order_by("pk")


class HomeSitemap(SiteSitemap):
    def items(self):
        return ["blog:home", "blog:archive"]

    def location(self, name):
        return reverse(name)


SITEMAPS = {"site": HomeSitemap, "entries": EntrySitemap, "tags": TagSitemap, "authors": AuthorSitemap}
