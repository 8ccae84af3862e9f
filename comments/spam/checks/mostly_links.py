"""More address than words."""

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "mostly-links"
POINTS = {"mostly-links:yes": 0.7}
WORDS_PER_LINK = 6


def found(submission: Submission) -> Finding | None:
    links = len(submission.links)
    return Finding("mostly-links:yes") if links and len(submission.words) < WORDS_PER_LINK * links else None


def sentence(params: dict) -> str:
    return _("More addresses than words.")
