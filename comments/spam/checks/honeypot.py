"""The field that readers don't see."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "honeypot"
POINTS = {"honeypot:filled": 4.0}


def found(submission: Submission) -> Finding | None:
    return Finding("honeypot:filled", outcome="spam") if submission.honeypot_filled else None


def sentence(params: dict) -> str:
    return _("Filled a field that readers don't see.")
