"""What the owner's own rules say, and what the filter has learnt from the author's verdicts."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """A rule of the owner's: what to look for, where, and what to do about it."""

    class Field(models.TextChoices):
        WORDS = "words", _("words in the comment")
        NAME = "name", _("name")
        EMAIL = "email", _("email")
        NETWORK = "network", _("network")
        HOST = "host", _("linked site")

    class Outcome(models.TextChoices):
        HOLD = "hold", _("hold")
        SPAM = "spam", _("to spam")

    field = models.CharField(_("look in"), max_length=8, choices=Field.choices, default=Field.WORDS)
    pattern = models.CharField(_("for"), max_length=200, help_text=_("Whole words; * stands for any letters."))
    outcome = models.CharField(_("then"), max_length=4, choices=Outcome.choices, default=Outcome.HOLD)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("rule of your own")
        verbose_name_plural = _("rules of your own")
        ordering = ["field", "pattern"]
        constraints = [
            models.UniqueConstraint(fields=["field", "pattern"], name="rule_once"),
            models.CheckConstraint(condition=~models.Q(pattern=""), name="rule_looks_for_something"),
        ]

    def __str__(self):
        return f"{self.get_field_display()}: {self.pattern}"


class SpamFeature(models.Model):
    """One thing a comment can have, how often spam and readers had it, and its learnt weight.

    The row "bias" stands for every comment, so its counts are those of all verdicts; whoever learns locks it first.
    The rows "line:…" hold where the verdict divides, see comments/spam/lines.py.
    """

    key = models.CharField(max_length=80, primary_key=True)
    spam_count = models.PositiveIntegerField(default=0)
    reader_count = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0.0)
    gradient = models.FloatField(default=0.0)
    # Set by the author: learning leaves it alone.
    is_pinned = models.BooleanField(default=False)
    seen_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("thing the filter looks at")
        verbose_name_plural = _("things the filter looks at")

    def __str__(self):
        return self.key


class SpamExampleQuerySet(models.QuerySet):
    def due(self):
        """What the filter has not taken in as it stands now, oldest first."""
        return self.filter(is_due=True).order_by("pk")

    def verdicts(self):
        """Without those taken back that are about to go."""
        return self.filter(is_spam__isnull=False)


class SpamExample(models.Model):
    """A verdict of a person's: the features and the label, without the text and the writer."""

    comment_pk = models.BigIntegerField(null=True, unique=True)
    features = models.JSONField()
    # None: taken back; it goes when the filter has forgotten it.
    is_spam = models.BooleanField(null=True)
    # What the filter has counted it as.
    learnt_as = models.BooleanField(null=True)
    is_due = models.BooleanField(default=True)
    # One too many from its source that day: counted, but it moves no weight.
    is_surplus = models.BooleanField(default=False)
    # Keyed hashes of where it came from and of its wording, for 30 days.
    sources = models.JSONField(default=list)
    score_at_arrival = models.FloatField(null=True)
    day = models.DateField(default=timezone.localdate)

    objects = SpamExampleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_due=True), name="spam_example_due"),
            models.Index(fields=["day"], name="spam_example_day"),
            models.Index(
                fields=["-id"],
                condition=models.Q(is_spam=False, score_at_arrival__isnull=False),
                name="spam_example_readers",
            ),
        ]

    def __str__(self):
        return f"{'spam' if self.is_spam else 'reader'} ({self.day})"
