"""What becomes of a new comment: published, waiting, or in the spam folder."""

import pytest

from comments import arrivals
from comments.forms import secret_hash
from comments.models import Comment, Discussion, DiscussionRule, Rule
from tests import factories

pytestmark = pytest.mark.django_db


def arrive(entry, text="Does natto help bones to keep their calcium?", **fields) -> Comment:
    signals = fields.pop("signals", {"script": True, "seconds": 40, "trap": False})
    discussion = Discussion.on(entry)
    comment = Comment(**{"name": "lizette", "source": text, "format": "markdown", "signals": signals} | fields)
    comment.discussion = discussion
    return arrivals.receive(discussion, comment, DiscussionRule.load())


@pytest.fixture
def known(entry) -> str:
    """The hash of a browser's key whose comment was approved once."""
    factories.comment(entry, writer_hash=secret_hash("key of lizette"))
    return secret_hash("key of lizette")


def test_first_comment_waits_with_its_reason(entry, blog):
    comment = arrive(entry)
    assert comment.status == "pending"
    assert "first-comment" in [code for code, *_ in comment.reasons]


def test_known_reader_is_published_at_once(entry, blog, known):
    assert arrive(entry, writer_hash=known).status == "approved"


def test_typed_name_and_address_make_nobody_known(entry, blog):
    factories.comment(entry, name="lizette", email="lizette@example.org")
    assert arrive(entry, name="lizette", email="lizette@example.org").status == "pending"


def test_key_of_a_comment_that_still_waits_makes_nobody_known(entry, blog):
    factories.comment(entry, status="pending", writer_hash=secret_hash("a"))
    assert arrive(entry, writer_hash=secret_hash("a")).status == "pending"


def test_without_script_every_comment_waits(entry, blog, known):
    DiscussionRule(hold_first_comments=False).save()
    assert arrive(entry, writer_hash=known, signals={"script": False}).status == "pending"


def test_moderated_discussion_holds_known_readers_too(entry, blog, known):
    Discussion.on(entry).moderate()
    assert arrive(entry, writer_hash=known).status == "pending"


def test_nobody_waits_in_a_lock_for_a_comment_to_be_cleaned(entry, blog, monkeypatch):
    done, render, locked = [], Comment.render, Discussion.locked
    monkeypatch.setattr(Comment, "render", lambda comment: done.append("cleaned") or render(comment))
    monkeypatch.setattr(Discussion, "locked", lambda discussion: done.append("locked") or locked(discussion))
    comment = arrive(entry, "Words.")
    assert done == ["cleaned", "locked"] and comment.body_html == "<p>Words.</p>"


def test_words_changed_after_a_comment_was_made_ready_are_cleaned_all_the_same(entry):
    comment = Comment(discussion=Discussion.on(entry), source="Words.", format="markdown")
    comment.discussion.save()
    comment.make_ready()
    comment.source = "Others <script>"
    comment.save()
    assert comment.body_html == "<p>Others &lt;script&gt;</p>"


def test_filled_trap_is_spam_and_tells_nobody(entry, blog):
    comment = arrive(entry, signals={"script": False, "trap": True})
    assert comment.status == "spam" and comment.news_due_at is None


def test_rule_of_the_owners_decides(entry, blog, known):
    Rule.objects.create(field="words", pattern="payday loan*", outcome="spam")
    assert arrive(entry, "Cheap payday loans for calcium", writer_hash=known).status == "spam"


@pytest.mark.parametrize("name", ["Steven Carney", "steven  carney", "Ѕtеven Cаrney", "Stev3n Carney"])
def test_name_of_the_author_or_one_that_looks_like_it_waits(entry, blog, known, name):
    comment = arrive(entry, name=name, writer_hash=known)
    assert comment.status == "pending" and arrivals.is_under_the_authors_name(comment)


def test_pen_names_of_the_author_are_guarded_too(entry, blog, author, known):
    factories.comment(entry, name="Steve", user=author)
    assert arrivals.is_under_the_authors_name(arrive(entry, name="STEVE", writer_hash=known))


def test_what_was_imported_is_judged_later_and_stays_where_it_is(entry, blog, author):
    waiting = factories.comment(entry, "Great post! I have bookmarked your site.", status="pending")
    signed = factories.comment(entry, user=author, status="pending")
    assert arrivals.judge_waiting() == 1
    waiting.refresh_from_db()
    signed.refresh_from_db()
    assert waiting.score is not None and waiting.reasons and waiting.status == "pending"
    assert signed.score is None
    assert arrivals.judge_waiting() == 0
