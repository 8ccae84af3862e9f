"""What a discussion's state is called, for readers and for the author."""

from datetime import UTC, datetime

import pytest

from comments import reasons
from comments.models import DiscussionRule, DiscussionState, State

MAY = datetime(2012, 5, 1, 12, tzinfo=UTC)
JULY = datetime(2012, 7, 5, 12, tzinfo=UTC)

AUTHOR = [
    (
        DiscussionState(State.OPEN, "rule", since=MAY, until=JULY, then=State.MODERATED),
        "Open by the rule. Held from July 5, 2012.",
    ),
    (
        DiscussionState(State.OPEN, "rule", since=MAY, until=JULY, then=State.CLOSED),
        "Open by the rule. Closes on July 5, 2012.",
    ),
    (DiscussionState(State.OPEN, "rule", since=MAY), "Open by the rule."),
    (
        DiscussionState(State.MODERATED, "rule", since=MAY, until=JULY, then=State.CLOSED, days=30),
        "Held since May 1, 2012 by the 30-day rule. Closes on July 5, 2012.",
    ),
    (DiscussionState(State.MODERATED, "rule", since=MAY, days=0), "Held since May 1, 2012 by the rule."),
    (DiscussionState(State.CLOSED, "rule", since=MAY, days=90), "Closed since May 1, 2012 by the 90-day rule."),
    (DiscussionState(State.CLOSED, "chosen", since=MAY, by="Ada"), "Closed since May 1, 2012 by your choice."),
    (DiscussionState(State.CLOSED, "chosen"), "Closed by your choice."),
    (DiscussionState(State.OPEN, "chosen", since=MAY), "Open since May 1, 2012 by your choice."),
    (DiscussionState(State.MODERATED, "chosen", since=MAY), "Held since May 1, 2012 by your choice."),
    (DiscussionState(State.OPEN, "date", since=MAY, until=JULY), "Open until July 5, 2012, the day you set."),
    (DiscussionState(State.CLOSED, "date", since=JULY), "Closed since July 5, 2012, the day you set."),
    (DiscussionState(State.CLOSED, "elsewhere"), "Closed on the old blog."),
    (
        DiscussionState(State.CLOSED, "paused", since=MAY, words="on holiday"),
        "Closed: the whole site takes no comments since May 1, 2012 (“on holiday”).",
    ),
    (DiscussionState(State.CLOSED, "not_begun"), "Not begun until the entry is published."),
    (DiscussionState(State.CLOSED, "not_begun", until=JULY), "Begins on July 5, 2012 with the entry."),
    (DiscussionState(State.CLOSED, "gone"), "Closed: the entry itself is out of sight."),
    (DiscussionState(State.CLOSED, "page"), "Closed: a standing page takes comments only if you open it."),
]

READERS = [
    (DiscussionState(State.OPEN, "rule", since=MAY, until=JULY, then=State.MODERATED), ""),
    (
        DiscussionState(State.OPEN, "date", until=JULY, then=State.CLOSED),
        "Comments are open until July 5, 2012.",
    ),
    (
        DiscussionState(State.MODERATED, "chosen", since=MAY),
        "Each comment is read by the author before it appears.",
    ),
    (
        DiscussionState(State.MODERATED, "rule", since=MAY, until=JULY, then=State.CLOSED, days=30),
        "Each comment is read by the author before it appears. Comments close on July 5, 2012.",
    ),
    (
        DiscussionState(State.CLOSED, "rule", since=MAY, days=90),
        "Since May 1, 2012: discussions here close after 90 days.",
    ),
    (
        DiscussionState(State.CLOSED, "chosen", since=MAY, by="Ada", words="Write to me instead."),
        "Since May 1, 2012. Write to me instead.",
    ),
    (DiscussionState(State.CLOSED, "elsewhere"), "They were closed before this site moved here."),
    (
        DiscussionState(State.CLOSED, "paused", since=MAY, words="On holiday."),
        "The whole site takes no comments since May 1, 2012. On holiday.",
    ),
]


@pytest.mark.parametrize(("state", "sentence"), AUTHOR)
def test_author_reads_state_since_when_and_why(state, sentence):
    assert reasons.for_author(state) == sentence


@pytest.mark.parametrize(("state", "sentence"), READERS)
def test_readers_read_since_when_and_by_which_rule(state, sentence):
    assert reasons.for_readers(state) == sentence


def test_choice_of_another_carries_the_name():
    state = DiscussionState(State.CLOSED, "chosen", since=MAY, by="Ada")
    assert reasons.for_author(state, reader="Ann") == "Closed since May 1, 2012 by the choice of Ada."
    assert reasons.for_author(state, reader="Ada") == "Closed since May 1, 2012 by your choice."


def test_open_discussion_with_the_rule_at_hand_says_when_it_closes():
    state = DiscussionState(State.OPEN, "rule", since=MAY, until=JULY, then=State.MODERATED)
    rule = DiscussionRule(moderate_after_days=65, close_after_days=90)
    sentence = "Open by the rule. Held from July 5, 2012; closed from July 30, 2012."
    assert reasons.for_author(state, rule=rule) == sentence
