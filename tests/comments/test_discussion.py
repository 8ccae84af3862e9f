"""The life of a discussion: every combination of rule, choice, dates, last comment and pause, asked everywhere."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from blog.models import Entry
from comments.models import (
    Choice,
    Closed,
    Comment,
    Decision,
    Discussion,
    DiscussionRule,
    State,
    with_discussion_state,
)
from tests import factories

pytestmark = pytest.mark.django_db

BORN = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def after(days: float) -> datetime:
    return BORN + days * DAY


def discussion(author, last_comment=None, kind="post", state="published", **chosen) -> Discussion:
    entry = factories.entry(author=author, published_at=BORN, kind=kind, state=state)
    return Discussion.objects.create(entry=entry, last_comment_at=last_comment, **chosen)


RULE = {"moderate_after_days": 30, "close_after_days": 90}

# what is set, days since publication → state, reason, since, until
TABLE = [
    # By the rule: open, then moderated, then closed, each at its very moment.
    ({}, RULE, 0, "open", "rule", BORN, after(30)),
    ({}, RULE, 29.999, "open", "rule", BORN, after(30)),
    ({}, RULE, 30, "moderated", "rule", after(30), after(90)),
    ({}, RULE, 89.999, "moderated", "rule", after(30), after(90)),
    ({}, RULE, 90, "closed", "rule", after(90), None),
    ({}, {"moderate_after_days": None, "close_after_days": 14}, 13, "open", "rule", BORN, after(14)),
    ({}, {"moderate_after_days": None, "close_after_days": 14}, 14, "closed", "rule", after(14), None),
    ({}, {"moderate_after_days": 14, "close_after_days": 14}, 13, "open", "rule", BORN, after(14)),
    ({}, {"moderate_after_days": 14, "close_after_days": 14}, 14, "closed", "rule", after(14), None),
    ({}, {"moderate_after_days": 30, "close_after_days": None}, 900, "moderated", "rule", after(30), None),
    ({}, {"moderate_after_days": None, "close_after_days": None}, 900, "open", "rule", BORN, None),
    ({}, {"moderate_after_days": 0, "close_after_days": 1}, 0, "moderated", "rule", BORN, after(1)),
    # The clock restarts at an approved comment, if the rule says so.
    ({"last_comment": after(80)}, RULE, 100, "open", "rule", after(80), after(110)),
    ({"last_comment": after(80)}, RULE, 120, "moderated", "rule", after(110), after(170)),
    ({"last_comment": after(80)}, RULE, 170, "closed", "rule", after(170), None),
    ({"last_comment": after(80)}, RULE | {"restarts_at_comment": False}, 100, "closed", "rule", after(90), None),
    ({"last_comment": after(-400)}, RULE, 10, "open", "rule", BORN, after(30)),
    # What the author chose stands above the rule.
    ({"choice": "open", "chosen_at": after(95)}, RULE, 900, "open", "chosen", after(95), None),
    ({"choice": "moderated", "chosen_at": after(2)}, RULE, 900, "moderated", "chosen", after(2), None),
    ({"choice": "closed", "chosen_at": after(2)}, RULE, 3, "closed", "chosen", after(2), None),
    ({"choice": "closed", "was_closed_elsewhere": True}, RULE, 3, "closed", "elsewhere", None, None),
    ({"choice": "date", "closes_at": after(200)}, RULE, 199, "open", "date", None, after(200)),
    ({"choice": "date", "closes_at": after(200)}, RULE, 200, "closed", "date", after(200), None),
    # A pause closes what was not closed already, and gives its own reason.
    ({}, RULE | {"paused_at": after(5)}, 4.9, "open", "rule", BORN, after(30)),
    ({}, RULE | {"paused_at": after(5)}, 5, "closed", "paused", after(5), None),
    ({"choice": "open", "chosen_at": after(1)}, RULE | {"paused_at": after(5)}, 6, "closed", "paused", after(5), None),
    ({}, RULE | {"paused_at": after(5)}, 95, "closed", "rule", after(90), None),
    # Before its publication and after its end an entry takes no comments, whatever was chosen.
    ({"choice": "open", "chosen_at": BORN}, RULE, -1, "closed", "not_begun", None, BORN),
    ({"choice": "open", "chosen_at": BORN, "state": "withdrawn"}, RULE, 1, "closed", "gone", None, None),
    ({"choice": "open", "chosen_at": BORN, "state": "trashed"}, RULE, 1, "closed", "gone", None, None),
    ({"state": "draft"}, RULE, 1, "closed", "not_begun", None, None),
    # A standing page has a discussion only where somebody opened one.
    ({"kind": "page"}, RULE, 1, "closed", "page", None, None),
    ({"kind": "page", "choice": "open", "chosen_at": BORN}, RULE, 900, "open", "chosen", BORN, None),
]


@pytest.mark.parametrize(("chosen", "rule", "days", "state", "reason", "since", "until"), TABLE)
def test_state_reason_and_moments(author, chosen, rule, days, state, reason, since, until):
    found = discussion(author, **chosen).state_at(after(days), DiscussionRule(**rule))
    assert (found.state, found.reason, found.since, found.until) == (state, reason, since, until)
    assert found.accepts_comments == (state != "closed")


DAYS = [-1, 0, 13, 14, 29, 30, 89, 90, 100, 170]
RULES = [
    {"moderate_after_days": held, "close_after_days": closed, "restarts_at_comment": restarts, "paused_at": paused}
    for held, closed, restarts, paused in product([None, 0, 30], [None, 30, 90], [True, False], [None, after(20)])
]
CHOICES = [
    {"choice": Choice.RULE},
    {"choice": Choice.OPEN, "chosen_at": after(3)},
    {"choice": Choice.MODERATED, "chosen_at": after(3)},
    {"choice": Choice.CLOSED, "chosen_at": after(3)},
    {"choice": Choice.DATE, "closes_at": after(14), "chosen_at": after(3)},
]


def test_the_database_says_the_same_for_every_combination(author):
    places = list(product(CHOICES, [None, after(80)], Entry.Kind.values, Entry.State.values))
    entries = Entry.objects.bulk_create(
        Entry(author=author, slug=f"e{n}", path=f"e{n}/", published_at=BORN, kind=kind, state=state)
        for n, (_, _, kind, state) in enumerate([*places, (None, None, "post", "published")])
    )
    Discussion.objects.bulk_create(
        Discussion(entry=entry, last_comment_at=last, **chosen)
        for entry, (chosen, last, _, _) in zip(entries, places, strict=False)
    )
    factories.entry(author=author, state="draft", published_at=None)  # neither has a row of its own

    for fields, days in product(RULES, DAYS):
        rule = DiscussionRule(**fields)
        for entry in with_discussion_state(Entry.objects.select_related("discussion"), rule, after(days)):
            own = getattr(entry, "discussion", None) or Discussion(entry=entry)
            assert own.state_at(after(days), rule).state == entry.discussion_state, (own.choice, fields, days)


def test_verbs_do_what_they_say_and_leave_a_decision_each(entry, author):
    on = Discussion.on(entry)
    for act, state, reason in [
        (lambda: on.close(by=author, words="Thank you all."), State.CLOSED, "chosen"),
        (lambda: on.reopen(by=author), State.OPEN, "chosen"),
        (lambda: on.moderate(by=author), State.MODERATED, "chosen"),
        (lambda: on.reopen_for(7, by=author), State.OPEN, "date"),
        (lambda: on.follow_rule(by=author), State.OPEN, "rule"),
    ]:
        act()
        found = Discussion.on(entry).state_at()
        assert (found.state, found.reason) == (state, reason)
    assert Decision.objects.filter(actor=author, discussion=on).count() == 5


def test_doing_it_again_changes_nothing_and_leaves_no_decision(entry, author):
    Discussion.on(entry).close(by=author)
    closed_at = Discussion.on(entry).chosen_at
    Discussion.on(entry).close(by=author)
    assert Discussion.on(entry).chosen_at == closed_at
    assert Decision.objects.count() == 1


def test_changing_the_rule_changes_every_discussion_that_follows_it_and_no_row(author):
    old = factories.entry("Old", author=author, days_old=100)
    factories.comment(old)
    before = Discussion.objects.values().get(entry=old)
    rule = DiscussionRule(restarts_at_comment=False)
    assert Discussion.on(old).state_at(rule=rule).is_closed
    assert (
        Discussion.on(old).state_at(rule=DiscussionRule(close_after_days=400, restarts_at_comment=False)).is_moderated
    )
    assert Discussion.objects.values().get(entry=old) == before


def test_closed_discussion_accepts_nothing_but_an_answer_of_the_authors(entry, author):
    on = Discussion.on(entry)
    on.close(by=author)
    with pytest.raises(Closed) as refused:
        factories.accept(on, Comment(name="late", source="Too late"))
    assert refused.value.state.reason == "chosen"
    answer = factories.accept(on, Comment(user=author, source="One more word", status="approved"), is_answer=True)
    assert answer.is_after_closing
    # An answer after closing must not start the clock again.
    assert Discussion.on(entry).last_comment_at is None


def test_counters_equal_what_they_count_after_any_acts(entry):
    root = factories.comment(entry)
    reply = factories.comment(entry, parent=root)
    waiting = factories.comment(entry, parent=root, status="pending")
    factories.comment(entry, kind="pingback")
    waiting.approve()
    reply.mark_as_spam()
    waiting.trash()
    reply.restore()
    root.hold()

    def counted():
        on = Discussion.on(entry)
        return (on.approved_count, on.pending_count, on.last_comment_at, Comment.objects.get(pk=root.pk).thread_count)

    kept = counted()
    assert kept[:2] == (1, 1)
    Discussion.on(entry).recount()
    assert counted() == kept
