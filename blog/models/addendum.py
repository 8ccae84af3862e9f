"""A dated note added to an entry after its publication."""

from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import dates, html, page_cache
from blog.html.characters import visible
from blog.models.entry import Entry
from blog.models.passage import Passage
from blog.models.text import WrittenText


class Addendum(WrittenText):
    class Precision(models.TextChoices):
        """How exactly the day is known, as people write dates."""

        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="addenda")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    noted_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("known"), max_length=5, choices=Precision.choices, default=Precision.DAY)
    sources = models.TextField(_("sources"), blank=True, help_text=_("One a line: the address, then its title."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When those are to be told who asked to hear of additions; nothing once they were, or where nobody is.
    news_due_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["entry", "position", "pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="addenda_in_time"),
            models.Index(fields=["news_due_at"], condition=models.Q(news_due_at__isnull=False), name="addendum_news"),
            models.Index(fields=["-created_at"], name="addendum_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(precision__in=["day", "month", "year"]), name="addendum_precision_is_known"
            )
        ]

    def __str__(self):
        return self.day_in_words() or str(_("Addendum"))

    def get_absolute_url(self):
        return f"{self.entry.get_absolute_url()}#{self.anchor}"

    def save(self, *args, **kwargs):
        self.sources = visible(self.sources)
        self.render()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._tell_entry()
            self.make_findable()
            self._expire_pages()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            Passage.forget(Passage.Kind.ADDENDUM, self.pk)
            gone = super().delete(*args, **kwargs)
            self._tell_entry()
            self._expire_pages()
            return gone

    # A saved state of an entry tells of its addenda, so that they come back with it.

    STATE = ("pk", "position", "noted_on", "precision", "source", "format", "sources", "created_at")

    def state(self) -> dict:
        """Its words and its date as plain data."""
        values = {name: getattr(self, name) for name in self.STATE}
        return values | {name: values[name] and values[name].isoformat() for name in ("noted_on", "created_at")}

    @classmethod
    def from_state(cls, entry: Entry, state: dict) -> "Addendum":
        """The addendum as it was, not saved."""
        noted_on, created_at = state["noted_on"], datetime.fromisoformat(state["created_at"])
        own = {"noted_on": noted_on and date.fromisoformat(noted_on), "created_at": created_at}
        return cls(entry=entry, **state | own)

    @classmethod
    def put_back(cls, entry: Entry, states: list[dict]) -> None:
        """Gives the entry the addenda it had, with their anchors, and takes away those it did not have."""
        with transaction.atomic():
            for addendum in entry.addenda.exclude(pk__in=[state["pk"] for state in states]):
                addendum.delete()
            for state in states:
                addendum = cls.from_state(entry, state)
                addendum.save()

    def _expire_pages(self) -> None:
        page_cache.touch(f"entry {self.entry_id}", "addenda", "dates")

    def _tell_entry(self) -> None:
        newest = Addendum.objects.filter(entry=self.entry_id).aggregate(models.Max("created_at"))["created_at__max"]
        Entry.objects.filter(pk=self.entry_id).update(added_to_at=newest)

    def render(self) -> None:
        # The notes of an entry share its page, so what they name needs names of its own.
        anchors = f"added-{self.created_at:%Y%m%d%H%M%S%f}-"
        with self.entry.in_its_language():
            self.body_html = html.clean_entry(self.source, self.format, anchors=anchors).body
        self.cleaned_with = html.RULES_VERSION

    def make_findable(self) -> None:
        place = f"#{self.anchor}"
        Passage.of(Passage.Kind.ADDENDUM, self.pk, entry=self.entry, html=self.body_html, place=place).keep()

    @property
    def anchor(self) -> str:
        return f"addendum-{self.pk}"

    @property
    def heading(self) -> str:
        """What feeds and mails call it."""
        return _("Added to “%(entry)s”") % {"entry": self.entry}

    def day_in_words(self) -> str:
        """The date as exactly as it is known, or nothing."""
        if not self.noted_on:
            return ""
        if self.precision == self.Precision.DAY:
            return dates.day(self.noted_on)
        return dates.month(self.noted_on) if self.precision == self.Precision.MONTH else str(self.noted_on.year)

    def day_for_machines(self) -> str:
        """The date for a `datetime` attribute: 2013-06-26, 2013-06 or 2013."""
        length = {self.Precision.DAY: 10, self.Precision.MONTH: 7, self.Precision.YEAR: 4}[self.precision]
        return self.noted_on.isoformat()[:length] if self.noted_on else ""

    def source_links(self) -> list[tuple[str, str]]:
        """(address, title) of each source; a line without an address gives an empty one."""
        links = []
        for line in filter(None, map(str.strip, self.sources.splitlines())):
            address, _space, title = line.partition(" ")
            links.append((address, title.strip() or address) if html.is_web_address(address) else ("", line))
        return links
