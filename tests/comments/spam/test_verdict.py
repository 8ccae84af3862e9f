"""What becomes of a submission, and the reasons for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Rule, SpamFeature
from comments.spam import lines
from comments.spam.headlines import headline
from comments.spam.reasons import in_tenths, sentence
from comments.spam.submission import Submission, Twins, names_of_authors, words_of
from comments.spam.verdict import HOLD, PUBLISH, SPAM, judge, rescore, twins_of
from tests import factories

pytestmark = pytest.mark.django_db

ENTRY = words_of("Vitamin K2 helps calcium to bind to bones; natto holds most of it.")
TALK = Submission("How much natto do you eat, and does calcium reach the bones?", name="wendy", entry_words=ENTRY)
PRAISE = Submission("Great post! Thanks for sharing, keep up the good work.", name="tizan", entry_words=ENTRY)
PILLS = Submission("Buy cheap viagra online http://pills.example/buy http://pills.example/order", name="cheap viagra")


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def spam_line(at):
    SpamFeature.objects.create(key=lines.SPAM_KEY, weight=at)


def test_a_known_reader_on_the_subject_is_published():
    assert judge(Submission(**{**vars(TALK), "is_known_writer": True})).outcome == PUBLISH


def test_a_first_comment_waits_and_says_so():
    verdict = judge(TALK)
    assert verdict.outcome == HOLD
    assert verdict.reasons[-1].code == "first-comment"
    assert judge(TALK, hold_first=False).outcome == PUBLISH


def test_a_discussion_that_asks_first_holds_everybody():
    known = Submission(**{**vars(TALK), "is_known_writer": True})
    verdict = judge(known, asks_first=True)
    assert verdict.outcome == HOLD
    assert codes(verdict)[-1] == "asks-first"


def test_praise_is_held_by_its_points_alone():
    verdict = judge(PRAISE, hold_first=False)
    assert verdict.outcome == HOLD
    assert {"praise", "topic"} <= set(codes(verdict))


def test_before_any_line_is_drawn_nothing_is_filed_as_spam_by_its_points():
    assert judge(PILLS).outcome == HOLD


def test_above_the_line_a_stranger_is_filed_as_spam_and_a_known_reader_waits():
    spam_line(2.0)
    assert judge(PILLS).outcome == SPAM
    assert judge(Submission(**{**vars(PILLS), "is_known_writer": True})).outcome == HOLD


@pytest.mark.parametrize(
    ("fields", "outcome", "code"),
    [
        ({"honeypot_filled": True}, SPAM, "honeypot"),
        ({"name": "Steven Carney", "author_names": ("Steven Carney",)}, HOLD, "impostor"),
    ],
)
def test_some_findings_decide_by_themselves(fields, outcome, code):
    verdict = judge(Submission(**{**vars(TALK), "is_known_writer": True, **fields}))
    assert verdict.outcome == outcome
    assert code in codes(verdict)
    assert verdict.headline == code


def test_what_decides_is_always_said():
    SpamFeature.objects.create(key="impostor:yes", weight=0.0)
    many = "Buy cheap viagra and payday loans, check out my channel, example . com http://a.example http://b.example"
    verdict = judge(Submission(many, name="Steven Carney", author_names=("Steven Carney",), seconds=1))
    assert "impostor" in codes(verdict)
    assert verdict.headline == "impostor"


@pytest.mark.parametrize(("then", "outcome"), [("hold", HOLD), ("spam", SPAM)])
def test_a_rule_of_the_owners_decides(then, outcome):
    Rule.objects.create(pattern="natto", outcome=then)
    verdict = judge(Submission(**{**vars(TALK), "is_known_writer": True}))
    assert verdict.outcome == outcome
    assert sentence("rule", next(one.params for one in verdict.reasons if one.code == "rule")).endswith("“natto”.")


@pytest.mark.parametrize("submission", [TALK, PRAISE, PILLS, Submission("x"), Submission("")])
def test_reasons_add_up_to_the_score(submission):
    verdict = judge(submission)
    assert sum(reason.points for reason in verdict.reasons) == pytest.approx(verdict.score, abs=1e-9)
    shown = [reason for reason in verdict.reasons if reason.code not in {"other", "first-comment"}]
    assert len(shown) <= 5
    tenths = in_tenths(verdict.reasons_to_store)
    assert sum(points for _code, _params, points in tenths) == pytest.approx(round(verdict.score, 1), abs=1e-9)


def test_of_nothing_else_nothing_is_said():
    stored = [("praise", {}, 1.62), ("other", {"count": 0}, 0.0)]
    assert in_tenths(stored) == [("praise", {}, 1.6)]
    # What is left by rounding keeps the sum true.
    stored = [("praise", {}, 0.14), ("links", {}, 0.14), ("topic", {}, 0.14), ("other", {"count": 0}, 0.0)]
    *_, (code, params, points) = in_tenths(stored)
    assert (points, sentence(code, params)) == (0.1, "What rounding leaves.")


def test_without_the_shown_reasons_the_score_is_less_by_their_points(taught):
    verdict = judge(Submission("cheap pills and natto, order today http://pills.example", name="natto pills"))
    shown = [reason for reason in verdict.reasons if reason.keys]
    weights = dict(SpamFeature.objects.values_list("key", "weight"))
    hidden = {key for reason in shown for key in reason.keys}
    assert hidden <= verdict.features.keys()
    words = [reason for reason in shown if reason.code in {"spam-words", "reader-words"}]
    assert words
    for reason in words:
        counted = sum(weights[key] * verdict.features[key] for key in reason.keys)
        assert reason.points == pytest.approx(counted, abs=1e-6)


def test_words_are_shown_with_their_counts(taught):
    verdict = judge(Submission("cheap pills, order today"))
    said = next(sentence(one.code, one.params) for one in verdict.reasons if one.code == "spam-words")
    assert "(10 spam, 0 readers)" in said


def test_three_queries(taught, django_assert_num_queries):
    with django_assert_num_queries(3):
        judge(PRAISE)
    words = " ".join(f"word{number}" for number in range(3_000))
    with django_assert_num_queries(3):
        judge(Submission(words))


def test_nearly_the_same_words_are_found(entry):
    text = "I was browsing for new shoes when I came across this lovely place number {} of yours today"
    for number in range(3):
        factories.comment(entry, text.format(number), name=f"n{number}", status="spam" if number else "pending")
    assert twins_of(Submission(text.format(9))) == Twins(3, 2)
    assert twins_of(Submission("Quite different words about natto, calcium and the bones of cows")) == Twins()
    assert twins_of(Submission("Thanks a lot")) == Twins()


def test_a_comment_is_no_twin_of_itself(entry):
    stored = factories.comment(entry, "The same eight words stand in this comment once")
    assert twins_of(Submission.of(stored)) == Twins()


def test_what_an_author_wrote_is_never_scored(entry, author):
    assert rescore(factories.comment(entry, "Great post! Thanks.", user=author)) is None


def test_rescoring_stores_points_and_reasons_and_leaves_the_state(entry):
    stored = factories.comment(entry, "Great post! Thanks for sharing.", status="approved")
    rescore(stored)
    again = Comment.objects.get(pk=stored.pk)
    assert again.status == "approved"
    assert again.score == pytest.approx(sum(points for _code, _params, points in again.reasons))
    assert headline(again) == "Praise that would fit any page"


def test_a_submission_knows_its_comments_surroundings(author):
    entry = factories.entry("Natto for bones", days_old=100, author=author)
    known = factories.comment(entry, "First words", writer_hash="abc", name="wendy")
    answer = factories.comment(entry, "I agree on the calcium", parent=known, status="pending", writer_hash="abc")
    answer.signals = {"seconds": 40, "script": True, "trap": True}
    submission = Submission.of(answer)
    assert submission.is_reply
    assert submission.is_known_writer
    assert submission.honeypot_filled
    assert (submission.seconds, submission.has_script) == (40, True)
    assert submission.entry_age_days == pytest.approx(100, abs=0.1)
    assert author.name in submission.author_names
    assert {"natto", "calcium"} <= submission.entry_words


def test_each_name_of_an_author_is_known_once(entry):
    ada = factories.author("Ada")
    for name in ("Ada", "Zoë of the blog", "Zoë of the blog", "Al", ""):
        factories.comment(entry, user=ada, name=name)
    factories.comment(entry, name="A reader")
    accounts = {entry.author.name, "Ada"}
    assert sorted(names_of_authors()) == sorted(accounts | {"Al", "Zoë of the blog"})


def test_an_unsaved_comment_can_be_judged(entry):
    comment = Comment(source="Natto?", created_at=timezone.now() - timedelta(days=1))
    comment.discussion = factories.comment(entry, "Somebody's words").discussion
    assert judge(Submission.of(comment)).outcome == HOLD
