"""Places what was read so that every element stands where HTML lets it stand.

Blocks close the paragraph before them, a link or an emphasis that holds blocks is opened anew in each, words that
stand in no paragraph get one, and what has no place is taken apart and its words kept. So both cleaners find nothing
to mend, and cleaning twice changes nothing.
"""

from blog.html.allowed import RENAMED, allowed
from blog.html.anchors import Names
from blog.html.cleaners import Attributes
from blog.html.content import (
    BLANKS,
    BLOCKS,
    HEADINGS,
    ITEMS,
    KEPT_EMPTY,
    MIXED,
    NESTED,
    PARAGRAPHED,
    PARENTS,
    PARTS,
    REPAIRS,
    REPEATED,
    is_block,
    items_of,
    lacks_something,
    trim_end,
)
from blog.html.limits import Limits
from blog.html.tree import VOID, Element


class Flow:
    """One text on its way. Subclasses say which tags and attributes it may have, and what is special."""

    tags: set[str]
    attributes: Attributes
    limits: Limits
    # How many lists, quotes and the like may stand inside one another.
    deepest: int

    def __init__(self, names: Names | None = None):
        # Without, the text has no places to link to.
        self.names = names
        self.root = Element("")
        self.open = [self.root]
        # Inline elements around the words being read, and the copies of them that are open in the current block.
        self.around: list[Element] = []
        self.copies: list[tuple[Element, Element]] = []
        # The paragraph opened for loose words; the line ends read since its last word; whether the last was a <br>.
        self.loose: Element | None = None
        self.line_ends = 0
        self.is_after_br = False
        # The block whose loose words need paragraphs, since its source kept them apart with elements of its own.
        self.parted: Element | None = None
        # Names that wait for the next element, and attributes that blocks inherit from what stood around them.
        self.waiting_ids: list[str] = []
        self.inherited: dict[str, str] = {}
        self.captioned: set[Element] = set()
        self.count = 0

    # Reading

    def read(self, nodes: list[Element | str]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self.words(node)
            elif not self.special(node):
                self.element(node)

    def finished(self) -> Element:
        while len(self.open) > 1:
            self.close()
        last = self.root.children[-1] if self.root.children else self.root
        if last.tag == "p" or last.tag in HEADINGS:
            last.children += self._waiting_names()
        return self.root

    def special(self, element: Element) -> bool:
        """Whether the element was dealt with in a way of its own."""
        return False

    def element(self, element: Element) -> None:
        tag = RENAMED.get(element.tag, element.tag)
        attributes = self.allowed(tag, element.attributes)
        if tag == "br":
            self.line_break()
        elif tag in BLOCKS:
            if tag in self.tags and self.makes_room_for(tag):
                self.block(Element(tag, attributes), element.children)
            else:
                self.wrapper(attributes, element.children)
        elif tag in self.tags:
            self.inline(Element(tag, attributes), element.children)
        else:
            self.read(element.children)

    def allowed(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        kept = allowed(tag, attributes, self.attributes)
        written = kept.pop("id", "")
        name = self.names.take(written) if written and self.names else None
        return {"id": name} | kept if name else kept

    def words(self, text: str) -> None:
        if self.here.tag in PARTS:
            if not text.strip():
                return
            while self.here.tag in PARTS:
                self.close()
        if self.here is self.loose or self._makes_paragraphs():
            self.lines(text)
        else:
            self.run(text)

    # Blocks

    @property
    def here(self) -> Element:
        return self.open[-1]

    def makes_room_for(self, tag: str) -> bool:
        """Closes what can't hold the block; whether it can stand here then."""
        if self.here.tag == "p":
            self.close()
        here = self.here.tag
        if tag in PARENTS:
            return here in PARENTS[tag] and not self._is_second(tag)
        is_too_deep = tag in NESTED and sum(element.tag in NESTED for element in self.open) >= self.deepest
        is_heading_in_heading = tag in HEADINGS and any(element.tag == "th" for element in self.open)
        return here in MIXED and not is_too_deep and not is_heading_in_heading

    def _is_second(self, tag: str) -> bool:
        """A caption after another caption, or a summary after anything."""
        return self.here in self.captioned if tag == "figcaption" else tag == "summary" and bool(self.here.children)

    def block(self, element: Element, children: list[Element | str]) -> None:
        depth = len(self.open)
        inherited, self.inherited = self.inherited, {}
        element.attributes = inherited | element.attributes
        if element.tag in ITEMS:
            children = items_of(children, ITEMS[element.tag])
        self.start(element)
        if element.tag == "hr":
            self.fill()
        elif element.tag == "figcaption":
            self.captioned.add(self.open[-2])
        self.read(children)
        while len(self.open) > depth:
            self.close()
        self.inherited = inherited

    def wrapper(self, attributes: dict[str, str], children: list[Element | str]) -> None:
        """Reads what stands in a block that has no place, apart from what stands before and after."""
        self.part()
        parted, inherited = self.parted, self.inherited
        if self.here.tag in MIXED:
            self.parted = self.here
        self.inherited = inherited | {name: attributes[name] for name in ("lang", "dir") if name in attributes}
        self.await_id(attributes.get("id"))
        self.read(children)
        self.parted, self.inherited = parted, inherited
        self.part()

    def part(self) -> None:
        if self.here.tag == "p":
            self.close()
        elif self.here.tag not in MIXED | PARTS:
            self.run("\n" if self.here.tag == "pre" else " ")

    def start(self, element: Element) -> None:
        if self.waiting_ids and "id" not in element.attributes:
            element.attributes["id"] = self.waiting_ids.pop(0)
        # In the order in which they will be read again.
        first = {name: element.attributes[name] for name in ("id", "lang", "dir") if name in element.attributes}
        element.attributes = first | element.attributes
        self.counted()
        self.here.children.append(element)
        self.open.append(element)
        self.copies = []
        self.loose, self.line_ends = None, 0

    def close(self) -> None:
        element = self.open.pop()
        self.copies = []
        self.loose, self.line_ends = None, 0
        trim_end(element)
        if not element.is_filled and element.tag not in KEPT_EMPTY:
            self.here.children.pop()
            self.await_id(element.attributes.get("id"))
        elif element.tag in REPAIRS:
            REPAIRS[element.tag](element)

    def fill(self) -> None:
        for element in reversed(self.open):
            if element.is_filled:
                break
            element.is_filled = True

    def counted(self) -> None:
        """Elements that are opened anew in every block can be many more than there were tags."""
        self.count += 1
        self.limits.check_marks(self.count)

    # Names

    def await_id(self, name: str | None) -> None:
        """The element here takes the name if it can, else the next one."""
        if not name:
            return
        if self.here is not self.root and not self.here.children and "id" not in self.here.attributes:
            self.here.attributes = {"id": name} | self.here.attributes
        else:
            self.waiting_ids.append(name)

    # Words

    def inline(self, element: Element, children: list[Element | str]) -> None:
        tag = element.tag
        if tag in VOID:
            self.atom(element)
            return
        says_nothing = lacks_something(element, children)
        is_repeated = tag not in REPEATED and any(other.tag == tag for other in self.around)
        is_stray = tag in ("rt", "rp") and not (self.around and self.around[-1].tag == "ruby")
        if not (says_nothing or is_repeated or is_stray):
            self.around.append(element)
            self.read(children)
            self.around.pop()
            self.await_id(element.attributes.get("id"))
        else:
            self.await_id(element.attributes.get("id"))
            self.read(children)

    def run(self, text: str) -> None:
        """Words in the current block, in whatever stands around them."""
        if self.here.tag == "pre" and not self.here.children:
            text = text.lstrip("\n")
        is_blank = not text.strip(BLANKS)
        if is_blank and self.here.tag != "pre":
            if self.here.children and not is_block(self.here.children[-1]):
                self.innermost(is_blank=True).children.append(text)
            return
        if not self.here.children and self.here.tag != "pre":
            text = text.lstrip(BLANKS)
        if text:
            self.innermost(is_blank).children.append(text)
        if text.strip():
            self.fill()

    def atom(self, element: Element) -> None:
        """Something small among the words: a picture, a line break."""
        if element.tag == "img":
            self.make_paragraph()
        if self.here.tag in PARTS or self._makes_paragraphs():
            return
        self.counted()
        self.innermost(is_blank=element.tag == "br").children.append(element)
        if element.tag == "img":
            self.fill()

    def innermost(self, is_blank: bool = False) -> Element:
        """The element that the next words go into; blanks open nothing new."""
        kept = 0
        while kept < min(len(self.copies), len(self.around)) and self.copies[kept][0] is self.around[kept]:
            kept += 1
        del self.copies[kept:]
        if not is_blank:
            for source in self.around[kept:]:
                self.counted()
                copy = Element(source.tag, dict(source.attributes))
                # Of several copies, one bears the name.
                source.attributes.pop("id", None)
                self._within().children.append(copy)
                self.copies.append((source, copy))
            self._within().children += self._waiting_names()
        return self._within()

    def _within(self) -> Element:
        return self.copies[-1][1] if self.copies else self.here

    def _waiting_names(self) -> list[Element]:
        names, self.waiting_ids = self.waiting_ids, []
        return [Element("span", {"id": name}) for name in names]

    # Loose words: as typed, line by line

    def lines(self, text: str) -> None:
        *lines, last = text.split("\n")
        for line in lines:
            self.loose_words(line.rstrip(BLANKS))
            self.line_ends += not self.is_after_br
            self.is_after_br = False
        self.loose_words(last)

    def loose_words(self, text: str) -> None:
        if self.line_ends or self.here is not self.loose:
            text = text.lstrip(BLANKS)
        if text:
            self.make_paragraph()
            self.is_after_br = False
            self.run(text)

    def make_paragraph(self) -> None:
        """A paragraph for loose words, or a line of its own in the one that is open."""
        if self.here is self.loose and self.line_ends > 1:
            self.close()
        if self.here is self.loose:
            if self.line_ends:
                self.innermost(is_blank=True).children.append(Element("br"))
                self.counted()
        elif self._makes_paragraphs():
            paragraph = Element("p", dict(self.inherited))
            self.start(paragraph)
            self.loose = paragraph
        self.line_ends = 0

    def _makes_paragraphs(self) -> bool:
        return self.here is self.parted or self.here.tag in PARAGRAPHED

    def line_break(self) -> None:
        if self.here is self.loose:
            self.line_ends += 1
            self.is_after_br = True
        elif self.here.tag == "pre":
            self.run("\n")
        elif self.here.children:
            self.atom(Element("br"))
