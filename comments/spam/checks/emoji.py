"""Decorated with many pictures."""

import re

from django.utils.translation import ngettext

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "emoji"
POINTS = {"emoji:1": -0.1, "emoji:4": 0.3}
PICTURE = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


def found(submission: Submission) -> Finding | None:
    count = 0 if submission.text.isascii() else len(PICTURE.findall(submission.text))
    return Finding(f"emoji:{4 if count >= 4 else 1}", {"count": count}) if count else None


def sentence(params: dict) -> str:
    return ngettext("%(count)d emoji.", "%(count)d emoji.", params["count"]) % params
