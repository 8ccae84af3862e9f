"""What comments come down to, read by their words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comments import gist, moderation
from comments.models import Comment
from comments.spam.submission import Submission
from tests import factories

Gist = Comment.Gist
ENTRY = frozenset({"vitamin", "calcium", "bone", "natto", "spinach"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Does vitamin K2 in natto survive cooking?", Gist.ASKS),
        ("I was wondering how much natto is enough for the bones.", Gist.ASKS),
        ("Great article! Thanks for sharing, keep up the good work.", Gist.PRAISE),
        ("Do you use Twitter? I would like to follow you.", Gist.BLOGGING),
        ("Which plugin is this theme made with?", Gist.BLOGGING),
        ("I would love to write a guest post about natto in exchange for a link back.", Gist.EXCHANGE),
        ("Cheap viagra online, no prescription", Gist.TRADE),
        ("Is natto cheap? See http://natto.example/buy now", Gist.TALK),
        ("I ate natto in Japan and slept badly.", Gist.TALK),
        ("", Gist.TALK),
    ],
)
def test_words_say_what_a_comment_comes_down_to(text, read):
    assert gist.gist_of(Submission(text, name="Ann", entry_words=ENTRY, entry_age_days=100)) == read


def test_a_name_that_is_a_search_is_read_as_one():
    assert gist.gist_of(Submission("I like it here", name="cheap insurance online", entry_words=ENTRY)) == Gist.NAME


def test_under_a_young_entry_a_question_needs_none_of_its_words():
    asked = Submission("Have you done anything on IBS yet. Be very interested.", name="Ann", entry_words=ENTRY)
    assert gist.gist_of(asked) == Gist.TALK
    young = Submission(asked.text, name="Ann", entry_words=ENTRY, entry_age_days=4)
    assert gist.gist_of(young) == Gist.ASKS


def test_the_sentences_that_ask_are_found():
    text = "Nice. Do you think it helps? I was wondering if it does. Bye."
    assert gist.asking(text) == ["Do you think it helps?", "I was wondering if it does."]


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("I’ll see if I can work it in in the next few weeks.", "in the next few weeks"),
        ("Stay tuned!", "Stay tuned"),
        ("Thanks for visiting!", ""),
    ],
)
def test_promises_of_authors_are_found(text, promise):
    assert gist.promising(text) == promise


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(text):
    assert gist.gist_of(Submission(text, name=text, website=text, entry_words=ENTRY)) in Gist
    assert all(part in text for part in gist.asking(text))


def test_what_was_read_is_not_read_again_until_its_words_change(entry, author):
    comment = factories.comment(entry, "Great article! Thanks for sharing.")
    assert gist.read_unread() == 1 and gist.read_unread() == 0
    comment.refresh_from_db()
    assert comment.gist == Gist.PRAISE
    comment.reword("How much calcium is in it?", author)
    assert gist.read_unread() == 1
    comment.refresh_from_db()
    assert comment.gist == Gist.ASKS


def test_what_authors_write_is_read_for_promises_alone(entry, author):
    asked = factories.comment(entry, "How much calcium?")
    first, second = (
        moderation.answer(asked, text, author).changed[-1] for text in ("Great article, thanks?", "More next week.")
    )
    gist.read_unread()
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.gist, second.gist) == (Gist.OWN, Gist.PROMISE)


def test_the_same_words_elsewhere_make_both_twins(author):
    words = "My uncle told me of this place last winter and I came back for more"
    first = factories.comment(factories.entry("One", author=author), words)
    gist.read_unread()
    second = factories.comment(factories.entry("Two", author=author), words + " again")
    gist.read_unread()
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.gist, second.gist) == (Gist.TWINS, Gist.TWINS)


def test_reading_asks_as_much_of_the_database_for_one_entry_as_for_many(author):
    def queries(count: int) -> int:
        for number in range(count):
            factories.comment(factories.entry(author=author), f"Nice {number}")
        with CaptureQueriesContext(connection) as captured:
            assert gist.read_unread() == count
        return len(captured)

    assert queries(3) == queries(6)
