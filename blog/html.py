"""The one place where text becomes HTML that pages may print. bleach and nh3 are used here and nowhere else."""

import html as entities
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import bleach
import nh3
from markdown_it import MarkdownIt

# Raised whenever the rules below change, so that stored renderings can be made anew.
RULES_VERSION = 1

ENTRY_TAGS = {
    *"a abbr b blockquote br caption cite code dd del dfn dl dt em figcaption figure h2 h3 h4 hr i img ins kbd li mark ol".split(),
    *"p pre q s samp small strong sub sup table tbody td tfoot th thead tr u ul var".split(),
}
ENTRY_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
COMMENT_TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "strong",
    "ul",
}
COMMENT_ATTRIBUTES = {"a": {"href", "title"}}
PROTOCOLS = {"http", "https", "mailto"}
MORE = "<!--more-->"


@dataclass(frozen=True)
class EntryHtml:
    """The whole body, and what stands before <!--more--> (empty without the mark)."""

    body: str
    opening: str


def clean_entry(source: str, format: str) -> EntryHtml:
    opening, mark, rest = source.partition(MORE)
    return EntryHtml(
        body=_clean(_rendered(opening + rest, format), ENTRY_TAGS, ENTRY_ATTRIBUTES),
        opening=_clean(_rendered(opening, format), ENTRY_TAGS, ENTRY_ATTRIBUTES) if mark else "",
    )


def clean_comment(source: str, format: str) -> str:
    return _clean(_rendered(source, format), COMMENT_TAGS, COMMENT_ATTRIBUTES)


def plain_text(html: str) -> str:
    """The words of clean HTML, without tags."""
    return entities.unescape(re.sub(r"<[^>]*>", " ", html))


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _rendered(source: str, format: str) -> str:
    if format == "markdown":
        return MarkdownIt("commonmark", {"html": False, "breaks": True}).render(source)
    return source


def _clean(source: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    first = nh3.clean(source, tags=tags, attributes=attributes, url_schemes=PROTOCOLS, link_rel=None)
    return bleach.Cleaner(
        tags=tags, attributes={tag: list(names) for tag, names in attributes.items()}, protocols=PROTOCOLS, strip=True
    ).clean(first)
