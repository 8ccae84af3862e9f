"""What word processors put on the clipboard: structure they only drew becomes structure, and their own marks go.

Word draws lists as paragraphs with a sign in front, Google Docs sets words bold by style and calls everything bold that
is not; all of them say the language and the direction of every word.
"""

import re
from collections.abc import Iterator

from blog.html.tree import Element

Nodes = list[Element | str]

# Only what one of them wrote is cleared of languages, names and paragraphs in list items: by hand, those mean something.
LIBRE_OFFICE = re.compile(r"<meta\b[^>]{0,80}\bcontent=[\"']?LibreOffice", re.IGNORECASE)
# Bookmarks and the like that nobody set.
NAMES = re.compile(r"(?:_Hlk|_Toc|_Ref|_GoBack|OLE_LINK|docs-internal-guid|docs\d|__DdeLink|Bookmark)", re.IGNORECASE)

DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
STRONG = re.compile(r"bold(?:er)?|[6-9]00")
PLAIN = re.compile(r"normal|lighter|[1-5]00")
RIGHT = re.compile(r"text-align:\s?(?:right|end)\b", re.IGNORECASE)
HEADINGS = {*"h1 h2 h3 h4 h5 h6".split()}
CALLED = {"MsoTitle": "h1", "MsoQuote": "blockquote", "MsoIntenseQuote": "blockquote"}

LEVEL = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
SIGN = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
# What stands in front of a numbered paragraph: 1. (2) a) iv.
NUMBER = re.compile(r"\(?(?:(\d{1,4})|([ivx]{2,6}|[ivx](?=[.)]))|([a-z]))[.)]", re.IGNORECASE)
BULLET = re.compile(r"^[\s\u00a0]*(?:[·•§▪●○–-]|o(?=[\s\u00a0]{2}))[\s\u00a0]+")
SPACES = re.compile(r" ?\u00a0 |\u00a0{2,}| \u00a0")


def tidied(nodes: Nodes, source: str) -> Nodes:
    """The nodes of the source with its structure said and its drawing gone; others come back as they are."""
    is_office = bool(LIBRE_OFFICE.search(source)) or any(map(_is_marked, Element("", {}, nodes).elements()))
    if is_office:
        nodes = [_spaced(node) if isinstance(node, str) else node for node in _with_lists(nodes)]
        _clear(nodes)
    return _with_emphasis(nodes, is_in_heading=False, is_office=is_office)


def _is_marked(element: Element) -> bool:
    """Whether it says itself that Word or Google Docs made it."""
    said = element.attributes
    return (
        said.get("class", "").startswith("Mso")
        or "mso-" in said.get("style", "")
        or said.get("id", "").startswith("docs-internal-guid")
    )


# Emphasis


def _with_emphasis(nodes: Nodes, is_in_heading: bool, is_office: bool) -> Nodes:
    written = []
    for node in nodes:
        if isinstance(node, Element):
            within = is_in_heading or node.tag in HEADINGS
            node.children = _with_emphasis(node.children, within, is_office)
            node = _emphasised(node, within)
        written.append(node)
    return written


def _emphasised(element: Element, is_in_heading: bool) -> Element:
    if element.tag not in {"span", "b", "strong", "i", "em"} or "style" not in element.attributes:
        return element
    style = dict(DECLARATION.findall(element.attributes["style"].lower()))
    weight, slope = style.get("font-weight", ""), style.get("font-style", "")
    if (element.tag in {"b", "strong"} and PLAIN.match(weight)) or (element.tag in {"i", "em"} and slope == "normal"):
        element.tag = "span"
    tags = [
        ("strong", element.tag != "b" and not is_in_heading and STRONG.match(weight)),
        ("em", element.tag != "i" and slope.startswith(("italic", "oblique"))),
        ("s", "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")),
        ("sup", style.get("vertical-align", "").startswith("super")),
        ("sub", style.get("vertical-align", "").startswith("sub")),
    ]
    for tag, is_meant in tags:
        if is_meant and tag != element.tag:
            element.children = [Element(tag, {}, element.children)]
    return element


# Marks of their own


def _clear(nodes: Nodes) -> None:
    for element in filter(lambda node: isinstance(node, Element), nodes):
        _clear_attributes(element.attributes)
        if element.tag == "pre":
            # Its blanks are its own.
            for inner in element.elements():
                _clear_attributes(inner.attributes)
            continue
        if _is_made_of_spaces(element):
            element.children = [" "]
        element.children = [_spaced(child) if isinstance(child, str) else child for child in element.children]
        _clear(element.children)
        if element.tag in {"li", "td", "th"}:
            _open_lone_paragraph(element)
        elif element.tag == "u" and [child.tag for child in element.children if isinstance(child, Element)] == ["a"]:
            element.tag = "span"


