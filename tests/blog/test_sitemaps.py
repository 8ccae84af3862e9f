"""What search engines are told of."""

import re
from datetime import UTC, datetime

import pytest

from blog.models import Addendum
from blog.sitemaps import SiteSitemap
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_entries(blog, author):
    old = factories.entry("Old", author=author, published_at=datetime(2012, 7, 5, tzinfo=UTC), tags=["bones"])
    factories.entry("Newer", author=author, published_at=datetime(2013, 1, 5, tzinfo=UTC))
    factories.entry("About", author=author, kind="page", published_at=datetime(2012, 1, 5, tzinfo=UTC))
    factories.entry("A draft", author=author, state="draft", published_at=None, tags=["drafts"])
    return old


def changes(client, address: str) -> dict[str, str]:
    found = re.findall(r"<loc>(.*?)</loc>\s*(?:<lastmod>(.*?)</lastmod>)?", client.get(address).content.decode())
    return dict(found)


def test_sitemaps_tell_when_each_page_changed(client, two_entries, author, settings):
    site = settings.SITE_URL
    Addendum.objects.create(entry=two_entries, source="<p>x</p>", created_at=datetime(2014, 3, 1, tzinfo=UTC))
    assert changes(client, "/sitemap-entries.xml") == {f"{site}/old/": "2014-03-01", f"{site}/newer/": "2013-01-05"}
    assert changes(client, "/sitemap-pages.xml") == {f"{site}/about/": "2012-01-05"}
    assert changes(client, "/sitemap-tags.xml") == {f"{site}/tag/bones/": "2012-07-05"}
    assert changes(client, "/sitemap-authors.xml") == {site + author.get_absolute_url(): "2013-01-05"}
    assert set(changes(client, "/sitemap-site.xml").values()) == {"2014-03-01"}


def test_index_lists_all_parts_from_the_address_of_the_site(client, two_entries, settings):
    parts = changes(client, "/sitemap.xml")
    names = ("site", "entries", "pages", "tags", "authors")
    assert list(parts) == [f"{settings.SITE_URL}/sitemap-{name}.xml" for name in names]
    assert changes(client, "/sitemap.xml") == parts
    assert "localhost" not in client.get("/sitemap.xml", HTTP_HOST="localhost").content.decode()


def test_a_part_that_grows_too_long_is_divided(client, two_entries, settings, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 1)
    parts = list(changes(client, "/sitemap.xml"))
    assert f"{settings.SITE_URL}/sitemap-entries.xml?p=2" in parts
    both = [changes(client, "/sitemap-entries.xml"), changes(client, "/sitemap-entries.xml?p=2")]
    assert [len(part) for part in both] == [1, 1] and both[0] != both[1]
    assert client.get("/sitemap-entries.xml?p=3").status_code == 404
    assert client.get("/sitemap-none.xml").status_code == 404


def test_an_empty_blog_has_sitemaps_too(client, blog):
    assert client.get("/sitemap.xml").status_code == 200
    assert changes(client, "/sitemap-entries.xml") == {}
