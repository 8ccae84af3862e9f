"""Needs your answer: who is on the list, in which order, and how one leaves it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import gist, moderation
from comments.models import Comment, Decision
from tests import factories

ANSWERS = "/admin/comments/comment/answers/"


@pytest.fixture
def asked(entry):
    """Two questions on the subject, one published, one waiting; and one on something else."""
    made = [
        factories.comment(entry, "How much calcium a day?", name="wendy"),
        factories.comment(entry, "Do you think K2 helps? And calcium?", name="lizette", status="pending"),
        factories.comment(entry, "Do you use Twitter?", name="dena"),
        factories.comment(entry, "Calcium is fine.", name="Fluffy"),
    ]
    for age, comment in enumerate(reversed(made)):
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(hours=age + 1))
    gist.read_unread()
    # A day after publication everything that asks is taken for a question on the entry.
    Comment.objects.filter(name="dena").update(gist=Comment.Gist.BLOGGING)
    return made


def sent(comment: Comment, do: str, **more) -> dict:
    return {"comment": f"{comment.pk}.{moderation.version(comment)}", "do": do} | more


def named(page: str) -> list[str]:
    """Whose questions are on the list."""
    return re.findall(r'id="by-\d+" tabindex="-1"><bdi>(.*?)</bdi>', page)


def test_who_waited_longest_is_first_and_other_questions_are_left_out(desk, asked):
    page = desk.get(ANSWERS).content.decode()
    assert named(page) == ["wendy", "lizette"]
    assert "2 readers need your answer" in page and "Needs your answer (2)" in page
    assert '<mark class="ours">How much calcium a day?</mark>' in page
    assert re.search(r"Left out.*dena.*asks about blogging", page, re.DOTALL)


def test_an_answer_leaves_the_list_and_an_undo_comes_back_to_it(desk, asked):
    wendy, lizette = asked[:2]
    response = desk.post(ANSWERS, sent(wendy, "answer", answer="A gram.", next=lizette.pk))
    assert response.status_code == 303 and response.url.endswith(f"#by-{lizette.pk}")
    page = desk.get(response.url).content.decode()
    assert named(page) == ["lizette"]
    assert re.sub("[\u2066-\u2069]", "", page).count("wendy: answered.") == 2
    batch = re.search(r'name="undo" value="([^"]+)"', page)[1]
    assert desk.post(ANSWERS, {"undo": batch}).url.startswith(ANSWERS)
    assert named(desk.get(ANSWERS).content.decode()) == ["wendy", "lizette"]


def test_answering_one_that_waits_approves_it(desk, asked):
    desk.post(ANSWERS, sent(asked[1], "answer", answer="It does."))
    asked[1].refresh_from_db()
    assert asked[1].is_approved and asked[1].replies.get().is_approved


def test_no_answer_needed_is_remembered_and_can_be_undone(desk, author, asked):
    desk.post(ANSWERS, sent(asked[0], "none-needed"))
    assert named(desk.get(ANSWERS).content.decode()) == ["lizette"]
    decision = Decision.objects.get(verb="waived")
    assert decision.actor == author
    desk.post("/admin/comments/comment/decisions/", {"undo": str(decision.batch)})
    assert named(desk.get(ANSWERS).content.decode()) == ["wendy", "lizette"]


def test_words_in_the_box_are_not_lost_to_no_answer_needed(desk, asked):
    page = desk.post(ANSWERS, sent(asked[0], "none-needed", answer="A gram.")).content.decode()
    assert "You wrote an answer. Send it too?" in page and "A gram.</textarea>" in page
    assert not Decision.objects.exists()
    desk.post(ANSWERS, sent(asked[0], "answer", answer="A gram.", sure="yes"))
    assert asked[0].replies.get().source == "A gram."


def test_an_empty_answer_changes_nothing(desk, asked):
    page = desk.post(ANSWERS, sent(asked[0], "answer", answer=" "), follow=True).content.decode()
    assert "The answer is empty." in page
    assert not asked[0].replies.exists()


def test_an_old_promise_brings_the_question_back_with_its_age(desk, author, asked):
    wendy = asked[0]
    said = moderation.answer(wendy, "You find more of it here in the next few weeks.", author).changed[-1]
    gist.read_unread()
    assert "wendy" not in named(desk.get(ANSWERS).content.decode())
    Comment.objects.filter(pk=said.pk).update(created_at=timezone.now() - timedelta(days=70))
    page = desk.get(ANSWERS).content.decode()
    assert named(page) == ["wendy", "lizette"]
    assert "“You find more of it here in the next few weeks.”" in page
    assert "You wrote “in the next few weeks”. That was 2\xa0months ago." in page


def test_what_is_probably_spam_needs_no_answer_unless_the_author_approved_it(desk, asked):
    Comment.objects.filter(pk__in=[asked[0].pk, asked[1].pk]).update(score=3.0)
    assert named(desk.get(ANSWERS).content.decode()) == ["wendy"]


def test_a_fitting_entry_is_offered_and_its_link_put_into_the_answer(desk, author, asked):
    factories.entry("Calcium in the Kitchen", author=author)
    page = desk.get(ANSWERS).content.decode()
    assert "You have another entry on it:" in page
    page = desk.post(ANSWERS, sent(asked[0], "cite", answer="Yes.")).content.decode()
    assert "Yes.\n\n[Calcium in the Kitchen](http://127.0.0.1:8000/calcium-in-the-kitchen" in page
    assert not asked[0].replies.exists()


def test_nobody_waiting_is_said(desk, entry):
    page = desk.get(ANSWERS).content.decode()
    assert "No reader waits for an answer" in page


@pytest.mark.parametrize("posted", [{}, {"comment": "9.x", "do": "answer"}])
def test_nonsense_changes_nothing(desk, asked, posted):
    assert desk.post(ANSWERS, posted).status_code == 303
    assert not Decision.objects.exists()


def test_an_author_without_more_rights_sees_the_own_ones_alone(client, asked):
    other = factories.author("Ann")
    factories.comment(factories.entry("Calcium", author=other), "Is calcium white?", name="own reader")
    gist.read_unread()
    client.force_login(other)
    assert named(client.get(ANSWERS).content.decode()) == ["own reader"]
    client.post(ANSWERS, sent(asked[0], "none-needed"))
    assert not Decision.objects.exists()


def test_the_list_asks_the_same_number_of_queries_for_two_and_for_eight(desk, author, asked):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(ANSWERS)
        return len(queries)

    few = count()
    for number in range(6):
        factories.comment(factories.entry(f"Calcium {number}", author=author), f"How much calcium in {number}?")
    gist.read_unread()
    assert count() == few
    assert len(named(desk.get(ANSWERS).content.decode())) == 8
