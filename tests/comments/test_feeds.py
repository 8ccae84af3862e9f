"""Feeds of comments, read back with an independent parser."""

import feedparser
import pytest
from django.db import connection

from comments.models import Comment, Discussion
from tests import factories
from tests.steps import steps

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["feed/", "feed/atom/"])
def test_feeds_of_comments_show_what_readers_see(client, blog, author, settings, kind):
    entry = factories.entry(author=author)
    shown = factories.comment(entry, "Words & *more*", name="wendy <b>")
    for status in ("pending", "spam", "trash"):
        factories.comment(entry, f"Unseen {status}", status=status)
    factories.comment(factories.entry("Gone", author=author, state="withdrawn"), "Unseen too")
    Discussion.on(entry).close()
    for address in (f"/comments/{kind}", f"{entry.get_absolute_url()}{kind}"):
        response = client.get(address)
        feed = feedparser.parse(response.content)
        assert not feed.bozo and len(feed.entries) == 1, address
        assert "Words &amp; <em>more</em>" in feed.entries[0].summary
        assert feed.entries[0].author == "wendy <b>"
        assert client.get(feed.entries[0].link.removeprefix(settings.SITE_URL))["Location"].endswith(f"#{shown.anchor}")
        assert b"Unseen" not in response.content


@pytest.mark.parametrize("state", ["draft", "withdrawn", "trashed"])
def test_feed_of_an_entry_out_of_sight_is_not_found(client, blog, author, state):
    entry = factories.entry(author=author, state=state)
    assert client.get(f"{entry.get_absolute_url()}feed/").status_code == 404


def test_feeds_of_entries_count_their_comments_with_one_query_for_all(client, blog, author, settings):
    entry = factories.entry(author=author)
    factories.comment(entry)
    factories.comment(entry)
    address = settings.SITE_URL + entry.get_absolute_url()
    rss = feedparser.parse(client.get("/feed/").content).entries[0]
    assert (rss.slash_comments, rss.comments, rss.wfw_commentrss) == ("2", f"{address}#comments", f"{address}feed/")
    atom = feedparser.parse(client.get("/feed/atom/").content).entries[0]
    assert atom.thr_total == "2"
    assert [link.href for link in atom.links if link.rel == "replies"] == [
        f"{address}#comments",
        f"{address}feed/atom/",
    ]


@pytest.mark.parametrize(
    "address", ["/tag/bones/feed/", "/tag/bones/feed/atom/", "/author/ada/feed/", "/author/ada/feed/atom/"]
)
def test_feeds_of_tags_and_authors_carry_their_own_entries_alone(client, blog, author, address):
    ada = factories.author("Ada", slug="ada")
    factories.comment(factories.entry("Wanted", author=ada, tags=["bones"]))
    factories.entry("Other", author=author, tags=["fish"])
    feed = feedparser.parse(client.get(address).content)
    assert [entry.title for entry in feed.entries] == ["Wanted"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone counts its steps")
@pytest.mark.parametrize("address", ["/comments/feed/", "/bones/feed/"])
@pytest.mark.parametrize("knows_its_tables", [True, False])
def test_a_feed_costs_the_same_however_many_comments_there_are(client, blog, author, address, knows_its_tables):
    """Whether or not the database was told to count what its tables hold, which changes how it goes about a question."""
    entries = [factories.entry("Bones", author=author), factories.entry("Hearts", author=author)]
    first = [factories.comment(entry) for entry in entries]
    costs = []
    for start in (100, 1_000):
        for comment in first:
            Comment.objects.bulk_create(
                Comment(
                    discussion_id=comment.discussion_id, status="approved", name="Ann", source="x", body_html="x",
                    anchor=f"{start}-{number}", fingerprint=f"{start}-{number}",
                )
                for number in range(start)
            )  # fmt: skip
        if knows_its_tables:
            connection.cursor().execute("ANALYZE")
        costs.append(steps(lambda: client.get(address)))
    assert costs[1] < 1.2 * costs[0]
