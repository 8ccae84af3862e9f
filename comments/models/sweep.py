"""One act on very many comments, done by the worker a few at a time: which they are, and how far it is."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SweepQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(state__in=[Sweep.State.GOING, Sweep.State.RETURNING]).order_by("pk")


class Sweep(models.Model):
    class State(models.TextChoices):
        GOING = "going", _("under way")
        DONE = "done", _("done")
        RETURNING = "returning", _("being put back")
        RETURNED = "returned", _("put back")

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    # One of `moderation.ACTS`.
    act = models.CharField(max_length=20)
    # The keys of the comments, in the order of the work; and of those that the filter learns from.
    chosen = models.JSONField()
    taught = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    # How many of them are behind, and how many of those were changed: others may decide on some meanwhile.
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    # The last decision that was looked at on the way back.
    returned_to = models.BigIntegerField(null=True)
    # The decisions of the work, and of the way back.
    batch = models.UUIDField(default=uuid.uuid4, unique=True)
    way_back = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=9, choices=State.choices, default=State.GOING)
    begun_at = models.DateTimeField(default=timezone.now)
    turned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SweepQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.act}: {self.done}/{self.total}"

    @property
    def is_going(self) -> bool:
        return self.state == self.State.GOING

    @property
    def is_returning(self) -> bool:
        return self.state == self.State.RETURNING

    @property
    def is_under_way(self) -> bool:
        return self.is_going or self.is_returning

    @property
    def seconds_left(self) -> int | None:
        """As fast as until now; None where nothing can be said yet."""
        began = self.turned_at if self.is_returning else self.begun_at
        behind, all_of_them = (self.returned, self.changed) if self.is_returning else (self.done, self.total)
        if not behind:
            return None
        taken = timezone.now() - began
        return round(taken / behind * max(0, all_of_them - behind) / timedelta(seconds=1))

    def put_back(self) -> None:
        """Stops where it is, and puts back what it changed."""
        with transaction.atomic():
            state = Sweep.objects.select_for_update().values_list("state", flat=True).get(pk=self.pk)
            if state in {self.State.GOING, self.State.DONE}:
                self.state, self.turned_at = self.State.RETURNING, timezone.now()
                self.save(update_fields=["state", "turned_at"])
