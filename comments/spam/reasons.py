"""Why a comment was judged so: the features that counted most, and the sentences for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.spam.checks import CHECKS
from comments.spam.finding import Finding, quoted
from comments.spam.submission import Submission

MOST_SHOWN = 5
LEAST_POINTS = 0.05
MOST_PHRASES = 3

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Reason:
    """Stored as [code, params, points] and put into words when shown.

    `keys` are the features it stands for; a decisive one settles the outcome by itself.
    """

    code: str
    params: dict = field(default_factory=dict)
    points: float = 0.0
    keys: tuple[str, ...] = ()
    is_decisive: bool = False


def told(
    submission: Submission, findings: Iterable[Finding], points: Mapping[str, float], counts: Counts
) -> list[Reason]:
    """What decided, then what counted most, one of the five against the others; and the rest as "other"."""
    found = [_of_finding(finding, points, counts) for finding in findings]
    found += _of_learnt(points, counts)
    found += [*_of_words(submission, points, counts, 1), *_of_words(submission, points, counts, -1)]
    telling = [one for one in found if one.is_decisive or abs(one.points) >= LEAST_POINTS]
    telling.sort(key=lambda one: (not one.is_decisive, -abs(one.points)))
    total = sum(points.values())
    against = next((one for one in telling if one.points * total < 0), None)
    shown = telling[:MOST_SHOWN]
    if against and against not in shown:
        shown[-1] = against
    shown.sort(key=lambda one: one.points if total < 0 else -one.points)
    said = {key for one in shown for key in one.keys}
    rest = sum(1 for key, number in points.items() if number and key not in said)
    return [*shown, Reason("other", {"count": rest}, total - sum(one.points for one in shown))]


def _of_finding(finding: Finding, points: Mapping[str, float], counts: Counts) -> Reason:
    seen = counts.get(finding.key, (0, 0))
    params = finding.params | ({"seen": list(seen)} if any(seen) else {})
    return Reason(finding.code, params, points[finding.key], (finding.key,), bool(finding.outcome))


LEARNT = {"o": "opening", "u": "site", "hu": "site-word", "n": "name-word", "e": "mail-host"}


def _of_learnt(points: Mapping[str, float], counts: Counts) -> Iterator[Reason]:
    for key in filter(counts.__contains__, points):
        kind, _colon, value = key.partition(":")
        if kind in LEARNT:
            yield Reason(LEARNT[kind], {"words": [value], "seen": list(counts[key])}, points[key], (key,))


def _of_words(submission: Submission, points: Mapping[str, float], counts: Counts, sign: int) -> Iterator[Reason]:
    """The words and pairs of words that counted most in one direction, a pair together with its words."""
    telling = {key: value * sign for key, value in points.items() if value * sign > 0 and key[:2] in {"w:", "b:"}}
    groups = {key: _with_words(key, telling) for key in telling}
    together = {key: sum(telling[one] for one in group) for key, group in groups.items()}
    chosen, used = [], set()
    for key in sorted(together, key=together.get, reverse=True):
        if len(chosen) < MOST_PHRASES and used.isdisjoint(groups[key]):
            chosen.append(key)
            used.update(groups[key])
    if chosen:
        words = [[_as_typed(key[2:], submission), *counts.get(key, (0, 0))] for key in chosen]
        total = sum(points[key] for key in used)
        yield Reason("spam-words" if sign > 0 else "reader-words", {"words": words}, total, tuple(used))


def _with_words(key: str, telling: Mapping[str, float]) -> list[str]:
    if key[0] != "b":
        return [key]
    first, _space, second = key[2:].partition(" ")
    words = (f"w:{first}", f"w:{second}") if first != second else (f"w:{first}",)
    return [key, *(word for word in words if word in telling)]


def _as_typed(phrase: str, submission: Submission) -> str:
    wanted, words = phrase.split(), submission.words
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return submission.said.part(at, at + len(wanted) - 1)
    return phrase


def in_tenths(stored: Sequence[Sequence]) -> list[tuple[str, dict, float]]:
    """Stored reasons with points as they are shown, in tenths, so that what is shown adds up: "other" takes the rest.

    Where there is nothing else and no rest, nothing is said of it.
    """
    rows = [(code, params, round(points, 1)) for code, params, points in stored]
    total = round(sum(points for _code, _params, points in stored), 1)
    rest = round(total - sum(points for code, _params, points in rows if code != "other"), 1)
    told = [(code, params, rest if code == "other" else points) for code, params, points in rows]
    return [row for row in told if row[0] != "other" or row[1]["count"] or rest]


# The sentences


def sentence(code: str, params: dict) -> str:
    """The reason in words, in the language in force."""
    said = SENTENCES[code](params) if code in SENTENCES else _("Something the filter no longer looks at.")
    if "seen" not in params:
        return said
    return _("%(sentence)s (%(seen)s).") % {"sentence": said.removesuffix("."), "seen": _seen(*params["seen"])}


def _seen(spam: int, readers: int) -> str:
    return _("%(spam)s, %(readers)s") % {
        "spam": ngettext("%(count)d spam", "%(count)d spam", spam) % {"count": spam},
        "readers": ngettext("%(count)d reader", "%(count)d readers", readers) % {"count": readers},
    }


def _listed(params: dict) -> str:
    return ", ".join(f"{quoted([words])} ({_seen(spam, readers)})" for words, spam, readers in params["words"])


def _other(params: dict) -> str:
    if not params["count"]:
        return _("What rounding leaves.")
    return ngettext("%(count)d small thing more.", "%(count)d small things more.", params["count"]) % {
        "count": params["count"]
    }


SENTENCES = {check.CODE: check.sentence for check in CHECKS} | {
    "spam-words": lambda params: _("Words known from spam: %(words)s.") % {"words": _listed(params)},
    "reader-words": lambda params: _("Words known from readers: %(words)s.") % {"words": _listed(params)},
    "opening": lambda params: _("Opens as others did: %(words)s.") % {"words": quoted(params["words"])},
    "site": lambda params: _("Links to %(words)s.") % {"words": quoted(params["words"])},
    "site-word": lambda params: _("Its website's name has %(words)s.") % {"words": quoted(params["words"])},
    "name-word": lambda params: _("Its name has %(words)s.") % {"words": quoted(params["words"])},
    "mail-host": lambda params: _("Email at %(words)s.") % {"words": quoted(params["words"])},
    "other": _other,
    "many-links": lambda params: (
        ngettext("Held in any case: %(count)d link.", "Held in any case: %(count)d links.", params["count"]) % params
    ),
    "first-comment": lambda params: _("Held in any case: first comment here."),
    "asks-first": lambda params: _("Held in any case: this discussion asks you first."),
}
