"""A name that is no name: a trade, an address, a sentence, nothing at all."""

import re

from django.utils.translation import gettext as _

from comments.spam.checks.trade import NAME_WORDS as TRADES
from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import Text

CODE = "name"
POINTS = {
    "name:none": 0.4,
    "name:trade": 1.8,
    "name:address": 1.5,
    "name:sentence": 1.0,
    "name:digits": 0.3,
    "name:ordinary": -0.2,
}
ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|net|org|info|ru|biz|co)\b", re.I)
# Small words that stand in search phrases and never in names.
NOT_IN_NAMES = frozenset("and best buy by cheap for free get how in my on online to what with your".split())


def found(submission: Submission) -> Finding | None:
    name = submission.name.strip()
    kind = _kind(name)
    return Finding(f"name:{kind}", {"kind": kind, "words": [name[:60]]})


def _kind(name: str) -> str:
    words = Text(name[:100]).words
    if not words:
        return "address" if name else "none"
    if ADDRESS.search(name):
        return "address"
    if not TRADES.isdisjoint(words):
        return "trade"
    if len(words) > 4 or (len(words) > 1 and not NOT_IN_NAMES.isdisjoint(words)):
        return "sentence"
    return "digits" if any(letter.isdigit() for letter in name) else "ordinary"


def sentence(params: dict) -> str:
    words = {"words": quoted(params["words"])}
    match params["kind"]:
        case "none":
            return _("Gives no name.")
        case "address":
            return _("Its name is an address: %(words)s.") % words
        case "trade" | "sentence":
            return _("Its name looks like a search: %(words)s.") % words
        case "digits":
            return _("A number stands in its name: %(words)s.") % words
    return _("Gives a name: %(words)s.") % words
