"""Answers somebody."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "reply"
POINTS = {"reply:yes": -0.5}


def found(submission: Submission) -> Finding | None:
    return Finding("reply:yes") if submission.is_reply else None


def sentence(params: dict) -> str:
    return _("Answers somebody.")
