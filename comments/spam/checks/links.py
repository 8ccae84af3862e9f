"""Links in the text, one point for the first, more for many."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "links"
POINTS = {"links:1": 0.7, "links:2": 1.3, "links:3": 1.8, "links:4": 2.3, "links:10": 3.0}


def found(submission: Submission) -> Finding | None:
    count = len(submission.links)
    step = next((least for least in (10, 4, 3, 2, 1) if count >= least), None)
    return Finding(f"links:{step}", {"count": count}) if step else None


def sentence(params: dict) -> str:
    return ngettext("%(count)d link.", "%(count)d links.", params["count"]) % params
