"""Deciding by the link of a mail: on one comment, once, for seven days, and never by opening it."""

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import moderation
from comments.models import Comment, Decision, DecisionLink, SpamExample
from comments.models.link import signer
from comments.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(entry, blog) -> Comment:
    return factories.comment(entry, "Does [natto](https://example.org/n) help?", status="pending", name="lizette")


@pytest.fixture
def link(comment, author) -> DecisionLink:
    return link_to(comment, author)


def link_to(comment, person, **fields) -> DecisionLink:
    return DecisionLink.objects.create(comment=comment, person=person, seen=moderation.version(comment), **fields)


def press(client, link, do, seen=None, **headers):
    data = {"do": do, "seen": seen or moderation.version(link.comment)}
    return client.post(link.get_absolute_url(), data, **headers)


def words(response) -> str:
    text = re.sub("<[^>]*>", "", response.content.decode())
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def status(comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def everything() -> str:
    models = [model for model in apps.get_models() if model is not Session]
    return json.dumps([list(model._base_manager.order_by("pk").values()) for model in models], default=str)


def test_opening_the_link_shows_comment_and_buttons_and_changes_nothing(client, link):
    before = everything()
    for method in (client.get, client.head, client.get):
        response = method(link.get_absolute_url())
    page = words(response)
    assert "lizette wrote" in page and "Does natto" in page and "https://example.org/n" in page
    assert re.findall(r'name="do" value="([\w-]+)"', response.content.decode()) == ["approve", "approve-plain", "spam"]
    assert everything() == before


def test_the_page_is_kept_nowhere_and_its_address_is_told_to_nobody(client, link):
    for response in (client.get(link.get_absolute_url()), press(client, link, "approve"), client.get("/decide/1.x/")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies


def test_approving_without_the_link_is_offered_only_where_there_is_one(client, entry, author):
    plain = factories.comment(entry, "Does natto help?", status="pending")
    page = client.get(link_to(plain, author).get_absolute_url()).content.decode()
    assert "Approve" in page and "approve-plain" not in page


@pytest.mark.parametrize(
    ("do", "becomes", "said"),
    [
        ("approve", "approved", "Approved. lizette’s comment is on the site now."),
        ("approve-plain", "approved", "Approved without the link."),
        ("spam", "spam", "Marked as spam."),
    ],
)
def test_a_press_decides_in_the_person_s_name_teaches_and_can_be_undone(
    client, link, comment, author, do, becomes, said
):
    response = press(client, link, do)
    assert (response.status_code, response.url) == (303, link.get_absolute_url())
    assert status(comment) == becomes
    assert Decision.objects.get().actor == author
    assert SpamExample.objects.get().is_spam is (do == "spam")
    assert said in words(client.get(response.url))
    press(client, link, "undo")
    assert status(comment) == "pending"
    assert "lizette wrote" in words(client.get(response.url))
    comment.refresh_from_db()
    press(client, link, "spam", seen=moderation.version(comment))
    assert status(comment) == "spam"


def test_a_surprising_verdict_is_asked_about_once_and_then_believed(client, link, comment):
    Comment.objects.update(score=5.0)
    response = press(client, link, "approve")
    assert response.status_code == 200 and "Should this really appear? lizette’s comment" in words(response)
    assert status(comment) == "pending"
    data = {"do": "approve", "seen": moderation.version(comment), "sure": "1"}
    assert client.post(link.get_absolute_url(), data).status_code == 303
    assert status(comment) == "approved"


def test_a_link_is_good_for_one_decision(client, link, comment):
    first = moderation.version(comment)
    press(client, link, "approve")
    before = everything()
    for do in ("spam", "approve", "approve-plain"):
        press(client, link, do, seen=first)
        press(client, link, do, seen=moderation.version(Comment.objects.get()))
    assert everything() == before


def test_what_somebody_decided_first_is_said_and_stays(client, link, comment):
    moderation.decide([comment], "spam", factories.author("Ann"))
    assert "Ann marked lizette’s comment as spam." in words(client.get(link.get_absolute_url()))
    press(client, link, "undo")
    press(client, link, "approve", seen=moderation.version(Comment.objects.get()))
    assert status(comment) == "spam"


def test_what_the_person_decided_on_the_desk_is_told_as_theirs(client, link, comment, author):
    moderation.decide([comment], "approve", author)
    page = words(client.get(link.get_absolute_url()))
    assert "You approved lizette’s comment." in page and "Nothing is left to do." in page


def test_a_link_that_was_used_and_undone_on_the_desk_leads_there(client, link, comment, author):
    press(client, link, "approve")
    undo(Decision.objects.filter(verb="approved"), author)
    assert "This link was used." in words(client.get(link.get_absolute_url()))
    comment.refresh_from_db()
    press(client, link, "spam", seen=moderation.version(comment))
    assert status(comment) == "pending"


def test_words_that_were_changed_since_are_shown_before_anything_is_decided(client, link, comment, author):
    seen = moderation.version(comment)
    comment.reword("Buy my pills.", author)
    press(client, link, "approve", seen=seen)
    assert status(comment) == "pending"
    page = words(client.get(link.get_absolute_url()))
    assert "These words were changed after the mail was sent." in page and "Buy my pills." in page


def test_after_seven_days_a_link_does_nothing_and_says_so(client, link, comment):
    press(client, link, "approve")
    press(client, link, "undo")
    assert timedelta(days=6, hours=23) < link.ends_at - timezone.now() <= timedelta(days=7)
    DecisionLink.objects.update(ends_at=timezone.now())
    before = everything()
    response = press(client, link, "approve", seen=moderation.version(Comment.objects.get()))
    assert response.status_code == 410
    assert "This link worked until" in words(response) and "The comment still waits on your desk" in words(response)
    press(client, link, "undo")
    assert everything() == before


def test_a_link_of_one_comment_never_touches_another(client, link, entry, author):
    other = factories.comment(entry, "Another", status="pending")
    client.post(link.get_absolute_url(), {"do": "approve", "seen": moderation.version(other), "comment": other.pk})
    assert {comment.status for comment in Comment.objects.all()} == {"pending"}


def test_who_may_not_decide_any_more_decides_by_no_old_link(client, comment):
    helper = factories.author("Helper")
    helper.user_permissions.set(Permission.objects.filter(codename="change_comment"))
    link = link_to(comment, helper)
    assert client.get(link.get_absolute_url()).status_code == 200
    helper.user_permissions.clear()
    assert press(client, link, "approve").status_code == 404
    helper.user_permissions.set(Permission.objects.filter(codename="change_comment"))
    helper.is_active = False
    helper.save()
    assert press(client, link, "approve").status_code == 404
    assert status(comment) == "pending"


def test_a_browser_that_says_the_form_came_from_elsewhere_is_refused(client, link, comment):
    for site in ("cross-site", "same-site", "none"):
        press(client, link, "approve", HTTP_SEC_FETCH_SITE=site)
    assert status(comment) == "pending"
    # A page that tells nobody its address sends no origin either.
    press(client, link, "approve", HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN="null")
    assert status(comment) == "approved"


SEGMENT = st.text(st.characters(codec="utf-8", exclude_characters="/?#\x00"), min_size=1, max_size=80)


def test_no_forged_token_opens_or_decides_anything(client, link, comment, entry, author):
    other = link_to(factories.comment(entry, "Another", status="pending"), author, ends_at=timezone.now())
    token, foreign = link.token, signer.sign(other.pk + 1)
    mixed = f"{link.pk}.{other.token.partition('.')[2]}"
    edits = st.tuples(st.integers(0, len(token) - 1), st.characters(min_codepoint=33, max_codepoint=126)).map(
        lambda edit: token[: edit[0]] + edit[1] + token[edit[0] + 1 :]
    )
    cuts = st.integers(1, len(token) - 1).map(lambda length: token[:length])
    swaps = st.integers(0, 9_999).map(lambda pk: f"{pk}.{token.partition('.')[2]}")
    before = everything()

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(st.one_of(edits, cuts, swaps, SEGMENT, st.sampled_from([mixed, foreign, token * 2, f"{token}.", "1", "."])))
    def forged(attempt):
        attempt = re.sub(r"[/?#%]", "_", attempt)
        if attempt in {token, other.token}:
            return
        for do in ("approve", "spam", "undo"):
            response = client.post(f"/decide/{attempt}/", {"do": do, "seen": link.seen})
            assert response.status_code == 404 or response.status_code == 405

    forged()
    assert everything() == before


def test_tokens_are_long_enough_to_guess_in_vain(link):
    assert len(link.token.partition(".")[2]) * 6 >= 250
