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
    """One thing a comment can have, how often spam and readers had it, and its learnt weight."""

    key = models.CharField(max_length=80, primary_key=True)
    spam_count = models.PositiveIntegerField(default=0)
    reader_count = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0.0)
    gradient = models.FloatField(default=0.0)
    is_pinned = models.BooleanField(default=False)
    seen_on = models.DateField(default=timezone.localdate)

    class Meta:
        indexes = [models.Index(fields=["weight"], name="spam_feature_weight")]

    def __str__(self):
        return self.key


class SpamExample(models.Model):
    """A verdict of a person's: the features and the label, without the text and the writer."""

    comment_pk = models.BigIntegerField(null=True, unique=True)
    features = models.JSONField()
    is_spam = models.BooleanField()
    # A hash of where it came from and of its wording, so that no one source teaches too much.
    source_hash = models.CharField(max_length=64, blank=True)
    score_at_arrival = models.FloatField(null=True)
    day = models.DateField(default=timezone.localdate)
    learnt_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{'spam' if self.is_spam else 'reader'} ({self.day})"
