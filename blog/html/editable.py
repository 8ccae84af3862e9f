"""The author's source as an editor may hold it: in clean structure, without what is added for the page.

What pages show as something else (pictures elsewhere, players, the mark where lists stop) stands as it was written in
places that the editor keeps and does not open.
"""

import re
from dataclasses import dataclass
from html import escape

from blog.html.allowed import ENTRY_TAGS, PRINTED_IN_ENTRIES
from blog.html.anchors import Names, level_headings
from blog.html.entries import MORE, EntryFlow, Findings, address_and_words, tidy_nodes
from blog.html.limits import ENTRY, prepared
from blog.html.pictures import SMILEY, address_of, is_counter, words_for
from blog.html.reading import printed
from blog.html.tree import Element, written
from blog.html.values import own_picture

# A kept piece travels through the text as its number between these, which are nobody's letters.
START, END = "\ue000", "\ue001"
PIECE = re.compile(f"{START}(\\d+){END}")
MORE_ON_ITS_OWN = re.compile(rf"(?:^|(?<=[\n>]))[ \t]*{MORE.pattern}[ \t]*(?=[\n<]|$)")


@dataclass(frozen=True)
class Block:
    """One of the blocks of a text: for the editor, and as source."""

    html: str
    source: str


def editable(source: str) -> list[Block]:
    """The blocks of a text in HTML. Raises TooComplex."""
    source = prepared(source).replace(START, "").replace(END, "")
    ENTRY.check(source, "html")
    marked, mark = _with_mark(source)
    flow = EditableFlow(mark)
    flow.read(tidy_nodes(marked))
    root = flow.finished()
    level_headings(root)
    flow.names.lead_links(root)
    _open_up(root)
    return [flow.block_of(child) for child in root.children]


def _with_mark(source: str) -> tuple[str, str]:
    """The source with its first <!--more--> as piece 0, and how that was written."""
    found = MORE.search(source)
    if not found:
        return source, ""
    alone = MORE_ON_ITS_OWN.search(source, 0, found.end() + 300)
    piece = f"{START}0{END}"
    if alone and alone.start() <= found.start() < alone.end():
        return f"{source[: alone.start()]}\n\n{piece}\n\n{source[alone.end() :]}", found[0]
    return source[: found.start()] + piece + source[found.end() :], found[0]


def _open_up(element: Element) -> None:
    """Takes away the boxes in which tables scroll."""
    children = []
    for child in element.children:
        if isinstance(child, Element):
            _open_up(child)
        children += child.children if isinstance(child, Element) and child.tag == "div" else [child]
    element.children = children


class EditableFlow(EntryFlow):
    def __init__(self, mark: str):
        super().__init__({}, Findings(), Names(""))
        # (as written, what to call it); the editor has its own word for the mark.
        self.pieces = [(mark, "")]

    def image(self, image: Element) -> None:
        address = address_of(image)
        if own_picture(address):
            super().image(image)
        elif SMILEY.search(address):
            self.words(image.attributes.get("alt", ""))
        elif not is_counter(image):
            self.keep(image, words_for(image, address))

    def player(self, player: Element) -> None:
        found = address_and_words(player)
        if found:
            # Frames are read as objects; an object has its address elsewhere.
            tag = "iframe" if player.tag == "object" and "src" in player.attributes else player.tag
            self.keep(Element(tag, player.attributes, player.children), found[1])
        elif player.tag == "object":
            self.read(player.children)

    def atom(self, element: Element) -> None:
        for name in ("loading", "decoding"):
            element.attributes.pop(name, None)
        super().atom(element)

    def keep(self, element: Element, label: str) -> None:
        self.pieces.append((written([element]), label))
        self.words(f"{START}{len(self.pieces) - 1}{END}")

    def block_of(self, element: Element) -> Block:
        html = printed(Element("", {}, [element]), ENTRY_TAGS, PRINTED_IN_ENTRIES)
        return Block(PIECE.sub(self._held, html), PIECE.sub(self._written, html))

    def _held(self, number: re.Match) -> str:
        source, label = self._piece(number)
        return f'<span data-kept="{escape(source)}">{escape(label)}</span>'

    def _written(self, number: re.Match) -> str:
        return self._piece(number)[0]

    def _piece(self, number: re.Match) -> tuple[str, str]:
        place = int(number[1])
        return self.pieces[place] if place < len(self.pieces) else ("", "")
