"""Keys hit at random, or the same words over and over."""

import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding
from comments.spam.submission import Submission

CODE = "gibberish"
POINTS = {"gibberish:keys": 1.0, "gibberish:repeats": 0.8}
NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}")
FEWEST_WORDS_TO_REPEAT = 12


def found(submission: Submission) -> Finding | None:
    words = submission.words
    strange = sum(1 for word in words if len(word) > 6 and word.isascii() and NO_VOWEL.search(word))
    if strange and strange * 4 >= len(words):
        return Finding("gibberish:keys")
    if len(words) >= FEWEST_WORDS_TO_REPEAT and len(set(words)) * 3 < len(words):
        return Finding("gibberish:repeats")
    return None


def sentence(params: dict) -> str:
    return _("Made of no real words, or of the same over and over.")
