"""The one sentence above the reasons: what a comment is, as far as anybody can tell."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.spam.reasons import Reason, sentence

# Points below the first: probably a reader; from the second on: probably spam.
READER_BELOW, SPAM_FROM = 0.0, 1.5
# What speaks for itself, in the order in which it is looked for.
TELLING = ("honeypot", "rule", "impostor")
SUSPECT = ("speed", "exchange", "twins", "trade", "opening", "calls", "praise")


def headline(judged) -> str:
    """For a verdict, or for a comment with its stored score and reasons."""
    reasons = [reason if isinstance(reason, Reason) else Reason(*reason) for reason in judged.reasons]
    code = headline_code(judged.score or 0.0, reasons)
    return _words(code, {reason.code: reason.params for reason in reasons})


def headline_code(score: float, reasons: Iterable[Reason]) -> str:
    """The first that fits."""
    found = {reason.code: reason for reason in reasons}
    telling = next((code for code in TELLING if code in found), None)
    if telling:
        return telling
    if score < READER_BELOW:
        return _of_a_reader(found)
    suspect = next((code for code in SUSPECT if code in found and found[code].points > 0), None)
    return suspect or ("spam" if score >= SPAM_FROM else "unsure")


def _of_a_reader(found: dict[str, Reason]) -> str:
    shared = len(found["topic"].params["words"]) if "topic" in found else 0
    if shared and "question" in found:
        return "asks"
    if shared > 1:
        return "speaks"
    return "known" if "known" in found else "reader"


def _words(code: str, params: dict[str, dict]) -> str:
    match code:
        case "honeypot" | "rule" | "twins" | "speed":
            without_counts = {name: value for name, value in params[code].items() if name != "seen"}
            return sentence(code, without_counts).removesuffix(".")
        case "impostor":
            return _("Uses a name like yours")
        case "asks":
            return _("Asks about something in your entry")
        case "speaks":
            return _("Speaks of your entry")
        case "known":
            return _("A reader you know")
        case "reader":
            return _("Looks like a reader’s")
        case "exchange":
            return _("Offers articles in exchange for a link")
        case "trade":
            return _("Sells something")
        case "opening":
            return _opening(params[code])
        case "calls":
            return _("Calls readers elsewhere")
        case "praise" if params[code]["share"] == "only":
            return _("Praise that would fit any page")
        case "praise":
            return _("Kind words, little to judge by")
        case "spam":
            return _("Much in it speaks for spam")
    return _("Hard to tell")


def _opening(params: dict) -> str:
    spam, readers = params["seen"]
    if readers or not spam:
        return _("Opens as others did")
    return ngettext(
        "Same opening as %(count)d comment you marked as spam",
        "Same opening as %(count)d comments you marked as spam",
        spam,
    ) % {"count": spam}
