"""Lists are read from shelves, which every change of an entry keeps right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from blog import asked, listing
from blog.listing import Listing
from blog.models import Blog, Entry, shelf
from blog.moves import merge_tags
from tests import factories
from tests.steps import steps


def faults() -> list[str]:
    return list(shelf.faults(shelf.belongings(Entry.objects, Blog.load().zone)))


def titles(found: Listing) -> list[str]:
    return [str(entry) for entry in found[0:100]]


def test_every_change_of_an_entry_keeps_its_places_right(blog):
    entry = factories.entry("Bones", tags=["bones", "milk"])
    other = factories.author()
    changes = [
        lambda: entry.tags.add("hearts"),
        lambda: entry.tags.remove("milk"),
        lambda: entry.tags.set(["milk"]),
        lambda: entry.publish(at=timezone.now() - timedelta(days=400)),
        entry.withdraw,
        entry.publish,
        lambda: entry.publish(at=timezone.now() + timedelta(days=3)),
        entry.trash,
        entry.return_to_draft,
        entry.publish,
        lambda: (setattr(entry, "author", other), entry.save()),
        entry.tags.clear,
        lambda: (setattr(entry, "kind", "page"), entry.save()),
    ]
    for number, change in enumerate(changes):
        change()
        assert not faults(), number
    assert Listing().count() == 0


def test_a_deleted_entry_leaves_every_list(blog):
    for title in ("Bones", "Hearts", "Milk"):
        factories.entry(title, tags=["food"])
    Entry.objects.get(title="Milk").delete()
    Entry.objects.filter(title="Hearts").delete()
    assert not faults()
    assert titles(Listing()) == ["Bones"]


def test_a_scheduled_entry_is_neither_listed_nor_counted_before_its_moment(blog):
    factories.entry("Now", days_old=1, tags=["food"])
    factories.entry("Later", days_old=-1, tags=["food", "milk"])
    later = timezone.now() + timedelta(days=2)
    assert titles(Listing()) == ["Now"] and Listing().count() == 1
    assert [(tag.name, tag.entries) for tag in listing.subjects()] == [("food", 1)]
    assert titles(Listing(moment=later)) == ["Later", "Now"] and Listing(moment=later).count() == 2
    assert [(tag.name, tag.entries) for tag in listing.subjects(moment=later)] == [("food", 2), ("milk", 1)]
    assert sum(count for _first, count in listing.by_month()) == 1
    assert sum(count for _first, count in listing.by_month(later)) == 2


def test_a_month_of_scheduled_entries_alone_is_not_there_before_one_is_out(blog):
    factories.entry("Now", days_old=1)
    factories.entry("Next year", days_old=-400)
    assert len(listing.by_month()) == 1
    assert len(listing.by_month(timezone.now() + timedelta(days=401))) == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone counts its steps")
def test_what_lies_far_back_costs_what_the_newest_does(blog):
    """The newest of few entries, and the oldest when there are many after it."""
    author = factories.author()
    oldest = [
        factories.entry(f"Old {n}", published_at=datetime(2012, 7, n + 1, tzinfo=UTC), author=author) for n in (1, 2, 3)
    ]
    july = Listing(since=date(2012, 7, 1), before=date(2012, 8, 1), zone=UTC)
    asks = [lambda: asked.neighbours(oldest[1]), lambda: july[0:2], lambda: Listing(moment=oldest[2].published_at)[0:2]]
    before = [steps(ask) for ask in asks]
    for number in range(60):
        factories.entry(f"New {number}", days_old=number, author=author)
    assert [entry.title for entry in asked.neighbours(oldest[1])] == ["Old 1", "Old 3"]
    assert [entry.title for entry in july[0:2]] == ["Old 3", "Old 2"]
    for number, ask in enumerate(asks):
        assert steps(ask) <= before[number] + 40, number


def test_of_many_subjects_the_most_used_are_listed_by_name(blog):
    for title, tags in (("One", ["tea", "milk", "salt"]), ("Two", ["tea", "milk"]), ("Three", ["tea"])):
        factories.entry(title, tags=tags)
    assert [(tag.name, tag.slug, tag.entries) for tag in listing.subjects(2)] == [
        ("milk", "milk", 2),
        ("tea", "tea", 3),
    ]
    Tag.objects.get(name="tea").delete()
    assert [tag.name for tag in listing.subjects(2)] == ["milk", "salt"]


def test_months_follow_the_blog_into_another_zone(blog):
    factories.entry("Midnight", published_at=datetime(2012, 8, 1, 3, tzinfo=UTC))
    assert [(day.month, count) for day, count in listing.by_month()] == [(8, 1)]
    blog.time_zone = "America/Los_Angeles"
    blog.save()
    assert [(day.month, count) for day, count in listing.by_month()] == [(7, 1)]
    assert not faults()


def test_a_page_far_down_is_the_page_that_counting_would_find(blog, monkeypatch):
    author = factories.author()
    born = datetime(2020, 1, 1, tzinfo=UTC)
    made = [
        Entry(slug=f"e{n}", path=f"e{n}/", title=str(n), author=author, state="published",
              published_at=born + timedelta(days=n // 2))
        for n in range(200)
    ]  # fmt: skip
    Entry.objects.bulk_create(made)
    shelf.rebuild(shelf.belongings(Entry.objects, blog.zone))
    monkeypatch.setattr(listing, "FAR", 20)
    expected = [str(entry) for entry in Entry.objects.posts().published().newest_first()]
    for start in range(0, 200, 7):
        assert [str(entry) for entry in Listing()[start : start + 7]] == expected[start : start + 7]


@pytest.mark.parametrize("path", ["/", "/page/2/", "/tag/food/", "/author/ada/", "/archive/", "/sitemap.xml"])
def test_lists_cost_the_same_queries_with_twice_the_entries(client, blog, path):
    author = factories.author("Ada")
    counts = []
    for _half in range(2):
        for _number in range(12):
            factories.entry(author=author, tags=["food"])
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_tags_that_become_one_are_one_list(blog):
    factories.entry("Bones", tags=["milk", "cheese"])
    factories.entry("Hearts", tags=["cheese"])
    milk, cheese = Tag.objects.get(name="milk"), Tag.objects.get(name="cheese")
    merge_tags([milk, cheese], milk)
    assert sorted(titles(Listing.on(milk))) == ["Bones", "Hearts"]
    assert not faults()
