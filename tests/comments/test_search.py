"""Comments in the readers' search: what is approved is found, and nothing else."""

import pytest

from blog import search
from blog.words import terms
from comments import search as comments_search
from tests import factories

pytestmark = pytest.mark.django_db


def found(typed: str) -> int:
    return len(search.find(terms(typed)))


@pytest.mark.parametrize(("status", "count"), [("approved", 1), ("pending", 0), ("spam", 0), ("trash", 0)])
def test_only_approved_comments_are_found(blog, entry, status, count):
    factories.comment(entry, "It smells.", status=status)
    assert found("smells") == count


def test_decisions_take_a_comment_in_and_out(blog, entry, author):
    comment = factories.comment(entry, "It smells.", status="pending")
    comment.approve(by=author)
    assert found("smells") == 1
    comment.reword("It stinks.", by=author)
    assert (found("smells"), found("stinks")) == (0, 1)
    comment.mark_as_spam(by=author)
    assert found("stinks") == 0
    comment.restore(by=author)
    assert found("stinks") == 1
    comment.take_back()
    assert found("stinks") == 0


def test_pings_are_not_found(blog, entry):
    factories.comment(entry, "Somebody linked here.", kind="pingback")
    assert found("linked") == 0


def test_results_lead_to_the_comment_and_name_its_writer(client, blog, entry):
    comment = factories.comment(entry, "It <smells> of feet.", name="Fluffy <b>")
    page = client.get("/search/", {"q": "smells"}).content.decode()
    assert f'href="/comments/comment/{comment.pk}/"' in page
    assert "Comment by <bdi>Fluffy &lt;b&gt;</bdi>" in page
    assert "<mark>smells</mark>" in page


def test_the_owner_may_leave_comments_out(client, entry):
    factories.blog(search_comments=False)
    factories.comment(entry, "It smells.")
    assert "Nothing was found" in client.get("/search/", {"q": "smells"}).content.decode()


def test_comments_of_an_entry_out_of_sight_are_not_found(blog, entry):
    factories.comment(entry, "It smells.")
    entry.withdraw()
    assert found("smells") == 0


def test_rebuilding_finds_the_same(blog, entry):
    factories.comment(entry, "It smells.")
    factories.comment(entry, "It smells, too.", status="pending")
    assert comments_search.rebuild() == 1
    assert found("smells") == 1
