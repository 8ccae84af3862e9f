"""The XML of a WordPress export (WXR 1.0 to 1.2) as items: texts by the names that WordPress gives them."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from blog.importers.exports import BrokenExport, UnreadableExport, opened
from blog.importers.records import SiteRecord

# Whatever the version, http or https: the excerpt's namespace lies below WordPress's own.
NAMESPACE = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export/[^/}]*/(excerpt/)?\}(.*)")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SCHEME = re.compile(r"^\w+://(www\.)?")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# The real thing is six elements deep.
DEEPEST = 50


@dataclass
class Item:
    """One <item>, as the texts of its elements."""

    texts: dict[str, str]
    # (domain, nicename, name)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    # By names without "comment_" in front.
    comments: list[dict[str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    @property
    def label(self) -> str:
        return plain(self["title"]) or self["wp:post_name"] or self["wp:post_id"]


@dataclass
class Channel:
    """What stands before the items."""

    texts: dict[str, str] = field(default_factory=dict)
    # By names without "author_" in front.
    authors: list[dict[str, str]] = field(default_factory=list)
    # The nicename of a category's parent, by its own.
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.texts.get("wp:base_blog_url") or self.texts.get("link") or self.texts.get("wp:base_site_url") or ""

    def site(self) -> SiteRecord:
        return SiteRecord(
            origin=SCHEME.sub("", self.address.lower()).rstrip("/")[:200] or "wordpress",
            title=plain(self.texts.get("title", "")),
            tagline=plain(self.texts.get("description", "")),
            language=self.texts.get("language", ""),
        )


class Export:
    """The file as items; the channel fills as its elements come by, and nothing read stays in memory."""

    def __init__(self, path: Path, channel: Channel):
        self.path = path
        self.channel = channel
        self.first_odd_line: int | None = None

    def items(self) -> Iterator[Item]:
        with opened(self.path) as text:
            try:
                yield from self._parsed(text)
            except ParseError as trouble:
                line, column = trouble.position
                raise BrokenExport(
                    _("The file stops being XML at line %(line)d, character %(column)d. What came before was read.")
                    % {"line": line, "column": column + 1}
                ) from trouble
            except DefusedXmlException as trouble:
                raise UnreadableExport(
                    _("The file has a DOCTYPE, which no WordPress export has and which can hide traps.")
                ) from trouble
            finally:
                self.first_odd_line = text.first_odd_line

    def _parsed(self, text) -> Iterator[Item]:
        open_elements = []
        item = None
        for event, element in iterparse(text, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                if len(open_elements) > DEEPEST:
                    raise BrokenExport(_("The file nests elements more than %d deep; no export does.") % DEEPEST)
                if len(open_elements) == 3 and element.tag == "item":
                    item = Item({})
                continue
            open_elements.pop()
            match len(open_elements):
                case 3 if item is not None:
                    self._take_detail(item, element)
                    element.clear()
                case 2:
                    if element.tag == "item":
                        yield item
                        item = None
                    else:
                        self._take_head(element)
                    open_elements[-1].clear()

    def _take_detail(self, item: Item, element) -> None:
        name = _name(element.tag)
        if name == "wp:comment":
            item.comments.append(_texts(element, "wp:comment_"))
        elif name == "wp:postmeta":
            meta = _texts(element, "wp:meta_")
            item.meta.setdefault(meta.get("key", ""), []).append(meta.get("value", ""))
        elif name == "category":
            domain, nicename = element.get("domain", "category"), element.get("nicename", "")
            item.terms.append((domain, nicename, plain(element.text or "")))
        else:
            item.texts.setdefault(name, element.text or "")

    def _take_head(self, element) -> None:
        name = _name(element.tag)
        if name == "wp:author":
            self.channel.authors.append(_texts(element, "wp:author_"))
        elif name == "wp:category":
            texts = _texts(element, "wp:category_")
            self.channel.parents[texts.get("nicename", "")] = texts.get("parent", "")
        elif not len(element):
            self.channel.texts.setdefault(name, (element.text or "").strip())


def plain(markup: str) -> str:
    """The words of a title or name: without tags, entities written out, on one line."""
    return " ".join(html.unescape(TAG.sub("", markup)).split())


@cache
def _name(tag: str) -> str:
    if tag == CONTENT:
        return "content"
    if tag == CREATOR:
        return "creator"
    if found := NAMESPACE.fullmatch(tag):
        return "excerpt" if found[1] else f"wp:{found[2]}"
    return tag


def _texts(element, prefix: str) -> dict[str, str]:
    return {_name(child.tag).removeprefix(prefix): (child.text or "").strip() for child in element}


def date(text: str) -> datetime | None:
    """WordPress's "2012-07-05 16:00:00", without a zone; its "0000-00-00 00:00:00" is none."""
    try:
        found = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    return found if 1000 <= found.year <= 9000 else None


def address_path(link: str) -> str:
    """The decoded path of a link without the slash in front; empty for addresses like /?p=12."""
    try:
        return re.sub(r"/{2,}", "/", unquote(urlsplit(link).path)).removeprefix("/")
    except ValueError:
        return ""


def account_number(comment: dict[str, str]) -> str:
    """The number of the account that wrote the comment; empty for readers."""
    return comment.get("user_id", "").removeprefix("0")
