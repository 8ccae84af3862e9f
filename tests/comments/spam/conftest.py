"""A filter that has learnt something."""

import pytest

from comments.spam import learning
from comments.spam.submission import Submission
from comments.spam.verdict import judge
from tests import factories

PILLS = "Cheap pills here, order today at pills-{}.example before they are gone for good"
TALK = "I tried natto number {} for breakfast and the texture took some getting used to"


@pytest.fixture
def verdict_on(entry, author):
    """A comment, judged on arrival and by the author."""

    def made(text, is_spam, **fields):
        comment = factories.comment(entry, text, status="pending", **fields)
        comment.score = judge(Submission.of(comment)).score
        comment.save()
        return learning.teach(comment, is_spam, author)

    return made


@pytest.fixture
def taught(verdict_on):
    """Twenty verdicts, half of them spam, taken in."""
    for number in range(10):
        verdict_on(PILLS.format(number), True, name=f"pills {number}")
        verdict_on(TALK.format(number), False, name=f"reader {number}")
    assert learning.learn() == 20
