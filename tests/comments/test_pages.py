"""Long discussions: ten thousand threads, replies under one comment, and replies in one chain."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import pages
from comments.models import Comment, Discussion, DiscussionRule
from tests import factories

pytestmark = pytest.mark.django_db

MANY = 10_000


def filled(shape: str, size: int):
    """An entry with a discussion of one shape, written in bulk."""
    entry = factories.entry()
    threads = size if shape == "threads" else 1
    discussion = Discussion.objects.create(entry=entry, approved_count=size, thread_count=threads)
    born = timezone.now() - timedelta(days=1)
    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1

    def comment(number: int) -> Comment:
        is_root = shape == "threads" or number == 0
        parent = None if is_root else first + (number - 1 if shape == "chain" else 0)
        return Comment(
            pk=first + number,
            discussion=discussion,
            parent_id=parent,
            root_id=None if is_root else first,
            depth=0 if is_root else number if shape == "chain" else 1,
            status="approved",
            name=f"Reader {number}",
            source="Words",
            body_html=f"<p>Words {number}.</p>",
            anchor=f"comment-{number}",
            fingerprint=f"{number}",
            thread_count=size - 1 if shape != "threads" and number == 0 else 0,
            created_at=born + timedelta(seconds=number),
        )

    Comment.objects.bulk_create([comment(number) for number in range(size)], batch_size=500)
    return entry, first


def shown(client, address: str) -> tuple[int, int, str]:
    """(queries, comments, the page)"""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    return len(queries), page.count('class="comment__body'), page


@pytest.mark.parametrize("shape", ["threads", "replies", "chain"])
def test_ten_thousand_cost_the_queries_of_three_hundred_and_every_comment_is_found(client, blog, shape):
    few, _first = filled(shape, 300)
    entry, first = filled(shape, MANY)
    wanted = shown(client, few.get_absolute_url())[0]
    queries, comments, _page = shown(client, entry.get_absolute_url())
    assert queries == wanted
    assert comments <= 250
    for number in (0, 1, 49, 50, 199, 200, 201, 4_999, MANY - 1):
        address = client.get(f"/comments/comment/{first + number}/")["Location"]
        path, anchor = address.split("#")
        queries, comments, page = shown(client, path)
        assert comments <= 250 and f'id="{anchor}"' in page and f"Words {number}." in page, address


def test_pages_past_the_end_are_not_found(client, blog):
    entry, _first = filled("replies", 300)
    path = f"{entry.get_absolute_url()}thread/comment-0/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}page/2/").status_code == 200
    assert client.get(f"{path}page/3/").status_code == 404
    assert client.get(f"{entry.get_absolute_url()}thread/comment-5/").status_code == 404


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_page_shows_its_threads_from_whichever_end_they_are_counted(client, blog, newest_first):
    DiscussionRule(threads_per_page=2, newest_first=newest_first).save()
    entry = factories.entry()
    roots = [factories.comment(entry, f"Root {number}") for number in range(11)]
    factories.comment(entry, "Below", parent=roots[3])
    roots[3].trash()
    for number in (5, 8):
        roots[number].mark_as_spam()
    factories.comment(entry, "Pending", status="pending")
    shown = [root.pk for number, root in enumerate(roots) if number not in {5, 8}]
    found = []
    for number in range(1, 6):
        rows = pages.DiscussionPage(entry, pages.Place(number=number)).rows
        here = [row.comment.pk for row in rows if not row.comment.root_id]
        found += reversed(here) if newest_first else here
    assert found == shown


def test_a_small_discussion_costs_two_queries_less(client, blog):
    small, _first = filled("replies", 10)
    large, _first = filled("replies", 300)
    assert shown(client, small.get_absolute_url())[0] == shown(client, large.get_absolute_url())[0] - 2


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_small_discussion_shows_what_a_large_one_would(client, blog, monkeypatch, newest_first):
    DiscussionRule.objects.update_or_create(pk=1, defaults={"newest_first": newest_first})
    entry = factories.entry()
    root = factories.comment(entry)
    factories.comment(entry, parent=factories.comment(entry, parent=root))
    gone, stays = factories.comment(entry), factories.comment(entry)
    factories.comment(entry, parent=gone)
    gone.trash()
    stays.trash()
    factories.comment(entry, status="pending")
    factories.comment(entry, kind="pingback", name="Another blog")
    small = client.get(entry.get_absolute_url()).content
    monkeypatch.setattr(pages, "REPLIES_IN_PLACE", 3)
    monkeypatch.setattr(pages.DiscussionPage, "_is_small", False)
    assert client.get(entry.get_absolute_url()).content == small


@pytest.mark.parametrize("limits", [(30, 90), (None, 90), (30, None), (None, None)])
@pytest.mark.parametrize("restarts", [True, False])
def test_the_open_discussion_that_is_pointed_at_is_the_newest_that_says_it_is_open(blog, author, limits, restarts):
    moderate, close = limits
    rule = DiscussionRule(moderate_after_days=moderate, close_after_days=close, restarts_at_comment=restarts)
    rule.save()
    entries = [
        factories.entry(
            f"Entry {number}", days_old=days, tags=["bones"] if number % 2 else ["bones", "milk"], author=author
        )
        for number, days in enumerate([-3, 1, 5, 20, 31, 50, 89, 91, 120, 400])
    ]
    factories.comment(entries[7])
    Discussion.on(entries[9]).reopen()
    Discussion.on(entries[8]).reopen_for(9)
    Discussion.on(entries[3]).moderate()
    now, tags = timezone.now(), [tag.pk for tag in entries[0].tags.all()]

    def is_open(entry) -> bool:
        return Discussion.on(entry).state_at(now, rule).is_open

    for own in entries:
        wanted = next((entry for entry in entries if entry != own and is_open(entry)), None)
        assert pages.newest_open(tags, own, rule, now) == wanted
        if wanted:
            Discussion.on(wanted).close()
    rule.paused_at = now
    assert pages.newest_open(tags, entries[0], rule, now) is None


def test_a_blog_gone_quiet_is_not_gone_through_for_an_open_discussion(blog, author, monkeypatch):
    monkeypatch.setattr(pages, "FAR", 2)
    pages._open_on.cache_clear()
    entries = [factories.entry(f"Entry {n}", days_old=200 + n, tags=["bones"], author=author) for n in range(5)]
    tags, rule = [tag.pk for tag in entries[0].tags.all()], DiscussionRule.load()
    Discussion.on(entries[4]).reopen()
    assert pages.newest_open(tags, entries[0], rule, timezone.now()) is None
    Discussion.on(entries[2]).reopen()
    assert pages.newest_open(tags, entries[0], rule, timezone.now()) == entries[2]
    pages._open_on.cache_clear()
