"""Loads the demo blog: the files beside this one are read into plain data, and saved in one transaction.

Moments are kept as days before the load (entries) and days after the entry (comments, addenda), so that every
discussion is in the state it is meant to show whenever the demo is loaded.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from blog import images
from blog.models import (
    Addendum,
    Author,
    Blog,
    Entry,
    Format,
    ImportedRecord,
    OldAddress,
    Picture,
    Revision,
    SiteLink,
)
from comments.models import Choice, Comment, Decision, Discussion, DiscussionRule, Note, Rule
from comments.spam.verdict import rescore

FOLDER = Path(__file__).parent
SOURCE = "demo"
PLACEHOLDER = re.compile(r"\{\{(picture|alt|caption|entry):([a-z0-9-]+)\}\}")


class BlogInUse(Exception):
    """The blog has entries of its own, which a demo must not stand among."""


@dataclass(frozen=True)
class EntryFile:
    """One file of entries/: its settings, its text and its comments."""

    slug: str
    settings: dict
    text: str
    format: str
    comments: list[dict]


def load(owner: Author, moment: datetime | None = None) -> bool:
    """Fills an empty blog; False if the demo was loaded before, even if it has been thrown away since."""
    with transaction.atomic():
        if ImportedRecord.objects.filter(source=SOURCE).exists():
            return False
        if Entry.objects.exists():
            raise BlogInUse
        Loading(owner, moment or timezone.now()).run()
    return True


def entry_files() -> list[EntryFile]:
    return [_read(file) for file in sorted(FOLDER.glob("entries/*.*"))]


def _read(file: Path) -> EntryFile:
    _empty, settings, text = file.read_text(encoding="utf-8").split("+++\n", 2)
    slug = re.sub(r"^\d+-", "", file.stem)
    comments = FOLDER / "comments" / f"{slug}.toml"
    return EntryFile(
        slug=slug,
        settings=tomllib.loads(settings),
        text=text,
        format=Format.MARKDOWN if file.suffix == ".md" else Format.HTML,
        comments=tomllib.loads(comments.read_text(encoding="utf-8"))["comments"] if comments.exists() else [],
    )


class Loading:
    """One load: who owns the blog, the moment that all days count from, and what has been saved so far."""

    def __init__(self, owner: Author, moment: datetime):
        self.owner, self.moment = owner, moment
        self.content = tomllib.loads(FOLDER.joinpath("blog.toml").read_text(encoding="utf-8"))
        self.authors: dict[str, Author] = {}
        self.pictures: dict[str, Picture] = {}
        self.entries: dict[str, Entry] = {}

    def run(self) -> None:
        self.save_blog()
        self.save_authors()
        self.save_pictures()
        self.save_rules()
        for file in entry_files():
            entry = self.save_entry(file)
            self.save_history(entry, file)
            self.save_addenda(entry, file)
            self.save_discussion(entry, file)
        self.save_links()
        self.save_notes()

    def save_blog(self) -> None:
        """What the owner has already written in the settings stays."""
        self.blog = Blog.load()
        for name in ("title", "tagline", "about"):
            if str(getattr(self.blog, name)) == str(Blog._meta.get_field(name).get_default()):
                setattr(self.blog, name, self.content[name].strip())
        self.blog.owner = self.blog.owner or self.owner
        self.blog.save()
        DiscussionRule.load().save()

    def save_authors(self) -> None:
        for fields in self.content["authors"]:
            author = Author.objects.filter(username=fields["username"]).first()
            if author is None:
                author = Author(**fields | {"biography": fields["biography"].strip()})
                author.set_unusable_password()
                author.save()
            self.authors[fields["username"]] = author

    def save_pictures(self) -> None:
        for key, words in self.content["pictures"].items():
            file = FOLDER / "pictures" / words.pop("file")
            with file.open("rb") as content:
                self.pictures[key] = images.ingest(content, by=self.owner, **words)

    def save_rules(self) -> None:
        for fields in self.content["rules"]:
            Rule.objects.get_or_create(
                field=fields["field"],
                pattern=fields["pattern"],
                defaults={"outcome": fields["outcome"], "note": fields["note"]},
            )

    def save_entry(self, file: EntryFile) -> Entry:
        settings = file.settings
        entry = Entry(
            kind=settings.get("kind", Entry.Kind.POST),
            state=settings.get("state", Entry.State.PUBLISHED),
            title=settings["title"],
            slug=settings.get("slug", file.slug),
            author=self.authors.get(settings.get("author"), self.owner),
            summary=settings.get("summary", ""),
            picture=self.pictures.get(settings.get("picture")),
            language=settings.get("language", ""),
            copyright_line=settings.get("copyright_line", ""),
            withdrawn_note=settings.get("withdrawn_note", ""),
            source=PLACEHOLDER.sub(self.filled_in, file.text),
            format=file.format,
            published_at=self.moment_of(settings),
        )
        entry.save()
        entry.tags.set(settings.get("tags", []))
        # Written before it was published, and not touched today.
        written_at = min(entry.published_at or self.moment, self.moment)
        Entry.objects.filter(pk=entry.pk).update(created_at=written_at, modified_at=written_at)
        ImportedRecord.objects.create(source=SOURCE, kind="entry", source_id=file.slug, target_pk=entry.pk)
        self.entries[file.slug] = entry
        return entry

    def moment_of(self, settings: dict) -> datetime | None:
        """When the entry is published, in the blog's zone; drafts: nothing."""
        if "days_ago" not in settings:
            return None
        day = (self.moment.astimezone(self.blog.zone) - timedelta(days=settings["days_ago"])).date()
        return datetime.combine(day, time.fromisoformat(settings["at"]), tzinfo=self.blog.zone)

    def filled_in(self, place: re.Match) -> str:
        kind, key = place.groups()
        if kind == "entry":
            return self.entries[key].get_absolute_url()
        picture = self.pictures[key]
        return {"picture": picture.file.url, "alt": picture.alt, "caption": picture.caption}[kind]

    def save_history(self, entry: Entry, file: EntryFile) -> None:
        """Where the entry used to live, and what it said before."""
        for path in file.settings.get("old_addresses", []):
            OldAddress.objects.create(path=path, entry=entry)
        for fields in file.settings.get("revisions", []):
            Revision.objects.create(
                entry=entry,
                author=entry.author,
                title=fields.get("title", entry.title),
                summary=entry.summary,
                source=fields["text"].strip(),
                format=entry.format,
                saved_at=self.moment - timedelta(days=fields["days_ago"]),
            )

    def save_addenda(self, entry: Entry, file: EntryFile) -> None:
        for position, fields in enumerate(file.settings.get("addenda", [])):
            days = fields.get("days_after")
            noted_at = entry.published_at + timedelta(days=days or 0)
            Addendum(
                entry=entry,
                position=position,
                noted_on=noted_at.astimezone(self.blog.zone).date() if days else None,
                precision=fields.get("precision", Addendum.Precision.DAY),
                source=fields["text"].strip(),
                sources="\n".join(fields.get("sources", [])),
                created_at=noted_at,
            ).save()

    def save_discussion(self, entry: Entry, file: EntryFile) -> None:
        chosen = file.settings.get("discussion")
        if not file.comments and not chosen:
            return
        discussion = Discussion.on(entry)
        with discussion.locked():
            removed = self.save_comments(discussion, file.comments)
            discussion.recount()
        for comment in discussion.comments.filter(user=None):
            rescore(comment)
        for comment in removed:
            self.remove(comment)
        if chosen:
            self.choose(discussion, chosen)

    def save_comments(self, discussion: Discussion, comments: list[dict]) -> list[Comment]:
        """Stores them in their threads; returns those that were taken out again."""
        said: dict[str, Comment] = {}
        removed = []
        for fields in comments:
            comment = self.comment(fields)
            comment.discussion = discussion
            comment.reply_to(said.get(fields.get("to")))
            comment.created_at = discussion.entry.published_at + timedelta(days=fields["after"])
            # Spam and trash go a month after they were turned away; these shall be there to be looked at.
            comment.turned_at = self.moment - timedelta(days=3) if comment.is_unwanted else comment.created_at
            comment.save()
            if "key" in fields:
                said[fields["key"]] = comment
            if fields.get("removed"):
                removed.append(comment)
        return removed

    def comment(self, fields: dict) -> Comment:
        kind = fields.get("kind", Comment.Kind.COMMENT)
        name = fields.get("name", "")
        user = self.owner if fields.get("author") else self.authors.get(fields.get("by"))
        is_reader = user is None and kind == Comment.Kind.COMMENT
        return Comment(
            kind=kind,
            status=fields.get("status", Comment.Status.APPROVED),
            user=user,
            name=name,
            email=f"{slugify(name) or 'reader'}@example.org" if is_reader and name else "",
            website=fields.get("website", ""),
            source=fields["text"].strip(),
            format=Format.MARKDOWN if kind == Comment.Kind.COMMENT else Format.HTML,
            is_locked=fields.get("locked", False),
        )

    def remove(self, comment: Comment) -> None:
        comment.trash(by=self.owner)
        comment.decisions.update(made_at=comment.created_at + timedelta(hours=6))

    def choose(self, discussion: Discussion, chosen: dict) -> None:
        match chosen["choice"]:
            case Choice.OPEN:
                discussion.reopen(by=self.owner)
            case Choice.MODERATED:
                discussion.moderate(by=self.owner)
            case Choice.CLOSED:
                discussion.close(by=self.owner, words=chosen.get("words"))
            case Choice.DATE:
                discussion.close_on(self.moment - timedelta(days=chosen["closes_days_ago"]), by=self.owner)
        chosen_at = self.moment - timedelta(days=chosen["days_ago"])
        Discussion.objects.filter(pk=discussion.pk).update(chosen_at=chosen_at)
        Decision.objects.filter(discussion=discussion, comment=None).update(made_at=chosen_at)

    def save_links(self) -> None:
        if self.blog.links.exists():
            return
        for position, fields in enumerate(self.content["links"]):
            address = fields.get("address") or self.entries[fields["entry"]].get_absolute_url()
            SiteLink.objects.create(
                blog=self.blog, place=fields["place"], label=fields["label"], address=address, position=position
            )

    def save_notes(self) -> None:
        for fields in self.content["notes"]:
            written_at = self.moment - timedelta(days=fields["days_ago"])
            Note.objects.create(
                entry=self.entries[fields["entry"]],
                name=fields["name"],
                email=fields["email"],
                text=fields["text"].strip(),
                created_at=written_at,
                read_at=written_at + timedelta(hours=5) if fields.get("read") else None,
            )
