"""Two states of a text, compared in words that an author can read: what went, what came, and where."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby

from django.utils.translation import gettext as _

# How many pairs of words are weighed against each other; above it lines are shown as gone and come, as wholes.
MOST_PAIRS = 4_000_000
# Lines that stay the same are shown beside a change, this many on either side.
AROUND = 1
WORD = re.compile(r"\s+|[^\s]+")
BLOCKS = {
    *"p h2 h3 h4 h5 h6 li blockquote pre figure figcaption table tr hr div dt dd aside section details summary".split()
}
CELLS = {"td", "th"}


@dataclass(frozen=True)
class Piece:
    """Words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    words: str


@dataclass(frozen=True)
class Line:
    """A line of the text; `skipped` stands for that many lines that are the same on both sides."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compared(old: list[str], new: list[str]) -> list[Line]:
    """The lines of both, in the order of the text, with what lies far from any change left out."""
    lines = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line((Piece("same", words),)) for words in old[start:end]]
        else:
            lines += _changed(old[start:end], new[new_start:new_end])
    return _near_changes(lines)


def readable(html: str) -> list[str]:
    """Clean HTML as lines of words: headings, points, links and pictures are named, no tag is shown."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [line for line in (" ".join(words.split()) for words in "".join(reader.out).split("\n")) if line]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in BLOCKS or tag == "br":
            self.out.append("\n")
        if tag in {"h2", "h3", "h4", "h5", "h6"}:
            self.out.append(_("Heading:") + " ")
        elif tag == "li":
            self.out.append("• ")
        elif tag in CELLS:
            self.out.append(" | ")
        elif tag == "a":
            self.links.append(attributes.get("href") or "")
        elif tag == "img":
            self.out.append(
                " " + _("[Picture: %(words)s]") % {"words": attributes.get("alt") or _("no description")} + " "
            )
        elif tag == "hr":
            self.out.append("—\n")

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            address = self.links.pop()
            self.out.append(f" ({address})" if address and not address.startswith("#") else "")
        elif tag in BLOCKS:
            self.out.append("\n")

    def handle_data(self, data):
        self.out.append(data.replace("\n", " "))


def _changed(old: list[str], new: list[str]) -> list[Line]:
    """Lines in place of others: word for word where they can be weighed, as wholes where they are too long."""
    gone, come = WORD.findall("\n".join(old)), WORD.findall("\n".join(new))
    if not old or not new or len(gone) * len(come) > MOST_PAIRS:
        return [Line((Piece("gone", words),)) for words in old] + [Line((Piece("new", words),)) for words in new]
    pieces = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(gone[start:end])))
            continue
        pieces += [Piece("gone", "".join(gone[start:end]))] if end > start else []
        pieces += [Piece("new", "".join(come[new_start:new_end]))] if new_end > new_start else []
    return _in_lines(pieces)


def _in_lines(pieces: list[Piece]) -> list[Line]:
    """Pieces that run over ends of lines, as the lines that they make."""
    lines, line = [], []
    for piece in pieces:
        first, *rest = piece.words.split("\n")
        line += [Piece(piece.kind, first)] if first else []
        for words in rest:
            lines.append(line)
            line = [Piece(piece.kind, words)] if words else []
    return [Line(tuple(line)) for line in [*lines, line] if line]


def _near_changes(lines: list[Line]) -> list[Line]:
    changed = {place for place, line in enumerate(lines) if line.is_changed}
    near = {place + step for place in changed for step in range(-AROUND, AROUND + 1)}
    shown = []
    for is_near, group in groupby(enumerate(lines), key=lambda pair: pair[0] in near):
        group = [line for _place, line in group]
        shown += group if is_near else [Line(skipped=len(group))]
    return shown
