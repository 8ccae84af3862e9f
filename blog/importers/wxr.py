"""The XML of a WordPress export (WXR 1.0 to 1.2) as items: texts by the names that WordPress gives them."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from django.utils.translation import gettext as _

from blog.importers.exports import BrokenExport, UnreadableExport, opened
from blog.importers.records import SiteRecord

# Whatever the version, http or https: the excerpt's namespace lies below WordPress's own.
NAMESPACE = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[^/}]*/(excerpt/)?\}(.*)")
CONTENT = "http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "http://purl.org/dc/elements/1.1/}creator"
SCHEME = re.compile(r"^\w+://(www\.)?")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# The real thing is six elements deep.
DEEPEST = 50
# Of one element, in characters: a packed file of a few kilobytes can hold what fills the memory.
LONGEST = 32_000_000


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
            elements = Elements(self.channel)
            try:
                while piece := text.read():
                    yield from elements.read(piece)
                yield from elements.read("", is_end=True)
            finally:
                self.first_odd_line = text.first_odd_line


class Elements:
    """Takes the text of an export piece by piece, and gives the items that each piece ends.

    The parser is asked directly, without a tree of elements, since most of the time of an import would go into that.
    """

    def __init__(self, channel: Channel):
        self.channel = channel
        self.done: list[Item] = []
        self.item: Item | None = None
        # Of the elements that are open: their names, and what was written in them so far.
        self.names: list[str] = []
        self.texts: list[list[str]] = []
        self.length = 0
        # Of the element that is gathered: its attributes, and the texts of those within it.
        self.attributes: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.CharacterDataHandler = self._write
        self.parser.EndElementHandler = self._end

    def read(self, piece: str, is_end: bool = False) -> Iterator[Item]:
        trouble = None
        try:
            self.parser.Parse(piece, is_end)
        except (expat.ExpatError, BrokenExport) as found:
            trouble = found
        done, self.done = self.done, []
        yield from done
        if isinstance(trouble, expat.ExpatError):
            raise BrokenExport(
                _("The file stops being XML at line %(line)d, character %(column)d. What came before was read.")
                % {"line": trouble.lineno, "column": trouble.offset + 1}
            ) from trouble
        if trouble:
            raise trouble

    def _refuse_doctype(self, *_doctype) -> None:
        raise UnreadableExport(_("The file has a DOCTYPE, which no WordPress export has and which can hide traps."))

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.names.append(tag)
        self.texts.append([])
        self.length = 0
        match len(self.names):
            case 3:
                self.item = Item({}) if tag == "item" else None
                self.parts = {}
            case 4 if self.item:
                self.attributes, self.parts = attributes, {}
            case depth if depth > DEEPEST:
                raise BrokenExport(_("The file nests elements more than %d deep; no export does.") % DEEPEST)

    def _write(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST:
            raise BrokenExport(_("One element of the file holds more than %d characters; no export's does.") % LONGEST)
        if self.texts:
            self.texts[-1].append(text)

    def _end(self, tag: str) -> None:
        name, text = _name(self.names.pop()), "".join(self.texts.pop())
        match len(self.names):
            case 2 if self.item:
                self.done.append(self.item)
                self.item = None
            case 2:
                self._take_head(name, text)
            case 3 if self.item:
                self._take_detail(self.item, name, text)
            case 3 | 4:
                self.parts[name] = text.strip()

    def _take_detail(self, item: Item, name: str, text: str) -> None:
        if name == "wp:comment":
            item.comments.append(self._parts("wp:comment_"))
        elif name == "wp:postmeta":
            meta = self._parts("wp:meta_")
            item.meta.setdefault(meta.get("key", ""), []).append(meta.get("value", ""))
        elif name == "category":
            domain, nicename = self.attributes.get("domain", "category"), self.attributes.get("nicename", "")
            item.terms.append((domain, nicename, plain(text)))
        else:
            item.texts.setdefault(name, text)

    def _take_head(self, name: str, text: str) -> None:
        if name == "wp:author":
            self.channel.authors.append(self._parts("wp:author_"))
        elif name == "wp:category":
            texts = self._parts("wp:category_")
            self.channel.parents[texts.get("nicename", "")] = texts.get("parent", "")
        elif not self.parts:
            self.channel.texts.setdefault(name, text.strip())

    def _parts(self, prefix: str) -> dict[str, str]:
        """What stands within the element that ends, by names without the prefix."""
        return {name.removeprefix(prefix): text for name, text in self.parts.items()}


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
