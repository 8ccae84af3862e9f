"""An entry: a post or a standing page, from its first draft to its withdrawal."""

from datetime import datetime
from operator import itemgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.html import linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from blog import dates, html, page_cache
from blog.addresses import is_reserved, of_entry
from blog.html.characters import visible
from blog.models import shelf
from blog.models.address import OldAddress
from blog.models.blog import Blog, Permalink
from blog.models.passage import Passage
from blog.models.tags import Tags
from blog.models.text import WrittenText
from blog.querysets import EntryQuerySet
from blog.slugs import slug_of

WORDS_IN_LEAD = 55
WORDS_A_MINUTE = 220
# What neighbours, sidebars and archives show of an entry, and what decides whether they do.
SHOWN_ELSEWHERE = ("kind", "state", "title", "slug", "path", "author_id", "language", "published_at")


class Entry(WrittenText):
    class Kind(models.TextChoices):
        POST = "post", _("post")
        PAGE = "page", _("standing page")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        TRASHED = "trashed", _("in the trash")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.POST)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT, editable=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    slug = models.SlugField(
        _("address"), max_length=120, blank=True, allow_unicode=True, help_text=_("Empty: made from the title.")
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries", verbose_name=_("author")
    )
    summary = models.TextField(
        _("summary"), blank=True, max_length=1000, help_text=_("Plain text, for lists, feeds and search engines.")
    )
    picture = models.ForeignKey(
        "blog.Picture", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    # What stands before <!--more-->, for lists; empty when the text has no such mark.
    opening_html = models.TextField(editable=False, blank=True)
    # The first words and the number of words, for lists.
    lead = models.TextField(editable=False, blank=True)
    word_count = models.PositiveIntegerField(editable=False, default=0)
    tags = TaggableManager(_("tags"), blank=True, help_text=_("Words divided by commas."), manager=Tags)
    language = models.CharField(
        _("language"), max_length=20, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: the blog's.")
    )
    copyright_line = models.CharField(
        _("copyright line"), max_length=200, blank=True, help_text=_("Empty: the blog's.")
    )

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # When the newest addendum was added.
    added_to_at = models.DateTimeField(null=True, editable=False)
    # When its author last said that a change of the text counts as an update.
    revised_at = models.DateTimeField(null=True, editable=False)
    # How many notes the importer recognised in the text, until the author has looked at them.
    notes_found = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_note = models.CharField(
        _("note to readers"), max_length=500, blank=True, help_text=_("Shown in place of a withdrawn entry.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "state", "-published_at", "-id"], name="entry_in_time"),
            models.Index(fields=["author", "state", "-published_at", "-id"], name="entry_by_author"),
            models.Index(fields=["added_to_at"], condition=models.Q(added_to_at__isnull=False), name="entry_added_to"),
            models.Index(fields=["revised_at"], condition=models.Q(revised_at__isnull=False), name="entry_revised"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="published_entry_has_a_moment",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["post", "page"]), name="entry_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "published", "withdrawn", "trashed"]),
                name="entry_state_is_known",
            ),
            models.CheckConstraint(condition=~models.Q(path=""), name="entry_has_a_path"),
        ]

    def __str__(self):
        return self.title or _("Untitled (%(slug)s)") % {"slug": self.slug}

    def get_absolute_url(self):
        return of_entry(self.path)

    def clean(self):
        if self.slug and is_reserved(self.slug):
            raise ValidationError(
                {"slug": _("The site itself uses the address “%(slug)s”. Choose another.") % {"slug": self.slug}}
            )
        if self.slug and self._is_taken(self._path(self.slug)):
            raise ValidationError(
                {"slug": _("Another entry lives, or has lived, at “%(slug)s”. Choose another.") % {"slug": self.slug}}
            )

    def save(self, *args, **kwargs):
        """Renders the text and settles the address; an address that changes leaves the old one behind."""
        with transaction.atomic():
            # Pasted words may hold what no page and no feed can.
            self.title, self.summary = visible(self.title), visible(self.summary)
            self.render()
            self._settle_address()
            self.modified_at = timezone.now()
            before = Entry.objects.filter(pk=self.pk).values(*SHOWN_ELSEWHERE).first() if self.pk else None
            super().save(*args, **kwargs)
            self.make_findable()
            self.take_places()
            self._expire_pages(before)

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            self.leave_lists()
            page_cache.touch("site")
            return super().delete(*args, **kwargs)

    def take_places(self) -> None:
        """Stands in the lists where it belongs now, and in no others."""
        tags = self.tags.through.objects.filter(object_id=self.pk, content_type__model="entry")
        shelf.put(self, shelf.belongs(self, tags.values_list("tag_id", flat=True), Blog.load().zone))

    def leave_lists(self) -> None:
        shelf.put(self, set())

    def render(self) -> None:
        with self.in_its_language():
            whole = html.clean_entry(self.source, self.format)
        self.body_html, self.opening_html = whole.body, whole.opening
        self.cleaned_with = html.RULES_VERSION
        # Not stored: what an import tells of the text.
        self.findings = whole.findings
        words = html.one_line(whole.body).split()
        self.lead = " ".join(words[:WORDS_IN_LEAD]).rstrip(" ·") + (" …" if len(words) > WORDS_IN_LEAD else "")
        self.word_count = len(words) - words.count("·")

    def in_its_language(self) -> translation.override:
        """For the words that the site puts into a text."""
        return translation.override(self.language or Blog.load().language)

    def make_findable(self) -> None:
        Passage.of(Passage.Kind.ENTRY, self.pk, entry=self, html=self.body_html, heading=self.title).keep()

    # Questions

    @property
    def is_post(self) -> bool:
        return self.kind == self.Kind.POST

    def is_published(self, moment: datetime | None = None) -> bool:
        """Whether readers see it at the moment (now)."""
        return self.state == self.State.PUBLISHED and self.published_at <= (moment or timezone.now())

    def is_editable_by(self, user) -> bool:
        """Whether it is this person's to change, as far as the entry goes: the owner's, and its author's."""
        return user.is_superuser or self.author_id == user.pk

    def is_scheduled(self, moment: datetime | None = None) -> bool:
        return self.state == self.State.PUBLISHED and self.published_at > (moment or timezone.now())

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    def state_in_words(self, moment: datetime | None = None) -> str:
        return _("scheduled") if self.is_scheduled(moment) else self.get_state_display()

    @property
    def updated_at(self) -> datetime | None:
        """When readers last got something new: its publication, an addendum since, or a change that was said to count."""
        return max(filter(None, [self.published_at, self.added_to_at, self.revised_at]), default=None)

    def newest_addition(self, addenda) -> tuple[str, str, str] | None:
        """(the day in words, for machines, the fragment it leads to) of what was last added or said to count."""
        dated = [
            (one.noted_on, one.day_in_words(), one.day_for_machines(), one.anchor) for one in addenda if one.noted_on
        ]
        if self.revised_at:
            day = timezone.localdate(self.revised_at)
            dated.append((day, dates.day(day), day.isoformat(), ""))
        return max(dated, key=itemgetter(0))[1:] if dated else None

    @property
    def minutes_to_read(self) -> int:
        return max(1, round(self.word_count / WORDS_A_MINUTE))

    @property
    def summary_html(self) -> str:
        """For lists and feeds: the text up to <!--more-->, or the author's summary, or the first words."""
        return self.opening_html or linebreaks(self.summary or self.lead, autoescape=True)

    @property
    def description(self) -> str:
        """For machines: plain text of at most 200 characters."""
        return Truncator(self.summary or self.lead).chars(200)

    def rights(self, blog: Blog, addenda) -> str:
        """The copyright line, from the year of publication to the year of the last addendum."""
        first = (self.published_at or timezone.now()).astimezone(blog.zone).year
        last = max([first, *(addendum.noted_on.year for addendum in addenda if addendum.noted_on)])
        line = self.copyright_line or blog.copyright_line
        for name, value in {
            "years": f"{first}–{last}" if last > first else str(first),
            "author": str(self.author),
            "blog": blog.title,
        }.items():
            line = line.replace(f"{{{name}}}", value)
        return line

    # Changes of state

    def publish(self, at: datetime | None = None) -> None:
        """Makes it public now, or at the moment given; what was published before keeps its date."""
        self.published_at = at or (self.published_at if self.state != self.State.DRAFT else None) or timezone.now()
        self._turn(self.State.PUBLISHED)

    def withdraw(self, note: str | None = None) -> None:
        """Takes it out of sight; its address says that it is gone, and why."""
        if note is not None:
            self.withdrawn_note = note
        self._turn(self.State.WITHDRAWN)

    def return_to_draft(self) -> None:
        self._turn(self.State.DRAFT)

    def trash(self) -> None:
        self._turn(self.State.TRASHED)

    def count_as_update(self, moment: datetime | None = None) -> None:
        """Lets its newest change count as one: the byline, feeds and search engines hear of it."""
        self.revised_at = moment or timezone.now()
        with transaction.atomic():
            Entry.objects.filter(pk=self.pk).update(revised_at=self.revised_at)
            page_cache.touch(f"entry {self.pk}", "dates")

    def _expire_pages(self, before: dict | None) -> None:
        """What readers don't see is on no page; its text is on a few, its title and place in time on all."""
        if self.State.PUBLISHED not in {self.state, before and before["state"]}:
            return
        if before == {name: getattr(self, name) for name in SHOWN_ELSEWHERE}:
            page_cache.touch(f"entry {self.pk}", "dates")
        else:
            page_cache.touch("site")

    def _turn(self, state: str) -> None:
        self.state = state
        self.save()

    def _settle_address(self) -> None:
        if not self.slug:
            self.slug = self._free_slug(slug_of(self.title, fallback=self.kind))
        path = self._path(self.slug)
        if path == self.path:
            return
        if self._is_taken(path):
            self.slug = self._free_slug(self.slug)
            path = self._path(self.slug)
        if self._was_public():
            OldAddress.objects.update_or_create(path=self.path, defaults={"entry": self, "tag": None})
        OldAddress.objects.filter(path=path, entry=self.pk).delete()
        self.path = path

    def _path(self, slug: str) -> str:
        if not self.is_post or not self.published_at:
            return f"{slug}/"
        blog = Blog.load()
        return Permalink(blog.permalink).path(slug, self.published_at.astimezone(blog.zone).date())

    def _free_slug(self, slug: str) -> str:
        """The slug, or the slug with the lowest number that gives a free address."""
        candidate, number = slug, 1
        while is_reserved(candidate) or self._is_taken(self._path(candidate)):
            number += 1
            candidate = f"{slug}-{number}"
        return candidate

    def _is_taken(self, path: str) -> bool:
        others = OldAddress.objects.filter(path=path)
        # One that leads nowhere, or to a tag, has no entry and is taken all the same.
        others = others.exclude(pk__in=others.filter(entry=self.pk)) if self.pk else others
        return Entry.objects.filter(path=path).exclude(pk=self.pk).exists() or others.exists()

    def _was_public(self) -> bool:
        """Whether readers could know the address that is stored, whatever state is about to be saved."""
        known = Entry.objects.filter(pk=self.pk, published_at__lte=timezone.now())
        return bool(self.pk) and known.filter(state__in=[self.State.PUBLISHED, self.State.WITHDRAWN]).exists()
