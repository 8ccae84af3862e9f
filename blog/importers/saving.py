"""Records into rows: the blog's settings, entries with their tags, and the addresses at which they used to live."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from taggit.models import Tag, TaggedItem

from blog.addresses import is_reserved
from blog.html import Findings
from blog.importers.addenda import notes_in
from blog.importers.bylines import Bylines
from blog.importers.ledger import Ledger
from blog.importers.records import EntryRecord, SiteRecord, TagRecord
from blog.importers.report import Report
from blog.importers.zones import ZoneFinding
from blog.models import Blog, Entry, OldAddress, Permalink
from blog.slugs import LONGEST, free_slug, slug_of


def settled(blog: Blog, site: SiteRecord, zone: ZoneFinding, permalink: Permalink | None, report: Report) -> Blog:
    """The blog, not saved, with the old one's title, tagline, language, zone and kind of addresses if it has none yet."""
    if Entry.objects.exists():
        report.remark(_("The blog had entries already: its title, zone and kind of addresses stay as they are"))
        return blog
    if str(blog.title) == str(Blog._meta.get_field("title").default):
        blog.title, blog.tagline = (site.title or str(blog.title))[:200], site.tagline[:200]
        blog.language = known_language(site.language) or blog.language
    if blog.time_zone == "UTC" and zone.is_certain:
        blog.time_zone = zone.name
    if blog.permalink == Permalink.SLUG and permalink:
        blog.permalink = permalink
    return blog


def remark_on_zone(zone: ZoneFinding, blog: Blog, report: Report) -> None:
    """Says which zone the old blog kept, and what does not fit."""
    if zone.rows and zone.name != blog.time_zone:
        words = _("The old blog's dates look like %(zone)s (%(agreeing)d of %(rows)d); the blog is set to %(here)s")
        numbers = {"zone": zone.name, "agreeing": zone.agreeing, "rows": zone.rows, "here": blog.time_zone}
        report.remark(words % numbers)
    elif zone.rows:
        report.remark(_("The old blog's time zone, by its dates"), zone.name)
    for label in zone.odd_ones:
        report.remark(_("Its local time does not fit that zone; its GMT time was taken"), label)


def known_language(code: str) -> str:
    """Ours for "en-US" or "de_DE"; empty when the blog does not speak it."""
    wanted = code.replace("_", "-").lower()
    codes = dict(settings.LANGUAGES)
    return next((known for known in (wanted, wanted.partition("-")[0]) if known in codes), "")


