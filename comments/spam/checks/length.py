"""How long it is."""

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "length"
POINTS = {"length:0": -0.1, "length:4": -0.2, "length:12": -0.1, "length:30": 0.0, "length:80": 0.0, "length:200": 0.1}


def found(submission: Submission) -> Finding | None:
    count = len(submission.words)
    step = next(least for least in (200, 80, 30, 12, 4, 0) if count >= least)
    return Finding(f"length:{step}", {"count": count})


def sentence(params: dict) -> str:
    return ngettext("%(count)d word long.", "%(count)d words long.", params["count"]) % params
