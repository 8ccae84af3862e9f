"""What may stand where in HTML, and how what nearly may is mended."""

from django.utils.translation import gettext as _

from blog.html.allowed import WRAPPERS
from blog.html.tree import Element

HEADINGS = {*"h1 h2 h3 h4 h5 h6".split()}
BLOCKS = (
    WRAPPERS
    | HEADINGS
    | {
        *"blockquote caption dd details div dl dt figcaption figure hr li ol p pre summary".split(),
        *"table tbody td tfoot th thead tr ul".split(),
    }
)
# Words standing loose in these get paragraphs.
PARAGRAPHED = {"", "blockquote", "details"}
# These take blocks and words.
MIXED = PARAGRAPHED | {"dd", "div", "figcaption", "figure", "li", "td", "th"}
# These take one kind of block only.
PARENTS = {
    "li": {"ol", "ul"},
    "dt": {"dl"},
    "dd": {"dl"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "figcaption": {"figure"},
    "summary": {"details"},
}
ITEMS = {"ol": ("li",), "ul": ("li",), "dl": ("dt", "dd")}
PARTS = {"ol", "ul", "dl", "table", "thead", "tbody", "tfoot", "tr"}
NESTED = {"blockquote", "ol", "ul", "dl", "table", "figure", "details"}
# Cells, items and the like may be empty.
KEPT_EMPTY = {"dd", "dt", "hr", "li", "td", "th"}
NEEDED = {"a": {"href"}, "bdo": {"dir"}, "span": {"lang", "dir"}, "time": {"datetime"}}
# Anything else inside its like changes nothing.
REPEATED = {"bdi", "bdo", "del", "ins", "q", "small", "span", "sub", "sup"}

BLANKS = " \t\n\f"


def is_block(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag in BLOCKS


def lacks_something(element: Element, children: list[Element | str]) -> bool:
    """Whether it says nothing, or is no valid HTML: a link to nowhere, a ruby without its reading."""
    if element.tag == "ruby":
        return not any(isinstance(child, Element) and child.tag == "rt" and child.words() for child in children)
    return element.tag in NEEDED and not NEEDED[element.tag] & set(element.attributes)


def trim_end(element: Element) -> None:
    """Takes away blanks and line breaks that nothing follows."""
    children = element.children
    while children:
        last = children[-1]
        if isinstance(last, str):
            children[-1] = last.rstrip(BLANKS)
            if children[-1]:
                break
        elif last.tag != "br":
            break
        children.pop()


def items_of(nodes: list[Element | str], tags: tuple[str, ...]) -> list[Element | str]:
    """The items of a list; what stands between them goes into the one before."""
    items: list[Element] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in tags:
            items.append(node)
        elif isinstance(node, Element) or node.strip():
            if not items:
                items.append(Element(tags[-1]))
            items[-1].children.append(node)
    return items


def _mend_terms(element: Element) -> None:
    """A list of terms that doesn't begin with a term and end with its meaning is a plain list."""
    if [element.children[0].tag, element.children[-1].tag] != ["dt", "dd"]:
        element.tag = "ul"
        for item in element.children:
            item.tag = "li"


def _mend_figure(element: Element) -> None:
    """The caption of a figure stands first or last."""
    caption = next(
        (child for child in element.children if isinstance(child, Element) and child.tag == "figcaption"), None
    )
    if caption and element.children[0] is not caption:
        element.children.remove(caption)
        element.children.append(caption)


def _mend_details(element: Element) -> None:
    """What opens and closes has words to press on."""
    first = element.children[0]
    if not (isinstance(first, Element) and first.tag == "summary"):
        element.children.insert(0, Element("summary", {}, [_("More")]))


REPAIRS = {"details": _mend_details, "dl": _mend_terms, "figure": _mend_figure}
