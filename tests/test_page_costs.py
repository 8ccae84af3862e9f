"""What pages cost the database does not grow with the blog, however the database goes about its questions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from taggit.models import Tag, TaggedItem

from blog.models import Author, Entry, shelf
from blog.sitemaps import SiteSitemap
from comments.models import Comment, Discussion
from tests import factories
from tests.steps import steps

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone counts its steps"),
]

FEW, MANY = 60, 600
PAGES = (
    "/ /page/2/ /tag/food/ /tag/food/page/2/ /author/ada/ /author/ada/page/2/ /2020/ /2020/01/ /archive/ /e5/"
    " /feed/ /feed/atom/ /feed/json/ /tag/food/feed/ /author/ada/feed/ /comments/feed/ /e5/feed/"
    " /sitemap.xml /sitemap-entries.xml /sitemap-pages.xml /sitemap-tags.xml /sitemap-authors.xml"
).split()


def grow(author: Author, numbers: range, zone) -> None:
    """Entries of one month on one tag, with three comments each."""
    born = datetime(2020, 1, 1, 12, tzinfo=UTC)
    entries = Entry.objects.bulk_create(
        Entry(
            slug=f"e{n}", path=f"e{n}/", title=f"Entry {n}", author=author, state="published", lead="Some words.",
            published_at=born + timedelta(minutes=n),
        )
        for n in numbers
    )  # fmt: skip
    food, _made = Tag.objects.get_or_create(name="food", slug="food")
    kind = ContentType.objects.get_for_model(Entry)
    TaggedItem.objects.bulk_create(TaggedItem(tag=food, content_type=kind, object_id=entry.pk) for entry in entries)
    shelf.rebuild(shelf.belongings(Entry.objects, zone))
    discussions = Discussion.objects.bulk_create(
        Discussion(entry=entry, approved_count=3, thread_count=3) for entry in entries
    )
    Comment.objects.bulk_create(
        Comment(
            discussion=discussion, status="approved", name="Ann", source="x", body_html="<p>x</p>", anchor=f"c{n}",
            fingerprint=f"{n}", created_at=discussion.entry.published_at + timedelta(seconds=n), gist=Comment.Gist.TALK,
        )
        for discussion in discussions
        for n in range(3)
    )  # fmt: skip


@pytest.mark.parametrize("knows_its_tables", [True, False])
def test_pages_cost_the_same_in_a_blog_ten_times_as_large(client, blog, monkeypatch, knows_its_tables):
    """Whether or not the database was told to count what its tables hold, which changes its ways."""
    monkeypatch.setattr(SiteSitemap, "limit", 10)
    author = factories.author("Ada", slug="ada")
    costs = []
    for numbers in (range(FEW), range(FEW, MANY)):
        grow(author, numbers, blog.zone)
        if knows_its_tables:
            connection.cursor().execute("ANALYZE")
        costs.append({page: steps(lambda page=page: client.get(page)) for page in PAGES})
    few, many = costs
    assert {page: (few[page], many[page]) for page in PAGES if many[page] > 1.5 * few[page]} == {}
