"""Who approved, hid, closed or removed what, and when: the log that makes undo possible."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # The name outlives the account.
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    verb = models.CharField(_("what"), max_length=30)
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, related_name="decisions")
    discussion = models.ForeignKey("comments.Discussion", models.SET_NULL, null=True, related_name="decisions")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # Acts made with one press share a batch.
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    made_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.verb} ({self.actor_name})"

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
