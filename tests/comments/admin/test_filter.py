"""The filter's page: what it learnt and how it did, own rules, numbers, a fresh start."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import senders
from comments.models import Decision, DiscussionRule, Rule, SpamExample, SpamFeature
from comments.spam import learning
from comments.spam.submission import Submission
from comments.spam.verdict import HOLD, PUBLISH, judge
from tests import factories

FILTER = "/admin/comments/comment/filter/"
DECISIONS = "/admin/comments/comment/decisions/"


@pytest.fixture
def taught(entry, author):
    for number in range(4):
        for text, is_spam in (("Cheap pills {}", True), ("I tried natto {} times", False)):
            comment = factories.comment(entry, text.format(number), status="pending")
            (comment.mark_as_spam if is_spam else comment.approve)(author)
            learning.teach(comment, is_spam, author)
    learning.learn()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.content.decode()))


def undo_newest(desk) -> None:
    desk.post(DECISIONS, {"undo": str(Decision.objects.first().batch)})


def test_an_untaught_filter_says_so(desk, entry):
    assert "The filter has learnt nothing yet." in text_of(desk.get(FILTER))


def test_what_it_learnt_and_how_it_did_is_told(desk, taught):
    text = text_of(desk.get(FILTER))
    assert "8 decisions so far, 4 spam and 4 readers’" in text
    assert "This year: held 8, you rescued 0, spam published 0." in text
    assert "“cheap”" in text_of(desk.get(FILTER + "?all")) and "Speaks for a reader" in text


def test_a_thing_can_be_forgotten_and_learnt_again(desk, taught):
    desk.post(FILTER, {"do": "forget", "key": "w:pills"})
    feature = SpamFeature.objects.get(key="w:pills")
    assert (feature.is_pinned, feature.weight) == (True, 0.0)
    assert "Left aside, as you said" in text_of(desk.get(FILTER))
    desk.post(FILTER, {"do": "remember", "key": "w:pills"})
    assert not SpamFeature.objects.filter(is_pinned=True).exists()
    undo_newest(desk)
    assert SpamFeature.objects.filter(is_pinned=True).exists()
    assert "“pills”" in re.sub("[\u2066-\u2069]", "", text_of(desk.get(DECISIONS)))


def test_a_fresh_start_asks_first(desk, taught):
    assert "It forgets what it learnt from 8 decisions" in text_of(desk.post(FILTER, {"do": "afresh"}))
    assert SpamExample.objects.count() == 8
    desk.post(FILTER, {"do": "afresh-sure"})
    assert not SpamExample.objects.exists() and not SpamFeature.objects.exists()
    page = desk.get(DECISIONS).content.decode()
    assert "let the filter start afresh." in page


def test_a_rule_is_tried_before_it_is_added(desk, taught):
    rule = {"field": "words", "pattern": "pills", "outcome": "hold"}
    text = text_of(desk.post(FILTER, rule | {"do": "try"}))
    assert "This would find 0 of your last 500 approved comments and 4 of your last 500 spam." in text
    assert not Rule.objects.exists()
    desk.post(FILTER, rule | {"do": "add"})
    assert Rule.objects.get().pattern == "pills"
    assert "“pills”" in text_of(desk.get(FILTER))
    desk.post(FILTER, {"do": "remove", "rule": Rule.objects.get().pk})
    assert not Rule.objects.exists()
    undo_newest(desk)
    assert Rule.objects.exists()


@pytest.mark.parametrize("pattern", ["", "*", "!?"])
def test_a_rule_that_finds_everything_or_nothing_is_refused_with_a_sentence(desk, entry, pattern):
    page = desk.post(FILTER, {"field": "words", "pattern": pattern, "outcome": "hold", "do": "add"}).content.decode()
    assert 'class="errorlist"' in page and not Rule.objects.exists()


def test_defaults_in_force_are_visible(desk, entry):
    text = text_of(desk.get(FILTER))
    for words in ("a reader’s first comment", "3 links or more", "more than 15 comments in 10 minutes", "casino"):
        assert words in text


def test_numbers_are_saved_used_and_undone(desk, author):
    desk.post(FILTER, {"do": "numbers", "links_to_wait_at": "1", "flood_ten_minutes": "2", "flood_day": "5"})
    rule = DiscussionRule.load()
    assert (rule.links_to_wait_at, [most for _within, most in senders.comment_limits(rule)]) == (1, [2, 5])
    undo_newest(desk)
    assert DiscussionRule.load().links_to_wait_at == 3


def test_numbers_that_make_no_sense_are_refused(desk, author):
    page = desk.post(FILTER, {"do": "numbers", "links_to_wait_at": "1", "flood_ten_minutes": "0", "flood_day": ""})
    assert 'class="errorlist"' in page.content.decode()
    assert DiscussionRule.load().flood_day == 60


def test_so_many_links_wait_even_by_a_known_reader(db):
    linked = Submission("See http://a.example and http://b.example", is_known_writer=True)
    assert judge(linked, links_to_wait_at=3).outcome == judge(linked).outcome == PUBLISH
    verdict = judge(linked, links_to_wait_at=2)
    assert (verdict.outcome, verdict.reasons[-1].code) == (HOLD, "many-links")


def test_who_may_not_decide_on_all_comments_is_kept_out(client, entry, author):
    client.force_login(factories.author("Ann"))
    assert client.get(FILTER).status_code == 403


def test_the_page_asks_the_same_number_of_queries_whatever_was_learnt(desk, taught):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(FILTER)
        return len(captured)

    few = queries()
    for number in range(5):
        Rule.objects.create(field="words", pattern=f"word{number}")
        SpamFeature.objects.create(key=f"w:word{number}", spam_count=9, weight=2.0)
    assert queries() == few
