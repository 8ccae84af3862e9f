"""Reading a WordPress export (WXR 1.0 to 1.2) as a stream of records."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from blog.importers.bodies import body_of
from blog.importers.exports import BrokenExport, UnreadableExport, opened
from blog.importers.paragraphs import with_paragraphs
from blog.importers.records import (
    AuthorRecord,
    CommentRecord,
    EntryRecord,
    Record,
    Remark,
    SiteRecord,
    Skipped,
    TagRecord,
)
from blog.importers.zones import ZoneEvidence, ZoneFinding
from blog.models import Entry, Permalink

# Whatever the version, http or https: the excerpt's namespace lies below WordPress's own.
NAMESPACE = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export/[^/}]*/(excerpt/)?\}(.*)")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
KNOWN_VERSIONS = {"1.0", "1.1", "1.2"}
# The real thing is six elements deep.
DEEPEST = 50

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
STATES = {
    "publish": Entry.State.PUBLISHED,
    "future": Entry.State.PUBLISHED,
    "draft": Entry.State.DRAFT,
    "pending": Entry.State.DRAFT,
    "private": Entry.State.DRAFT,
    "trash": Entry.State.TRASHED,
}
STATUSES = {
    "1": "approved",
    "approve": "approved",
    "approved": "approved",
    "0": "pending",
    "hold": "pending",
    "": "pending",
    "spam": "spam",
    "trash": "trash",
    "post-trashed": "trash",
}
COMMENT_KINDS = {"": "comment", "comment": "comment", "pingback": "pingback", "trackback": "trackback"}
# How many of an entry's blocks or shortcodes a remark names.
NAMED = 6
# What WordPress hangs on the slug of an entry in the trash.
TRASHED = re.compile(r"__trashed(-\d+)?$")


@dataclass(frozen=True)
class Survey:
    """What a first look at the whole file finds, which reading its records needs to know."""

    site: SiteRecord
    zone: ZoneFinding
    # The pattern that most published posts' addresses follow; None when they follow none of ours.
    permalink: Permalink | None
    items: int
    # Logins by the numbers that comments carry, for exports whose authors come without numbers.
    numbers: dict[str, str]


def survey(path: Path) -> Survey:
    """Reads the file once for its zone, its kind of addresses and its size; a break in it ends the look there."""
    look = _Look()
    try:
        for item in _Export(path, look.channel).items():
            look.take(item)
    except BrokenExport:
        pass
    return look.survey()


def read(path: Path, zone: tzinfo, numbers: dict[str, str] | None = None) -> Iterator[Record]:
    """Yields the site, its authors, and each entry followed by its comments.

    `zone` is for dates without a GMT twin, `numbers` from the survey. Raises BrokenExport where the file breaks.
    """
    channel = _Channel()
    reader = _Reader(channel, zone, numbers or {})
    has_begun = False
    export = _Export(path, channel)
    for item in export.items():
        if not has_begun:
            has_begun = True
            yield from reader.head()
        yield from reader.records(item)
    if not has_begun:
        yield from reader.head()
    if export.first_odd_line:
        yield Remark(
            _("Bytes that are not UTF-8 were read as Windows-1252; look at accents and quotation marks from there on"),
            _("line %d") % export.first_odd_line,
        )


@dataclass
class _Item:
    """One <item>, as the texts of its elements."""

    texts: dict[str, str]
    # (domain, nicename, name)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: list[dict[str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    @property
    def label(self) -> str:
        return plain(self["title"]) or self["wp:post_name"] or self["wp:post_id"]


@dataclass
class _Channel:
    """What stands before the items."""

    texts: dict[str, str] = field(default_factory=dict)
    authors: list[dict[str, str]] = field(default_factory=list)
    # The nicename of a category's parent, by its own.
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.texts.get("wp:base_blog_url") or self.texts.get("link") or self.texts.get("wp:base_site_url") or ""

    def site(self) -> SiteRecord:
        parts = urlsplit(self.address)
        return SiteRecord(
            origin=f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/").lower()[:200] or "wordpress",
            title=plain(self.texts.get("title", "")),
            tagline=plain(self.texts.get("description", "")),
            language=self.texts.get("language", "").strip(),
        )


class _Export:
    """The file as items; the channel fills as its elements come by, and nothing read stays in memory."""

    def __init__(self, path: Path, channel: _Channel):
        self.path = path
        self.channel = channel
        self.first_odd_line: int | None = None

    def items(self) -> Iterator[_Item]:
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

    def _parsed(self, text) -> Iterator[_Item]:
        open_elements = []
        item = None
        for event, element in iterparse(text, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                if len(open_elements) > DEEPEST:
                    raise BrokenExport(_("The file nests elements more than %d deep; no export does.") % DEEPEST)
                if len(open_elements) == 3 and element.tag == "item":
                    item = _Item({})
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

    def _take_detail(self, item: _Item, element) -> None:
        name = _name(element.tag)
        if name == "wp:comment":
            item.comments.append(_texts(element))
        elif name == "wp:postmeta":
            meta = _texts(element)
            item.meta.setdefault(meta.get("wp:meta_key", ""), []).append(meta.get("wp:meta_value", ""))
        elif name == "category":
            domain, nicename = element.get("domain", "category"), element.get("nicename", "")
            item.terms.append((domain, nicename, plain(element.text or "")))
        else:
            item.texts.setdefault(name, element.text or "")

    def _take_head(self, element) -> None:
        name = _name(element.tag)
        if name == "wp:author":
            self.channel.authors.append(_texts(element))
        elif name == "wp:category":
            texts = _texts(element)
            self.channel.parents[texts.get("wp:category_nicename", "")] = texts.get("wp:category_parent", "").strip()
        elif not len(element):
            self.channel.texts.setdefault(name, (element.text or "").strip())


class _Look:
    """Gathers the survey, item by item."""

    def __init__(self):
        self.channel = _Channel()
        self.evidence = ZoneEvidence()
        self.patterns: Counter[Permalink | None] = Counter()
        self.items = 0
        self.numbers: dict[str, str] = {}

    def take(self, item: _Item) -> None:
        self.items += 1
        local, gmt = date(item["wp:post_date"]), date(item["wp:post_date_gmt"])
        if local and gmt:
            self.evidence.add(local, gmt, item.label)
        if local and item["wp:post_type"] in {"", "post"} and item["wp:status"] in {"", "publish"}:
            self.patterns[self._pattern(item, local)] += 1
        logins = {author.get("wp:author_email", "").strip().lower(): author for author in self.channel.authors}
        for comment in item.comments:
            local, gmt = date(comment.get("wp:comment_date", "")), date(comment.get("wp:comment_date_gmt", ""))
            if local and gmt:
                self.evidence.add(local, gmt, _("comment %s") % comment.get("wp:comment_id", ""))
            number, email = _number(comment), comment.get("wp:comment_author_email", "").strip().lower()
            if number and email in logins and email:
                self.numbers.setdefault(number, logins[email].get("wp:author_login", "").strip())

    def survey(self) -> Survey:
        pattern, votes = self.patterns.most_common(1)[0] if self.patterns else (None, 0)
        return Survey(
            site=self.channel.site(),
            zone=self.evidence.finding(),
            permalink=pattern if votes * 2 > self.patterns.total() else None,
            items=self.items,
            numbers=self.numbers,
        )

    def _pattern(self, item: _Item, local: datetime) -> Permalink | None:
        folder = urlsplit(self.channel.address).path.strip("/")
        path = address_path(item["link"]).removeprefix(f"{folder}/" if folder else "")
        slug = unquote(item["wp:post_name"])
        return next((pattern for pattern in Permalink if pattern.path(slug, local) == path), None)


class _Reader:
    """Turns items into records."""

    def __init__(self, channel: _Channel, zone: tzinfo, numbers: dict[str, str]):
        self.channel = channel
        self.zone = zone
        self.numbers = dict(numbers)
        self.emails: dict[str, str] = {}
        self.seen: set[str] = set()

    def head(self) -> Iterator[Record]:
        yield self.channel.site()
        version = self.channel.texts.get("wp:wxr_version", "")
        if version not in KNOWN_VERSIONS:
            yield Remark(_("The export's version is not one of 1.0 to 1.2; it was read like 1.2"), version)
        for author in self.channel.authors:
            yield self._author({name: text.strip() for name, text in author.items()})

    def _author(self, texts: dict[str, str]) -> AuthorRecord:
        login, email = texts.get("wp:author_login", ""), texts.get("wp:author_email", "")
        if number := texts.get("wp:author_id", ""):
            self.numbers[number] = login
        if email:
            self.emails[email.lower()] = login
        full_name = f"{texts.get('wp:author_first_name', '')} {texts.get('wp:author_last_name', '')}"
        return AuthorRecord(login, plain(texts.get("wp:author_display_name", "")) or plain(full_name) or login, email)

    def records(self, item: _Item) -> Iterator[Record]:
        kind, status = item["wp:post_type"] or "post", item["wp:status"] or "publish"
        old_id = item["wp:post_id"] or _made_id(item["guid"], item["link"], item["title"], item["wp:post_date"])
        if reason := self._reason_to_skip(kind, status, old_id):
            yield Skipped(kind, item.label, reason)
            for comment in item.comments:
                label = f"{plain(comment.get('wp:comment_author', ''))} ({comment.get('wp:comment_id', '').strip()})"
                yield Skipped("comment", label, _("What it stands under was skipped."))
            return
        self.seen.add(old_id)
        body = body_of(item["content"])
        entry = EntryRecord(
            old_id=old_id,
            kind=kind,
            state=STATES.get(status, Entry.State.DRAFT),
            title=plain(item["title"]),
            slug=TRASHED.sub("", unquote(item["wp:post_name"])),
            login=item["creator"],
            body=body.html,
            summary=plain(item["excerpt"]),
            published_at=self._published_at(item, status),
            created_at=self._moment(item["wp:post_date"], item["wp:post_date_gmt"]),
            modified_at=self._moment(item["wp:post_modified"], item["wp:post_modified_gmt"]),
            tags=tuple(self._tags(item)),
            addresses=tuple(self._addresses(item)),
            is_discussion_closed=item["wp:comment_status"] == "closed",
        )
        if item["wp:post_password"] or (entry.state == Entry.State.PUBLISHED and not entry.published_at):
            entry = replace(entry, state=Entry.State.DRAFT)
        yield entry
        yield from (Remark(words, entry.label) for words in self._remarks(item, status, entry))
        for words, details in body.remarks.items():
            named = ", ".join(filter(None, [*details[:NAMED], "…" if len(details) > NAMED else ""]))
            yield Remark(words, f"{entry.label} ({named})" if named else entry.label)
        yield from self._comments(item, entry)

    def _reason_to_skip(self, kind: str, status: str, old_id: str) -> str:
        if kind == "attachment":
            return _("The files of the media library are not in an export. Upload the pictures you want to keep.")
        if kind == "nav_menu_item":
            return _("Menus are not taken over. Choose the links of the navigation in the blog's settings.")
        if kind not in Entry.Kind:
            return _("WordPress's own or a plugin's kind of content, which has no place here.")
        if status in {"auto-draft", "inherit"}:
            return _("An empty draft or an old version that WordPress keeps by itself.")
        if old_id in self.seen:
            return _("The file has it twice, with the same number; the first was taken.")
        return ""

    def _published_at(self, item: _Item, status: str) -> datetime | None:
        """When readers could see it, or shall; None for what never was public."""
        if status not in {"publish", "future", "private", "trash"}:
            return None
        return self._moment(item["wp:post_date"], item["wp:post_date_gmt"]) or _mail_date(item["pubDate"])

    def _remarks(self, item: _Item, status: str, entry: EntryRecord) -> Iterator[str]:
        if item["wp:post_password"]:
            yield _("Was protected by a password; here it is a draft, since there are no passwords")
        if status == "private":
            yield _("Was private; here it is a draft")
        if status == "pending":
            yield _("Was waiting for review; here it is a draft")
        if status not in STATES:
            yield _("Has a state unknown here (%s); it is a draft") % status
        if status in {"publish", "future"} and not entry.published_at:
            yield _("Has no date, so it can't be public; here it is a draft")
        if status == "future" and entry.published_at and entry.published_at <= datetime.now(UTC):
            yield _("Was scheduled, and its day has passed since: it is public now")
        if not entry.title:
            yield _("Has no title")
        if item["wp:is_sticky"] == "1":
            yield _("Was kept on top of the front page; here it stands at its date")
        if "_thumbnail_id" in item.meta:
            yield _("Had a picture above the text; pictures are not in the export")
        if item["creator"] == "":
            yield _("Names no author; it is given to the owner of the blog")

    def _tags(self, item: _Item) -> Iterator[TagRecord]:
        for domain, nicename, name in item.terms:
            slug = unquote(nicename)
            if domain in {"post_tag", "tag"} and (name or slug):
                yield TagRecord(name or slug, slug, (f"tag/{slug}/",) if slug else ())
            elif domain == "category" and (name or slug) and "uncategorized" not in {slug, name.lower()}:
                addresses = (f"category/{slug}/", f"category/{self._category_path(nicename)}/")
                yield TagRecord(name or slug, slug, tuple(dict.fromkeys(addresses)) if slug else ())

    def _category_path(self, nicename: str) -> str:
        path, parent = [nicename], self.channel.parents.get(nicename, "")
        while parent and parent not in path:
            path.insert(0, parent)
            parent = self.channel.parents.get(parent, "")
        return unquote("/".join(path))

    def _addresses(self, item: _Item) -> Iterator[str]:
        if item["wp:status"] in {"draft", "pending"}:
            return
        path, slug = address_path(item["link"]), unquote(item["wp:post_name"])
        if path:
            yield path
            for old_slug in map(unquote, item.meta.get("_wp_old_slug", [])):
                if slug and old_slug and f"/{slug}" in f"/{path}":
                    before, _slug, after = f"/{path}".rpartition(f"/{slug}")
                    yield f"{before}/{old_slug}{after}".removeprefix("/")
        if item["wp:post_id"]:
            # The views ask for ?page_id= by this name too.
            yield f"?p={item['wp:post_id']}"

    def _comments(self, item: _Item, entry: EntryRecord) -> Iterator[Record]:
        seen = set()
        for raw in item.comments:
            texts = {name.removeprefix("wp:comment_"): text.strip() for name, text in raw.items()}
            comment = self._comment(texts, entry)
            if texts.get("type", "") not in COMMENT_KINDS:
                yield Skipped("comment", comment.label, _("A plugin's or an editor's note, not a reader's comment."))
            elif comment.old_id in seen:
                yield Skipped("comment", comment.label, _("The file has it twice, with the same number."))
            else:
                seen.add(comment.old_id)
                yield comment

    def _comment(self, texts: dict[str, str], entry: EntryRecord) -> CommentRecord:
        text = texts.get
        status = STATUSES.get(text("approved", ""), "pending")
        email = text("author_email", "")
        login = self.numbers.get(_number(texts), "")
        if not login and status == "approved":
            # An address can be typed by anybody: it counts once a person has approved the comment.
            login = self.emails.get(email.lower(), "")
        parent = text("parent", "")
        return CommentRecord(
            old_id=text("id", "") or _made_id(text("author", ""), text("date", ""), text("content", "")),
            entry_id=entry.old_id,
            parent_id="" if parent == "0" else parent,
            kind=COMMENT_KINDS.get(text("type", ""), "comment"),
            status=status,
            login=login,
            name=plain(text("author", "")),
            email=email,
            website=text("author_url", ""),
            body=with_paragraphs(text("content", "")),
            created_at=self._moment(text("date", ""), text("date_gmt", "")) or entry.published_at,
        )

    def _moment(self, local: str, gmt: str) -> datetime | None:
        """The moment in UTC; the local time counts where GMT is missing."""
        if known := date(gmt):
            return known.replace(tzinfo=UTC)
        known = date(local)
        return known.replace(tzinfo=self.zone).astimezone(UTC) if known else None


def date(text: str) -> datetime | None:
    """WordPress's "2012-07-05 16:00:00", without a zone; its "0000-00-00 00:00:00" is none."""
    try:
        found = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    return found if 1000 <= found.year <= 9000 else None


def plain(markup: str) -> str:
    """The words of a title or name: without tags, entities written out, on one line."""
    return " ".join(html.unescape(TAG.sub("", markup)).split())


def address_path(link: str) -> str:
    """The decoded path of a link without the slash in front; empty for addresses like /?p=12."""
    try:
        return re.sub(r"/{2,}", "/", unquote(urlsplit(link).path)).removeprefix("/")
    except ValueError:
        return ""


@cache
def _name(tag: str) -> str:
    if tag == CONTENT:
        return "content"
    if tag == CREATOR:
        return "creator"
    if found := NAMESPACE.fullmatch(tag):
        return "excerpt" if found[1] else f"wp:{found[2]}"
    return tag


def _texts(element) -> dict[str, str]:
    return {_name(child.tag): child.text or "" for child in element}


def _number(comment: dict[str, str]) -> str:
    """The number of the account that wrote the comment; empty for readers."""
    number = (comment.get("wp:comment_user_id") or comment.get("user_id") or "").strip()
    return "" if number == "0" else number


def _mail_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and found.year > 1000 else None


def _made_id(*texts: str) -> str:
    """A number for what has none: the same for the same texts."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:32]
