"""Acts on very many comments: whole or not at all, a few at a time, and back again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import sweeps
from comments.models import Comment, Decision, Discussion, SpamExample, Sweep
from comments.undo import undo
from tests import factories

Status = Comment.Status


@pytest.fixture
def crowd(entry):
    """More comments than one step takes, some of them waiting."""
    return [
        factories.comment(entry, status=Status.PENDING if number % 3 == 0 else Status.APPROVED, gist="praise")
        for number in range(sweeps.STEP + 5)
    ]


def states() -> dict[int, str]:
    return dict(Comment.objects.values_list("pk", "status"))


def test_every_comment_goes_through_the_verb_and_the_counters_stay_right(entry, author, crowd):
    sweep = sweeps.begin(Comment.objects.all(), "spam", author)
    assert set(states().values()) == {Status.PENDING, Status.APPROVED}
    sweeps.go_on(seconds=60)
    sweep.refresh_from_db()
    assert (sweep.state, sweep.done, sweep.changed) == (Sweep.State.DONE, 30, 30)
    assert set(states().values()) == {Status.SPAM}
    place = Discussion.on(entry)
    assert (place.approved_count, place.pending_count) == (0, 0)
    assert sweep.decisions.filter(verb="spam", actor=author).count() == 30


def test_the_log_shows_one_press_and_undo_puts_everything_back(author, crowd):
    before = states()
    sweep = sweeps.begin(Comment.objects.all(), "spam", author)
    sweeps.go_on(seconds=60)
    (press,) = Decision.objects.presses()
    assert (press.verb, press.batch, press.after["count"]) == ("swept", sweep.batch, 30)
    assert not undo([press], author).conflicts
    sweeps.go_on(seconds=60)
    sweep.refresh_from_db()
    assert (sweep.state, sweep.returned) == (Sweep.State.RETURNED, 30)
    assert states() == before
    assert [one.verb for one in Decision.objects.presses()] == ["undone", "swept"]
    assert undo(Decision.objects.filter(pk=press.pk), author).conflicts == ["This was undone already."]


def test_stopped_in_the_midst_it_puts_back_what_it_did(author, crowd):
    before = states()
    sweep = sweeps.begin(Comment.objects.all(), "spam", author)
    sweeps._do_some(sweep)
    sweep.refresh_from_db()
    assert sweep.done == sweeps.STEP and list(states().values()).count(Status.SPAM) == sweeps.STEP
    sweep.put_back()
    sweeps.go_on(seconds=60)
    sweep.refresh_from_db()
    assert (sweep.state, sweep.returned) == (Sweep.State.RETURNED, sweeps.STEP)
    assert states() == before


def test_comments_that_come_meanwhile_are_left_alone(entry, author, crowd):
    sweeps.begin(Comment.objects.all(), "spam", author)
    late = factories.comment(entry)
    sweeps.go_on(seconds=60)
    assert states()[late.pk] == Status.APPROVED


def test_what_somebody_decided_meanwhile_stays_so(author, crowd):
    ann = factories.author("Ann")
    sweep = sweeps.begin(Comment.objects.all(), "spam", author)
    crowd[0].approve(ann)
    sweeps.go_on(seconds=60)
    assert states()[crowd[0].pk] == Status.APPROVED
    crowd[1].trash(ann)
    sweep.refresh_from_db()
    sweep.put_back()
    sweeps.go_on(seconds=60)
    sweep.refresh_from_db()
    assert states()[crowd[1].pk] == Status.TRASH
    assert (sweep.changed, sweep.returned) == (29, 28)


def test_two_workers_do_each_comment_once(author, crowd):
    sweep = sweeps.begin(Comment.objects.all(), "spam", author)
    other = Sweep.objects.get(pk=sweep.pk)
    assert sweeps._do_some(sweep)
    assert not sweeps._do_some(other)
    assert not sweeps._do_some(sweep)
    assert Decision.objects.filter(verb="spam").count() == 30


def test_the_filter_learns_from_a_few_of_each_kind(author, entry, crowd):
    for number in range(3):
        factories.comment(entry, f"Cheap pills {number}", gist="trade")
    sweeps.begin(Comment.objects.all(), "spam", author)
    sweeps.go_on(seconds=60)
    assert SpamExample.objects.verdicts().count() == sweeps.MOST_TAUGHT + 3


def test_links_go_and_the_words_stay_where_they_are(author, entry):
    comment = factories.comment(entry, "[look](https://x.example/)", website="https://x.example/", status="pending")
    sweep = sweeps.begin(Comment.objects.all(), "unlink", author)
    sweeps.go_on(seconds=60)
    comment.refresh_from_db()
    assert comment.is_pending and not comment.website and "<a" not in comment.body_html
    assert not SpamExample.objects.exists()
    sweep.put_back()
    sweeps.go_on(seconds=60)
    comment.refresh_from_db()
    assert comment.website and "<a" in comment.body_html


def test_nothing_under_way_costs_one_query(db):
    with CaptureQueriesContext(connection) as queries:
        sweeps.go_on(seconds=60)
    assert len(queries) == 1
