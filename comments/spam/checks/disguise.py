"""Addresses and words written so that filters don't see them."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import HIDDEN

CODE = "disguise"
POINTS = {"disguise:address": 1.2, "disguise:letters": 1.2}
# Hidden characters within a word, or Latin letters beside Greek or Cyrillic ones.
IN_WORD = re.compile(
    rf"[a-zA-Z][{HIDDEN}]+[a-zA-Z]|[a-zA-Z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-zA-Z]"
)


def found(submission: Submission) -> Finding | None:
    if submission.said.disguised_link:
        return Finding("disguise:address", {"words": [submission.said.disguised_link]})
    typed = submission.said.typed
    if not typed.isascii() and IN_WORD.search(typed):
        return Finding("disguise:letters", {"words": []})
    return None


def sentence(params: dict) -> str:
    if params["words"]:
        return _("Writes an address so that no filter sees it: %(words)s.") % {"words": quoted(params["words"])}
    return _("Hides letters inside its words.")
