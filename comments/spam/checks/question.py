"""Whether it asks something."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "question"
POINTS = {"question:yes": -0.6}
MARKS = "?？؟"


def found(submission: Submission) -> Finding | None:
    asks = any(mark in submission.said.without_tags for mark in MARKS)
    return Finding("question:yes") if asks else None


def sentence(params: dict) -> str:
    return _("Asks a question.")
