"""What can be found by searching: the words of an entry, of an addendum, of a comment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog import words
from blog.html import one_line
from blog.querysets import PassageQuerySet

MOST_WORDS = 15_000


class Passage(models.Model):
    """One text with its words. Whether readers may see it is asked of the entry, never kept here.

    It is written in the transaction of the text that it follows. Each database has its own index of the two columns of
    words, made by blog.search.prepare.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", _("entry")
        ADDENDUM = "addendum", _("note")
        COMMENT = "comment", _("comment")

    entry = models.ForeignKey("blog.Entry", models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source_pk = models.BigIntegerField()
    heading_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # Who said it, if not the entry's author; when, and where it stands: a fragment of the entry's page, or an address.
    name = models.CharField(max_length=245, blank=True)
    said_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_pk"], name="passage_once_a_source"),
            models.CheckConstraint(condition=models.Q(kind__in=["entry", "addendum", "comment"]), name="passage_kind"),
        ]

    def __str__(self):
        return f"{self.kind} {self.source_pk}"

    def get_absolute_url(self):
        is_elsewhere = self.place.startswith("/")
        return self.place if is_elsewhere else f"{self.entry.get_absolute_url()}{self.place}"

    @classmethod
    def of(cls, kind: str, source_pk: int, *, html: str, heading: str = "", **fields) -> "Passage":
        """The passage, unsaved, of a text in clean HTML."""
        text = one_line(html)
        return cls(
            kind=kind,
            source_pk=source_pk,
            text=text,
            heading_words=" ".join(words.words(heading)),
            body_words=" ".join(words.words(text)[:MOST_WORDS]),
            **fields,
        )

    def keep(self) -> None:
        """Writes what can be found of its source now, and nothing where nothing changed."""
        known = Passage.objects.filter(kind=self.kind, source_pk=self.source_pk).first()
        if known and all(getattr(known, name) == getattr(self, name) for name in self._followed()):
            return
        self.pk = known and known.pk
        self.save(force_insert=not known, force_update=bool(known))

    @classmethod
    def forget(cls, kind: str, source_pk: int) -> None:
        cls.objects.filter(kind=kind, source_pk=source_pk).delete()

    @classmethod
    def _followed(cls) -> list[str]:
        return [field.attname for field in cls._meta.concrete_fields if not field.primary_key]
