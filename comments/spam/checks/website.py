"""The writer's website: whether there is one, and what its address says."""

import re

from django.utils.translation import gettext as _

from comments.spam.checks.trade import NAME_WORDS as TRADES
from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import Link

CODE = "website"
POINTS = {"website:none": -0.7, "website:plain": 0.4, "website:page": 1.0, "website:trade": 1.8}
LONG_TRADES = tuple(sorted(word for word in TRADES if len(word) > 4))


def found(submission: Submission) -> Finding | None:
    link = Link.to(submission.website) if submission.website else None
    if link is None:
        return Finding("website:none", {"kind": "none", "words": []})
    kind = _kind(link)
    return Finding(f"website:{kind}", {"kind": kind, "words": [link.host]})


def _kind(link: Link) -> str:
    if any(word in link.host for word in LONG_TRADES) or not TRADES.isdisjoint(host_words(link.host)):
        return "trade"
    path = re.sub(r"^(?:https?://)?[^/?#]*", "", link.address, flags=re.I).strip("/")
    is_front_page = not path and link.host.count(".") <= 2 and link.host.count("-") <= 1
    return "plain" if is_front_page else "page"


def host_words(host: str) -> list[str]:
    """“cheap-loans.example.com” → cheap, loans, example."""
    return [word for word in re.split(r"[.\-\d_]+", host.rpartition(".")[0]) if len(word) > 2]


def sentence(params: dict) -> str:
    words = {"words": quoted(params["words"])}
    match params["kind"]:
        case "none":
            return _("Gives no website.")
        case "trade":
            return _("The website's name is a trade: %(words)s.") % words
        case "page":
            return _("Its website is a page deep in another site: %(words)s.") % words
    return _("Gives a website: %(words)s.") % words
