"""More exclamation marks than sentences."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "exclamations"
POINTS = {"exclamations:3": 0.4}


def found(submission: Submission) -> Finding | None:
    count = submission.said.without_tags.count("!")
    return Finding("exclamations:3", {"count": count}) if count >= 3 else None


def sentence(params: dict) -> str:
    return ngettext("%(count)d exclamation mark.", "%(count)d exclamation marks.", params["count"]) % params
