"""The blog's feeds, read back with an independent parser."""

import feedparser
import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/feed/", "/feed/atom/"])
def test_feed_carries_whole_entries_with_absolute_addresses(client, blog, author, settings, address):
    entry = factories.entry(
        "Bones & <hearts>", source='<p>See <a href="/about/">about</a>.</p>', author=author, tags=["bones"]
    )
    factories.entry("Unseen", state="draft", published_at=None)
    feed = feedparser.parse(client.get(address, HTTP_HOST="127.0.0.1").content)
    assert not feed.bozo
    (item,) = feed.entries
    assert item.title == "Bones & <hearts>" or item.title == "Bones &amp; &lt;hearts&gt;"
    assert item.link == settings.SITE_URL + entry.get_absolute_url()
    assert f'href="{settings.SITE_URL}/about/"' in item.content[0].value
    assert item.author == "Steven Carney"
    assert [tag.term for tag in item.tags] == ["bones"]


def test_both_feeds_name_an_entry_by_the_same_id(client, blog, entry):
    rss, atom = (feedparser.parse(client.get(address).content) for address in ("/feed/", "/feed/atom/"))
    assert rss.entries[0].id == atom.entries[0].id


def test_feed_of_summaries_holds_the_text_back(client, author):
    factories.blog(feed_full_text=False)
    factories.entry(summary="Short.", source="<p>Long.</p>")
    body = client.get("/feed/").content.decode()
    assert "Short." in body and "Long." not in body


def test_feed_names_no_host_that_a_request_brought(client, blog, entry):
    assert "localhost" not in client.get("/feed/", HTTP_HOST="localhost").content.decode()
