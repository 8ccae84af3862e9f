"""The author's twin of an entry's page."""

import pytest

from comments.models import Comment, Decision, Discussion
from tests import factories

pytestmark = pytest.mark.django_db


def address(entry) -> str:
    return f"/admin/blog/entry/{entry.pk}/page/"


def test_draft_is_shown_to_its_author_as_readers_will_see_it(desk, client, blog, author):
    draft = factories.entry(author=author, state="draft", published_at=None)
    page = desk.get(address(draft)).content.decode()
    assert "Preview: readers don" in page and "Vitamin K2 helps calcium" in page
    assert "no-store" in desk.get(address(draft))["Cache-Control"]


@pytest.mark.parametrize(
    ("switch", "state", "reason"),
    [
        ("close", "closed", "chosen"),
        ("reopen", "open", "chosen"),
        ("week", "open", "date"),
        ("moderate", "moderated", "chosen"),
        ("rule", "open", "rule"),
    ],
)
def test_switches_change_the_discussion_at_once(desk, blog, entry, author, switch, state, reason):
    if switch == "rule":
        Discussion.on(entry).close()
    assert desk.post(address(entry), {"switch": switch}).status_code == 302
    found = Discussion.on(entry).state_at()
    assert (found.state, found.reason) == (state, reason)
    assert Decision.objects.filter(actor=author).exists()


def test_author_answers_after_closing_and_it_says_so(desk, blog, entry, author, client):
    comment = factories.comment(entry, status="pending")
    Discussion.on(entry).close()
    desk.post(address(entry), {"answers": comment.anchor, "text": "It does."})
    answer = Comment.objects.get(user=author)
    assert (answer.parent, answer.status, answer.is_after_closing) == (comment, "approved", True)
    comment.refresh_from_db()
    assert comment.is_approved
    assert "answered after closing" in desk.get(entry.get_absolute_url()).content.decode()


def test_author_speaks_without_answering_anybody(desk, blog, entry, author):
    desk.post(address(entry), {"text": "One more thing."})
    said = Comment.objects.get(user=author)
    assert said.is_approved and said.parent is None and said.is_by_author


def test_empty_answer_publishes_nothing(desk, blog, entry):
    desk.post(address(entry), {"text": " "})
    assert not Comment.objects.exists()


def test_stranger_and_member_of_no_staff_see_nothing(client, blog, entry):
    assert client.get(address(entry)).status_code == 302
    client.force_login(factories.author("Reader", is_staff=False))
    assert client.get(address(entry)).status_code == 302
    client.force_login(factories.author("Helper", is_staff=True))
    assert client.get(address(entry)).status_code == 403
