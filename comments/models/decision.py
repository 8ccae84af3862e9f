"""Who approved, hid, closed or removed what, and when: the log that makes undo possible."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.sweep import Sweep

UNDO_AFTER = timedelta(days=30)


class DecisionQuerySet(models.QuerySet):
    def presses(self):
        """What the log shows: without the single acts of a sweep, which are a hundred thousand at times."""
        return self.filter(sweep=None)


class Decision(models.Model):
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # The name outlives the account.
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    verb = models.CharField(_("what"), max_length=30)
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, related_name="decisions")
    discussion = models.ForeignKey("comments.Discussion", models.SET_NULL, null=True, related_name="decisions")
    # One of very many of the same press; the press itself stands in the log.
    sweep = models.ForeignKey(Sweep, models.SET_NULL, null=True, related_name="decisions")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # Acts made with one press share a batch.
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    made_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["-made_at", "-id"], condition=models.Q(sweep=None), name="decision_log"),
        ]

    def __str__(self):
        return f"{self.verb} ({self.actor_name})"

    @property
    def undo_until(self) -> datetime:
        return self.made_at + UNDO_AFTER

    def is_undoable(self, moment: datetime | None = None) -> bool:
        """A ban can be lifted at any time; an undoing is undone by deciding again, a fresh start by nothing."""
        if self.undone_at or self.verb in {"undone", "afresh"}:
            return False
        return self.verb == "banned" or (moment or timezone.now()) < self.undo_until

    @classmethod
    def record(
        cls, actor, verb: str, *, before: dict, after: dict, comment=None, discussion=None, batch=None
    ) -> "Decision":
        return cls.objects.create(
            actor=actor,
            actor_name=str(actor or ""),
            verb=verb,
            comment=comment,
            discussion=discussion,
            before=before,
            after=after,
            batch=batch or uuid.uuid4(),
        )
