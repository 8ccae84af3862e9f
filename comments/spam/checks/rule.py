"""The owner's own rules: whole words, with * for any letters."""

import ipaddress
import re

from django.utils.translation import gettext as _

from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission
from comments.spam.text import Link, Text, folded

CODE = "rule"
POINTS = {"rule:hold": 1.5, "rule:spam": 4.0}
PIECE = re.compile(r"[\w*'’]+")


def found(submission: Submission) -> Finding | None:
    """The strictest of the rules that apply."""
    applying = [(rule, words) for rule in submission.rules if (words := matched(rule, submission))]
    if not applying:
        return None
    rule, words = max(applying, key=lambda pair: pair[0].outcome == "spam")
    return Finding(f"rule:{rule.outcome}", {"field": rule.field, "words": [words], "rule": rule.pk}, rule.outcome)


def matched(rule, submission: Submission) -> str:
    """What the rule found, as typed; empty if nothing."""
    pattern = rule.pattern.strip()
    match rule.field:
        case "words":
            return _in_text(pattern, submission.said)
        case "name":
            return _in_text(pattern, Text(submission.name))
        case "email":
            return _in_email(pattern, submission.email.strip())
        case "network":
            return _in_network(pattern, submission.network)
        case "host":
            links = [Link.to(submission.website), *submission.links]
            return next((link.host for link in links if link and _is_host(pattern, link.host)), "")
    return ""


def fits(pattern: str, word: str) -> bool:
    """Whether the pattern covers the whole word; * stands for any letters, none too. Takes linear time."""
    if "*" not in pattern:
        return pattern == word
    first, *middle, last = pattern.split("*")
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for piece in middle:
        at = word.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _in_text(pattern: str, text: Text) -> str:
    wanted = [folded(piece) for piece in PIECE.findall(pattern)]
    # A look at the letters alone spares most rules the walk over the words.
    if not wanted or not all(letters in text.joined for piece in wanted for letters in piece.split("*")):
        return ""
    words = text.words
    for at in range(len(words) - len(wanted) + 1):
        if all(map(fits, wanted, words[at : at + len(wanted)])):
            return text.part(at, at + len(wanted) - 1)
    return ""


def _in_email(pattern: str, email: str) -> str:
    """The whole address, or every address of a host."""
    address = folded(email)
    return email if email and fits(folded(pattern), address if "@" in pattern else address.rpartition("@")[2]) else ""


def _in_network(pattern: str, network: str) -> str:
    try:
        sender = ipaddress.ip_network(network, strict=False)
        wanted = ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return network if fits(pattern, network) else ""
    return network if sender.version == wanted.version and sender.overlaps(wanted) else ""


def _is_host(pattern: str, host: str) -> bool:
    """A site and all beneath it."""
    wanted = folded(pattern).partition("://")[2] or folded(pattern)
    wanted = wanted.partition("/")[0].removeprefix("www.")
    return fits(wanted, host) or host.endswith(f".{wanted}")


def sentence(params: dict) -> str:
    words = quoted(params["words"])
    match params["field"]:
        case "name":
            return _("Your rule: the name is %(words)s.") % {"words": words}
        case "email":
            return _("Your rule: the email is %(words)s.") % {"words": words}
        case "network":
            return _("Your rule: it comes from %(words)s.") % {"words": words}
        case "host":
            return _("Your rule: it links to %(words)s.") % {"words": words}
    return _("Your rule: contains %(words)s.") % {"words": words}
