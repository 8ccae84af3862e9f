"""Addresses and words written so that filters don't see them."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import HIDDEN

CODE = "disguise"
POINTS = {"disguise:address": 1.2, "disguise:letters": 1.2}
HIDDEN_IN_WORD = re.compile(rf"[a-zA-Z][{HIDDEN}]+[a-zA-Z]")
# Latin letters with Greek or Cyrillic ones in the same word.
MIXED = re.compile("[a-zA-Z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-zA-Z]")


def found(submission: Submission) -> Finding | None:
    if submission.said.disguised_link:
        return Finding("disguise:address", {"words": [submission.said.disguised_link]})
    if submission.text.isascii():
        return None
    if HIDDEN_IN_WORD.search(submission.text) or MIXED.search(submission.text):
        return Finding("disguise:letters", {"words": []})
    return None


def sentence(params: dict) -> str:
    if params["words"]:
        return _("Writes an address so that no filter sees it: %(words)s.") % {"words": quoted(params["words"])}
    return _("Hides letters inside its words.")
