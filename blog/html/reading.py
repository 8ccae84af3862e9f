"""From a source to a tree of known elements, by way of the first cleaner; and from a tree to HTML, and to words."""

import re
from html import unescape

from blog.html import cleaners
from blog.html.allowed import DROPPED, READ_ATTRIBUTES, READ_TAGS
from blog.html.cleaners import Attributes
from blog.html.content import BLOCKS
from blog.html.limits import Limits
from blog.html.tree import Element, parsed, written

IFRAME = re.compile(r"<(/?)iframe(?=[\s/>])", re.IGNORECASE)
REST_OF_TAG = re.compile(r"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
TAG_NAME = re.compile(r"<([a-z][a-z0-9-]*)", re.IGNORECASE)
TAG = re.compile(r"</?([a-z][a-z0-9]*)(?:\s+[a-z-]+(?:=\"[^\"]*\")?)*\s*/?>")
LINE_BREAK = re.compile(r"<br\s*/?>")
# What a sentence may end with, in any of the scripts that we know of.
ENDS = frozenset(".!?:;,…·–—。！？：؟؛،।\"'”’»)")


def nodes_of(html: str, limits: Limits) -> list[Element | str]:
    limits.check_nesting(html)
    html = cleaners.read(_with_empty_frames(html), READ_TAGS, READ_ATTRIBUTES, DROPPED)
    # The parser writes elements again that were never closed.
    limits.check_marks(html.count("<") // 2)
    return parsed(html, limits.depth)


def unknown_tags(html: str) -> list[str]:
    """The names of tags that nothing is made of."""
    return sorted({name.lower() for name in TAG_NAME.findall(html)} - READ_TAGS - {"body", "html", "iframe"})


def printed(root: Element, tags: set[str], attributes: Attributes) -> str:
    return cleaners.printable("\n".join(written([block]) for block in root.children), tags, attributes)


def plain_text(html: str) -> str:
    """The words of clean HTML, one line to a block."""
    text = unescape(TAG.sub(lambda tag: "\n" if tag[1] in BLOCKS or tag[1] == "br" else "", html))
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))


def one_line(html: str) -> str:
    """The words of clean HTML for lists and results: a dot stands between blocks, as cells are, that end without one."""
    blocks = [" ".join(block.split()) for block in plain_text(LINE_BREAK.sub(" ", html)).splitlines()]
    return "".join(block + (" " if block[-1] in ENDS else " · ") for block in blocks[:-1]) + "".join(blocks[-1:])


def _with_empty_frames(html: str) -> str:
    """Frames as empty objects: what stands in a frame is raw text, which two parsers may read in two ways."""
    before, *pieces = IFRAME.split(html)
    written = [before]
    for place in range(0, len(pieces), 2):
        slash, text = pieces[place : place + 2]
        is_closed_next = pieces[place + 2 : place + 3] == ["/"]
        rest_of_tag = REST_OF_TAG.match(text)
        if not slash and is_closed_next and rest_of_tag:
            text = rest_of_tag[0]
        written += ["<", slash, "object", text]
    return "".join(written)
