"""Reading a WordPress export (WXR 1.0 to 1.2) as a stream of records."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _

from blog.importers.bodies import body_of
from blog.importers.paragraphs import with_paragraphs
from blog.importers.records import (
    AuthorRecord,
    CommentRecord,
    EntryRecord,
    Record,
    Remark,
    Skipped,
    TagRecord,
)
from blog.importers.wxr import Channel, Export, Item, account_number, address_path, date, plain
from blog.models import Entry

KNOWN_VERSIONS = {"1.0", "1.1", "1.2"}
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


def read(path: Path, zone: tzinfo, numbers: dict[str, str] | None = None) -> Iterator[Record]:
    """Yields the site, its authors, and each entry followed by its comments.

    `zone` is for dates without a GMT twin, `numbers` from the survey. Raises BrokenExport where the file breaks.
    """
    channel = Channel()
    reader = _Reader(channel, zone, numbers or {})
    has_begun = False
    export = Export(path, channel)
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


class _Reader:
    """Turns items into records."""

    def __init__(self, channel: Channel, zone: tzinfo, numbers: dict[str, str]):
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
            yield self._author(author)

    def _author(self, texts: dict[str, str]) -> AuthorRecord:
        login, email = texts.get("login", ""), texts.get("email", "")
        if number := texts.get("id", ""):
            self.numbers[number] = login
        if email:
            self.emails[email.lower()] = login
        full_name = plain(f"{texts.get('first_name', '')} {texts.get('last_name', '')}")
        return AuthorRecord(login, plain(texts.get("display_name", "")) or full_name or login, email)

    def records(self, item: Item) -> Iterator[Record]:
        kind, status = item["wp:post_type"] or "post", item["wp:status"] or "publish"
        old_id = item["wp:post_id"] or _made_id(item["guid"], item["link"], item["title"], item["wp:post_date"])
        if reason := self._reason_to_skip(kind, status, old_id):
            yield Skipped(kind, item.label, reason)
            for comment in item.comments:
                label = f"{plain(comment.get('author', ''))} ({comment.get('id', '')})"
                yield Skipped("comment", label, _("What it stands under was skipped."))
            return
        self.seen.add(old_id)
        body = body_of(item["content"])
        entry = self._entry(item, kind, status, old_id, body.html)
        yield entry
        for words in self._remarks(item, status, entry):
            yield Remark(words, entry.label)
        for words, details in body.remarks.items():
            named = ", ".join(filter(None, [*details[:NAMED], "…" if len(details) > NAMED else ""]))
            yield Remark(words, f"{entry.label} ({named})" if named else entry.label)
        yield from self._comments(item, entry)

    def _entry(self, item: Item, kind: str, status: str, old_id: str, body: str) -> EntryRecord:
        published_at = self._published_at(item, status)
        state = STATES.get(status, Entry.State.DRAFT)
        if item["wp:post_password"] or (state == Entry.State.PUBLISHED and not published_at):
            state = Entry.State.DRAFT
        return EntryRecord(
            old_id=old_id,
            kind=kind,
            state=state,
            title=plain(item["title"]),
            slug=TRASHED.sub("", unquote(item["wp:post_name"])),
            login=item["creator"],
            body=body,
            summary=plain(item["excerpt"]),
            published_at=published_at,
            created_at=self._moment(item["wp:post_date"], item["wp:post_date_gmt"]),
            modified_at=self._moment(item["wp:post_modified"], item["wp:post_modified_gmt"]),
            tags=tuple(self._tags(item)),
            addresses=tuple(self._addresses(item)),
            is_discussion_closed=item["wp:comment_status"] == "closed",
        )

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

    def _published_at(self, item: Item, status: str) -> datetime | None:
        """When readers could see it, or shall; None for what never was public."""
        if status not in {"publish", "future", "private", "trash"}:
            return None
        return self._moment(item["wp:post_date"], item["wp:post_date_gmt"]) or _mail_date(item["pubDate"])

    def _remarks(self, item: Item, status: str, entry: EntryRecord) -> Iterator[str]:
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

    def _tags(self, item: Item) -> Iterator[TagRecord]:
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

    def _addresses(self, item: Item) -> Iterator[str]:
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

    def _comments(self, item: Item, entry: EntryRecord) -> Iterator[Record]:
        seen = set()
        for texts in item.comments:
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
        login = self.numbers.get(account_number(texts), "")
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


def _mail_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and found.year > 1000 else None


def _made_id(*texts: str) -> str:
    """A number for what has none: the same for the same texts."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:32]
