"""What the filter learns from verdicts, what it forgets, and what it keeps."""


import pytest

from comments.models import Comment, SpamExample, SpamFeature
from comments.spam import learning
from comments.spam.submission import Submission
from comments.spam.verdict import judge
from tests import factories

pytestmark = pytest.mark.django_db

PILLS = "Cheap pills here, order today at pills-{}.example before they are gone for good"
TALK = "I tried natto number {} for breakfast and the texture took some getting used to"


def verdict_on(entry, text, is_spam, by, **fields):
    comment = factories.comment(entry, text, status="pending", **fields)
    comment.score = judge(Submission.of(comment)).score
    comment.save()
    return learning.teach(comment, is_spam, by)


def table():
    return list(SpamFeature.objects.order_by("key").values_list("key", "spam_count", "reader_count", "weight"))


@pytest.fixture
def taught(entry, author):
    """Twenty verdicts, half of them spam, taken in."""
    for number in range(10):
        verdict_on(entry, PILLS.format(number), True, author, name=f"pills {number}")
        verdict_on(entry, TALK.format(number), False, author, name=f"reader {number}")
    assert learning.learn() == 20
    return entry


def test_verdicts_move_the_score(taught):
    assert judge(Submission("cheap pills, order today")).score > judge(Submission("natto for breakfast")).score + 1


def test_counts_are_those_of_the_verdicts(taught):
    bias = SpamFeature.objects.get(key="bias")
    assert (bias.spam_count, bias.reader_count) == (10, 10)
    pills = SpamFeature.objects.get(key="w:pills")
    assert (pills.spam_count, pills.reader_count) == (10, 0)


def test_the_same_verdict_again_changes_nothing(taught, author):
    before = table()
    comment = Comment.objects.filter(source__startswith="Cheap").first()
    learning.teach(comment, True, author)
    assert learning.learn() == 0
    assert table() == before


def test_the_other_verdict_moves_the_counts(taught, author):
    comment = Comment.objects.filter(source__startswith="Cheap").first()
    learning.teach(comment, False, author)
    learning.learn()
    bias = SpamFeature.objects.get(key="bias")
    assert (bias.spam_count, bias.reader_count) == (9, 11)


def test_a_forgotten_verdict_leaves_no_trace_after_a_rebuild(taught, author):
    learning.rebuild(is_sure=True)
    before = table()
    example = verdict_on(taught, "Something else entirely, said once and taken back at once", True, author)
    learning.learn()
    assert table() != before
    learning.forget(Comment.objects.get(pk=example.comment_pk))
    learning.rebuild(is_sure=True)
    assert table() == before
    assert not SpamExample.objects.filter(comment_pk=example.comment_pk).exists()


def test_a_rebuild_is_the_same_every_time(taught):
    learning.rebuild(is_sure=True)
    before = table()
    SpamFeature.objects.exclude(key="bias").delete()
    assert learning.rebuild(is_sure=True) == 20
    assert table() == before


def test_nobody_teaches_nothing(entry, author):
    comment = factories.comment(entry, "Cheap pills")
    assert learning.teach(comment, True, None) is None
    own = factories.comment(entry, "My own words", user=author)
    assert learning.teach(own, False, author) is None
    assert not SpamExample.objects.exists()
