"""How long and how intricate a text may be, checked before any cleaner reads it."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from blog.html.characters import visible

# Each of these can become a tag or an escape, and those are what cleaning costs; an address costs several.
MARKS = {"markdown": re.compile(r"[<>&*\[\]\n]|[_`]+"), "html": re.compile(r"[<>&\n]")}
ADDRESS_COST = 6
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
# Tags that need no end never stand inside one another.
UNNESTED = {
    *"a area base br col colgroup dd dt embed hr img input li link meta option p param rp rt source".split(),
    *"tbody td tfoot th thead tr track wbr".split(),
}
# A picture pasted into the text as data can't be shown, and is not what makes a text long.
PASTED_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]+")


class TooComplex(ValueError):
    """A text that can't be cleaned in good time; the message is a sentence for whoever wrote it."""

    @classmethod
    def by_nesting(cls, deepest: int) -> "TooComplex":
        return cls(
            _("More than %(deepest)d elements stand inside one another. Simplify the text.") % {"deepest": deepest}
        )


@dataclass(frozen=True)
class Limits:
    """Characters; signs that become tags or escapes; elements inside one another."""

    length: int
    marks: int
    depth: int

    def check(self, text: str, format: str) -> None:
        if len(text) > self.length:
            raise TooComplex(
                _("The text has %(count)s characters; %(most)s are the most there can be. Shorten it or divide it.")
                % {"count": len(text), "most": self.length}
            )
        marks = sum(1 for _mark in MARKS.get(format, MARKS["html"]).finditer(text))
        self.check_marks(marks + ADDRESS_COST * text.count("://"))
        if format == "html":
            self.check_nesting(text)

    def check_nesting(self, html: str) -> None:
        if _depth(html) > self.depth:
            raise TooComplex.by_nesting(self.depth)

    def check_marks(self, count: int) -> None:
        if count > self.marks:
            raise TooComplex(
                _(
                    "The text has more than %(most)s tags, marks, addresses and line ends together. Simplify or divide it."
                )
                % {"most": self.marks}
            )


COMMENT = Limits(length=20_000, marks=1_000, depth=40)
ENTRY = Limits(length=500_000, marks=100_000, depth=80)


def prepared(source: str) -> str:
    """The source in printable characters, without the bytes of pasted pictures."""
    return PASTED_PICTURE.sub("data:,", visible(source))


def fault(source: str, format: str, limits: Limits = COMMENT) -> str:
    """A sentence about what is too much in a text, for the form it came from; empty when nothing is."""
    try:
        limits.check(prepared(source), format)
    except TooComplex as too_complex:
        return str(too_complex)
    return ""


def _depth(html: str) -> int:
    """About how deep the tags come to stand; what is left open counts to the end."""
    open_tags = Counter()
    depth = deepest = 0
    for end, name in TAG.findall(html.lower()):
        if name in UNNESTED or (end and not open_tags[name]):
            continue
        step = -1 if end else 1
        open_tags[name] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest
