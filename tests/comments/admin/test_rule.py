"""The rule's page: counted before it is saved."""

import re

import pytest

from comments.models import Decision, DiscussionRule
from tests import factories

RULE = "/admin/comments/discussionrule/rule/"


@pytest.fixture
def rule(db):
    made = DiscussionRule()
    made.save()
    return made


def sent(do: str, **changes) -> dict:
    return {
        "moderate_after_days": 30,
        "close_after_days": 90,
        "restarts_at_comment": "on",
        "hold_first_comments": "on",
        "max_depth": 5,
        "threads_per_page": 50,
        "max_length": 5000,
        "author_mail": "digest",
        "do": do,
    } | changes


def test_list_and_form_of_the_model_lead_to_the_one_page(desk, rule):
    assert desk.get("/admin/comments/discussionrule/").url == RULE
    assert desk.get("/admin/comments/discussionrule/1/change/").url == RULE


def test_counting_says_what_would_close_and_reopen_and_changes_nothing(desk, author, rule):
    for title, age in [("Young", 1), ("Grown", 40), ("Old", 100), ("Ancient", 300)]:
        factories.entry(title, author=author, days_old=age)
    page = desk.post(RULE, sent("count", moderate_after_days=10, close_after_days=30)).content.decode()
    assert "Saving this will close 1." in page and "Save: close 1" in page
    page = desk.post(RULE, sent("count", close_after_days=120)).content.decode()
    assert "Saving this will reopen 1." in page
    assert re.search(r"The 1 that reopens</summary><p><a [^>]*><bdi>Old</bdi>", page)
    assert DiscussionRule.load().close_after_days == 90


def test_saving_unseen_numbers_shows_them_first(desk, author, rule):
    factories.entry(author=author, days_old=40)
    page = desk.post(RULE, sent("save", close_after_days=30)).content.decode()
    assert "Saving this will close 1." in page
    assert DiscussionRule.load().close_after_days == 90
    counted = re.search(r'name="counted" value="([^"]+)"', page)[1]
    response = desk.post(RULE, sent("save", close_after_days=30, counted=counted))
    assert response.status_code == 303
    assert DiscussionRule.load().close_after_days == 30
    assert Decision.objects.get().verb == "rule_changed"


def test_numbers_that_changed_meanwhile_are_shown_again(desk, author, rule):
    factories.entry(author=author, days_old=40)
    factories.entry("Another", author=author, days_old=40)
    page = desk.post(RULE, sent("save", close_after_days=30, counted="1-0-0-0")).content.decode()
    assert "Saving this will close 2." in page
    assert DiscussionRule.load().close_after_days == 90


def test_a_rule_that_holds_after_it_closes_is_refused_in_words(desk, rule):
    page = desk.post(RULE, sent("save", moderate_after_days=100)).content.decode()
    assert "make the first number the smaller one" in page


def test_change_without_effect_today_is_saved_at_once(desk, rule):
    assert desk.post(RULE, sent("save", max_depth=3)).status_code == 303
    assert DiscussionRule.load().max_depth == 3


def test_pause_and_resume(desk, rule, entry):
    desk.post(RULE, {"do": "pause", "words": "On holiday"})
    assert DiscussionRule.load().is_paused()
    assert "Readers read: “On holiday”" in desk.get(RULE).content.decode()
    desk.post(RULE, {"do": "resume"})
    assert not DiscussionRule.load().is_paused()
    assert list(Decision.objects.values_list("verb", flat=True)) == ["resumed", "paused"]


def test_saving_the_rule_does_not_end_a_pause(desk, author, rule):
    DiscussionRule.load().pause("On holiday", author)
    desk.post(RULE, sent("save", max_depth=3))
    assert DiscussionRule.load().is_paused()


def test_staff_without_the_right_may_not_see_the_rule(client, rule):
    client.force_login(factories.author("Ann"))
    assert client.get(RULE).status_code == 403
