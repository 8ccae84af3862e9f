"""What readers of other systems' files yield: flat records, plain data that knows nothing of our tables.

A reader yields the site, its authors, then each entry followed by its comments. What it could not use it yields as
Skipped, and what a person should look at as a Remark.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteRecord:
    # Names the old site in the ledger: host and folder, without scheme, so that http and https are one site.
    origin: str
    title: str
    tagline: str
    language: str


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    login: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class TagRecord:
    name: str
    slug: str
    # Paths, without the slash in front, at which the old site listed its entries.
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """`kind` and `state` are values of Entry.Kind and Entry.State; `body` is HTML."""

    old_id: str
    kind: str
    state: str
    title: str
    slug: str
    login: str
    body: str
    summary: str
    published_at: datetime | None
    created_at: datetime | None
    modified_at: datetime | None
    tags: tuple[TagRecord, ...]
    # Paths, without the slash in front, at which it was found; "?p=12" for a query.
    addresses: tuple[str, ...]
    is_discussion_closed: bool

    @property
    def label(self) -> str:
        """What a report calls it."""
        return self.title or self.slug or self.old_id


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """`status` and `kind` are values of comments' Comment; `login` is set when an author of the site wrote it."""

    old_id: str
    entry_id: str
    # Empty: answers nobody.
    parent_id: str
    kind: str
    status: str
    login: str
    name: str
    email: str
    website: str
    body: str
    created_at: datetime | None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.old_id})" if self.name else self.old_id


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the file that was not taken over, and why."""

    kind: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was taken over, or concerns the whole file, and that a person should look at."""

    words: str
    label: str = ""


Record = SiteRecord | AuthorRecord | EntryRecord | CommentRecord | Skipped | Remark
