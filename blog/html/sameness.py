"""Whether two sources come out as the same text: as readers see it, not letter by letter."""

import re
from collections.abc import Iterator

from blog.html.content import BLOCKS
from blog.html.entries import clean_entry
from blog.html.tree import VOID, Element, parsed

SPACES = re.compile(r"[ \t\n\f\r]+")
# Two words for one thing.
ALIKE = {"b": "strong", "i": "em"}


def come_out_the_same(one: str, other: str) -> bool:
    first, second = clean_entry(one, "html"), clean_entry(other, "html")
    return (
        _reading(first.body) == _reading(second.body)
        and _reading(first.opening) == _reading(second.opening)
        and first.findings.foreign_pictures == second.findings.foreign_pictures
        and first.findings.embeds == second.findings.embeds
        and bool(first.findings.fault) == bool(second.findings.fault)
    )


def _reading(html: str) -> list:
    """The text as its blocks and runs of letters, each run with all that it is in, in whatever order."""
    pieces: list = []
    for piece in _pieces(Element("", {}, parsed(html, 1_000)), frozenset(), is_listing=False):
        last = pieces[-1] if pieces else None
        if piece[0] == "words" and last and last[0] == "words":
            if last[1].endswith(" ") and not piece[3]:
                piece = ("words", piece[1].removeprefix(" "), *piece[2:])
            if last[2] == piece[2]:
                pieces[-1] = ("words", last[1] + piece[1], *piece[2:])
                continue
        pieces.append(piece)
    return list(_trimmed(pieces))


def _pieces(element: Element, around: frozenset, is_listing: bool) -> Iterator[tuple]:
    for child in element.children:
        if isinstance(child, str):
            yield "words", child if is_listing else SPACES.sub(" ", child), around, is_listing
            continue
        said = (ALIKE.get(child.tag, child.tag), tuple(sorted(child.attributes.items())))
        if child.tag in VOID:
            yield "thing", said, around
        elif child.tag in BLOCKS:
            yield "block", said
            yield from _pieces(child, around, child.tag == "pre")
            yield "end", child.tag
        else:
            yield from _pieces(child, around | {said}, is_listing)


def _trimmed(pieces: list) -> Iterator[tuple]:
    """Without blanks at the edges of blocks and breaks."""
    for place, piece in enumerate(pieces):
        if piece[0] != "words" or piece[3]:
            yield piece
            continue
        words = piece[1]
        if place == 0 or pieces[place - 1][0] != "words":
            words = words if _is_in_line(pieces[place - 1]) and place else words.lstrip(" ")
        if place + 1 == len(pieces) or pieces[place + 1][0] != "words":
            words = words if place + 1 < len(pieces) and _is_in_line(pieces[place + 1]) else words.rstrip(" ")
        if words:
            yield ("words", words, piece[2])


def _is_in_line(piece: tuple) -> bool:
    return piece[0] == "thing" and piece[1][0] not in {"br", "hr"}
