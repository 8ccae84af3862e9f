"""A small tree of elements, read from well-formed HTML and written back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from blog.html.characters import visible
from blog.html.limits import TooComplex

VOID = {*"area base br col embed hr img input link meta param source track wbr".split()}


@dataclass(slots=True, eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    # Whether anything can be seen in it.
    is_filled: bool = False

    def elements(self) -> Iterator["Element"]:
        """Every element below, in the order of the text."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]

    def words(self) -> str:
        """What stands in it, with single blanks between the words."""
        return " ".join("".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.texts()


def parsed(html: str, deepest: int) -> list[Element | str]:
    reader = _Reader(deepest)
    reader.feed(html)
    reader.close()
    return reader.open[0].children


def written(nodes: list[Element | str]) -> str:
    return "".join(escape(node, quote=False) if isinstance(node, str) else _written(node) for node in nodes)


class _Reader(HTMLParser):
    """Reads what nh3 has written, so every tag is closed and in its place."""

    def __init__(self, deepest: int):
        super().__init__(convert_charrefs=True)
        self.deepest = deepest
        self.open = [Element("")]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: visible(value or "") for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)
        if len(self.open) > self.deepest:
            raise TooComplex.by_nesting(self.deepest)

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(visible(data))


def _written(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    if element.tag in VOID:
        return f"<{element.tag}{attributes}>"
    return f"<{element.tag}{attributes}>{written(element.children)}</{element.tag}>"