class EntrySaver:
    """Makes entries. What the ledger knows is left as it is, also when its row is gone."""

    def __init__(self, ledger: Ledger, bylines: Bylines, report: Report):
        self.ledger = ledger
        self.bylines = bylines
        self.report = report
        self.known = ledger.all("entry")
        # Those met but not made yet are None.
        self.tags: dict[str, Tag | None] = {tag.name.casefold(): tag for tag in Tag.objects.all()}
        self._led: set[tuple[str, int]] = set()
        self.moment = timezone.now()

    def is_known(self, record: EntryRecord) -> bool:
        return record.old_id in self.known

    def known_entry(self, record: EntryRecord) -> Entry | None:
        """The entry that an earlier run made of it, if it is still there."""
        return Entry.objects.filter(pk=self.known[record.old_id]).first()

    def count(self, record: EntryRecord) -> None:
        """Puts the entry and its new tags on the report."""
        if self.is_known(record):
            self.report.known[record.kind] += 1
            return
        is_scheduled = record.state == Entry.State.PUBLISHED and record.published_at > self.moment
        self.report.take(record.kind, "scheduled" if is_scheduled else record.state)
        for tag in record.tags:
            if _key(tag) not in self.tags:
                self.tags[_key(tag)] = None
                self.report.take("tag", "new")

    def save(self, record: EntryRecord) -> Entry:
        entry = self.made(record)
        wanted = entry.slug
        with transaction.atomic():
            entry.save()
            # Saving sets the moment of change to now, and the real one is older.
            Entry.objects.filter(pk=entry.pk).update(modified_at=record.modified_at or entry.created_at)
            self._attach({self._tag(tag) for tag in record.tags}, entry)
            lost = self._add_addresses([path for path in record.addresses if path != entry.path], entry=entry)
            self.ledger.write("entry", {record.old_id: entry.pk})
        self.known[record.old_id] = entry.pk
        self._remark_on_text(entry, record)
        if wanted and entry.slug != wanted:
            words = _("Had an address that another entry has; it lives at %s now") % f"/{entry.path}"
            self.report.remark(words, record.label)
        else:
            for path in lost:
                words = _("Its old address leads elsewhere, or is too long to keep: %s") % f"/{path}"
                self.report.remark(words, record.label)
        return entry

    def rehearse(self, record: EntryRecord) -> None:
        """Makes the entry without storing it, for what there is to remark on."""
        entry = self.made(record)
        entry.render()
        self._remark_on_text(entry, record)

    def _remark_on_text(self, entry: Entry, record: EntryRecord) -> None:
        findings: Findings = entry.findings
        if entry.notes_found:
            words = _("Has notes that were added later; its page offers to make addenda of them")
            self.report.remark(words, f"{record.label} ({entry.notes_found})")
        if findings.fault:
            words = _("Can't be shown as it was written, only as plain words")
            self.report.remark(words, f"{record.label}: {findings.fault}")
        if findings.foreign_pictures:
            words = _("Shows pictures from elsewhere; here they are links until you upload them")
            self.report.remark(words, f"{record.label} ({len(findings.foreign_pictures)})")
        if findings.embeds:
            words = _("Shows films, sounds or pages of others; here they are links")
            self.report.remark(words, f"{record.label} ({len(findings.embeds)})")
        if findings.dropped_tags:
            words = _("Has elements that are left out here")
            self.report.remark(words, f"{record.label} ({', '.join(findings.dropped_tags)})")

    def made(self, record: EntryRecord) -> Entry:
        """The entry, not saved."""
        return Entry(
            kind=record.kind,
            state=record.state,
            title=self._fitting("title", record.title, record),
            slug=self._slug(record),
            author=self.bylines.of(record.login),
            summary=self._fitting("summary", record.summary, record),
            source=record.body,
            notes_found=self._count_notes(record),
            published_at=record.published_at,
            created_at=record.created_at or record.published_at or self.moment,
        )

    def _count_notes(self, record: EntryRecord) -> int:
        moment = record.published_at and record.published_at.astimezone(self.blog.zone)
        return len(notes_in(record.body, moment and moment.date(), self.blog.language, self.moment.date()))

    @cached_property
    def blog(self) -> Blog:
        return Blog.load()

    def _fitting(self, field: str, text: str, record: EntryRecord) -> str:
        longest = Entry._meta.get_field(field).max_length
        if len(text) > longest:
            words = _("Has a title or summary longer than %d characters; it was cut") % longest
            self.report.remark(words, record.label)
        return text[:longest]

    def _slug(self, record: EntryRecord) -> str:
        """The old slug where it can stay; empty where the title is to make one."""
        slug = record.slug
        if not slug:
            return "" if record.title else slug_of(record.old_id[:40], fallback=record.kind)
        if not fits_as_slug(slug) or len(slug) > LONGEST:
            slug = slug_of(slug, fallback=record.kind)
        if is_reserved(slug):
            slug = f"{record.kind}-{slug}"
        if slug != record.slug:
            self.report.remark(_("Had an address that can't be used here; it lives at “%s” now") % slug, record.label)
        return slug

    def _attach(self, tags: set[Tag], entry: Entry) -> None:
        """What `entry.tags.set` does for an entry without tags, in one query."""
        if not tags:
            return
        kind = ContentType.objects.get_for_model(Entry)
        TaggedItem.objects.bulk_create(
            TaggedItem(tag=tag, content_type=kind, object_id=entry.pk) for tag in sorted(tags, key=lambda tag: tag.pk)
        )
        entry.take_places()

    def _tag(self, record: TagRecord) -> Tag:
        tag = self.tags.get(_key(record))
        if not tag:
            slug = record.slug if fits_as_slug(record.slug) else slug_of(record.name, fallback="tag")
            tag = Tag(name=record.name[:LONGEST], slug=free_slug(slug, Tag.objects.all(), fallback="tag"))
            tag.save()
            self.tags[_key(record)] = tag
        own = f"tag/{tag.slug}/"
        new = [path for path in record.addresses if path != own and (path, tag.pk) not in self._led]
        self._led.update((path, tag.pk) for path in new)
        self._add_addresses(new, tag=tag)
        return tag

    def _add_addresses(self, paths: list[str], **target) -> list[str]:
        """Lets the paths lead to the target; returns those that can't."""
        longest = OldAddress._meta.get_field("path").max_length
        taken = set(Entry.objects.filter(path__in=paths).values_list("path", flat=True))
        there = {old.path: old for old in OldAddress.objects.filter(path__in=paths)}
        for path in dict.fromkeys(paths):
            if len(path) > longest or path in taken:
                continue
            if path not in there:
                there[path] = OldAddress.objects.create(path=path, **target)
                self.report.take("address", "new")
        [(field, wanted)] = target.items()
        led = {path for path, old in there.items() if getattr(old, f"{field}_id") == wanted.pk}
        return [path for path in dict.fromkeys(paths) if path not in led]


def _key(record: TagRecord) -> str:
    """Names that differ in case are one tag."""
    return record.name[:LONGEST].casefold()


def fits_as_slug(text: str) -> bool:
    try:
        validate_unicode_slug(text)
    except ValidationError:
        return False
    return True
