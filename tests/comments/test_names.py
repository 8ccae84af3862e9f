"""One author, many names."""

import pytest

from comments import names
from comments.models import Comment, Decision
from comments.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def steve(author):
    author.email = "steve@example.org"
    author.save()
    return author


def test_names_like_the_authors_are_proposed_and_the_likely_ones_ticked(entry, steve):
    for name, email in [
        ("Steve", ""),
        ("Steven Carney", ""),
        ("wendy", ""),
        ("Guru", "Steve@Example.org"),
        ("Stephanie", ""),
    ]:
        factories.comment(entry, name=name, email=email)
    factories.comment(entry, name="Steve", status="spam")
    found = {group.name: (group.count, group.is_likely) for group in names.proposals(steve)}
    assert found == {
        "Steve": (1, False),
        "Steven Carney": (1, True),
        "Guru": (1, True),
        "Stephanie": (1, False),
    }


def test_what_is_claimed_is_the_authors_by_account_and_can_be_undone(entry, steve):
    mine = factories.comment(entry, name="Steve")
    other = factories.comment(entry, name="Stephanie")
    (group,) = [group for group in names.proposals(steve) if group.name == "Steve"]
    outcome = names.claim([group.key], steve)
    assert outcome.changed == [mine]
    mine.refresh_from_db()
    assert mine.is_by_author and mine.name == "Steve"
    assert Comment.objects.get(pk=other.pk).user is None
    assert "Steve" in names.own_names(steve)
    undo(Decision.objects.filter(batch=outcome.batch), steve)
    assert Comment.objects.get(pk=mine.pk).user is None


def test_screen_takes_over_what_is_ticked(desk, entry, steve):
    factories.comment(entry, name="Steven Carney")
    page = desk.get("/admin/comments/comment/names/")
    assert "Steven Carney" in page.content.decode()
    desk.post("/admin/comments/comment/names/", {"name": "Steven Carney\x1f"})
    assert Comment.objects.get().user == steve
    assert "No other comment carries a name like yours." in desk.get("/admin/comments/comment/names/").content.decode()


def test_claim_page_publishes_what_an_author_sent_without_signing_in(desk, entry, steve):
    waiting = factories.comment(entry, name="Steve", status="pending")
    address = f"/admin/comments/comment/{waiting.pk}/claim/"
    assert "Publish it as mine" in desk.get(address).content.decode()
    assert desk.post(address).status_code == 302
    waiting.refresh_from_db()
    assert waiting.is_approved and waiting.is_by_author


def test_stranger_claims_nothing(client, entry):
    waiting = factories.comment(entry, status="pending")
    assert client.post(f"/admin/comments/comment/{waiting.pk}/claim/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.user is None and waiting.is_pending