def _clear_attributes(attributes: dict[str, str]) -> None:
    attributes.pop("lang", None)
    if attributes.get("dir") == "ltr":
        del attributes["dir"]
    for name in ("id", "name"):
        if NAMES.match(attributes.get(name, "")):
            del attributes[name]


def _is_made_of_spaces(element: Element) -> bool:
    said = element.attributes
    return "mso-spacerun" in said.get("style", "") or "Apple-converted-space" in said.get("class", "")


def _spaced(text: str) -> str:
    return SPACES.sub(" ", text.replace("\n", " "))


def _open_lone_paragraph(element: Element) -> None:
    """What stands alone in an item or a cell needs no paragraph; on which side it stood says the cell."""
    filled = [child for child in element.children if isinstance(child, Element) or child.strip()]
    if not filled or not isinstance(filled[0], Element) or filled[0].tag != "p":
        return
    first, *rest = filled
    if all(isinstance(other, Element) and other.tag in {"ul", "ol"} for other in rest):
        element.children = [*first.children, *rest]
        if first.attributes.get("align") == "right" or RIGHT.search(first.attributes.get("style", "")):
            element.attributes["align"] = "right"


# Paragraphs that are meant as items of a list, as a title, as a quotation


def _with_lists(nodes: Nodes) -> Nodes:
    written: Nodes = []
    # The lists that are open, outermost first, with the level of each.
    lists: list[tuple[int, Element]] = []
    for node in nodes:
        level = _level(node)
        if level:
            _add_item(written, lists, level, node)
            continue
        if isinstance(node, Element) or node.strip():
            lists = []
        if isinstance(node, Element):
            node.children = _with_lists(node.children)
            node = _renamed(node)
            if _continues_quotation(written, node):
                written[-1].children += node.children
                continue
        if not (lists and isinstance(node, str)):
            written.append(node)
    return written


def _level(node: Element | str) -> int:
    if isinstance(node, str) or node.tag not in {"p", "div"}:
        return 0
    found = LEVEL.search(node.attributes.get("style", ""))
    if found:
        return int(found[1])
    return int("MsoListParagraph" in node.attributes.get("class", "") and bool(BULLET.match("".join(node.texts()))))


def _add_item(written: Nodes, lists: list[tuple[int, Element]], level: int, paragraph: Element) -> None:
    tag, attributes = _kind(_take_sign(paragraph))
    while lists and lists[-1][0] > level:
        lists.pop()
    if lists and lists[-1][0] == level and lists[-1][1].tag != tag:
        lists.pop()
    if not lists or lists[-1][0] < level:
        made = Element(tag, attributes)
        around = lists[-1][1].children[-1].children if lists else written
        around.append(made)
        lists.append((level, made))
    lists[-1][1].children.append(Element("li", {}, paragraph.children))


def _take_sign(paragraph: Element) -> str:
    """Takes what is drawn in front out of the paragraph; what it was."""
    for around in (paragraph, *paragraph.elements()):
        for child in around.children:
            if isinstance(child, Element) and SIGN.search(child.attributes.get("style", "")):
                around.children.remove(child)
                return child.words()
    first = _first_words(paragraph)
    if first:
        around, place = first
        sign = BULLET.match(around.children[place])
        if sign:
            around.children[place] = around.children[place][sign.end() :]
            return sign[0].strip()
    return ""


def _first_words(element: Element) -> tuple[Element, int] | None:
    for around in _parents(element):
        for place, child in enumerate(around.children):
            if isinstance(child, str) and child.strip():
                return around, place
    return None


def _parents(element: Element) -> Iterator[Element]:
    yield element
    yield from element.elements()


def _kind(sign: str) -> tuple[str, dict[str, str]]:
    found = NUMBER.match(sign)
    if not found:
        return "ul", {}
    digits, roman, letter = found.groups()
    if roman:
        return "ol", {"type": "I" if roman.isupper() else "i"}
    if letter:
        return "ol", {"type": "A" if letter.isupper() else "a"}
    return "ol", {} if digits == "1" else {"start": digits}


def _renamed(element: Element) -> Element:
    tag = CALLED.get(element.attributes.get("class", "").partition(" ")[0]) if element.tag == "p" else None
    if tag == "blockquote":
        return Element("blockquote", {}, [Element("p", {}, element.children)])
    if tag:
        element.tag = tag
    return element


def _continues_quotation(written: Nodes, node: Element | str) -> bool:
    return (
        isinstance(node, Element)
        and node.tag == "blockquote"
        and bool(written)
        and isinstance(written[-1], Element)
        and written[-1].tag == "blockquote"
        and all(isinstance(child, Element) and child.tag == "p" for child in (*written[-1].children, *node.children))
    )
