"""An old blog on its way in: handed over as a file, looked at first, and brought in when its owner has said so."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A worker that has not said for so long how far it is has died, and another goes on.
LEASE = timedelta(minutes=1)


class MoveQuerySet(models.QuerySet):
    def due(self, moment=None):
        """What a worker has to look at or to bring in, and nobody has in hand."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=moment or timezone.now())
        return self.filter(free, stage__in=[Move.Stage.NEW, Move.Stage.WANTED]).order_by("pk")


class Move(models.Model):
    class Stage(models.TextChoices):
        NEW = "new", _("is being looked at")
        FOUND = "found", _("was looked at")
        WANTED = "wanted", _("is being brought in")
        DONE = "done", _("is in")
        FAILED = "failed", _("could not be brought in")

    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.NEW)
    # What the file was called, and what it is called here.
    called = models.CharField(max_length=200)
    file = models.CharField(max_length=60, unique=True)
    # By login of the old blog, the account here that takes its place.
    usernames = models.JSONField(default=dict)
    # How many of the file's items are behind.
    done = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    # What the last look or run found (Report.summary), or why it ended.
    report = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("old blog")
        verbose_name_plural = _("bring in an old blog")
        ordering = ["-pk"]

    def __str__(self):
        return self.called

    @classmethod
    def of(cls, upload, by) -> "Move":
        """Keeps an uploaded file where only this site reads it; not saved, so that a file that is none can go again."""
        move = cls(called=Path(upload.name).name[:200], file=f"{secrets.token_hex(12)}.export", asked_by=by)
        move.path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(move.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        return move

    # Questions

    @property
    def path(self) -> Path:
        return Path(settings.DATA_DIR) / "imports" / self.file

    @property
    def is_under_way(self) -> bool:
        return self.stage in {self.Stage.NEW, self.Stage.WANTED}

    @property
    def is_new(self) -> bool:
        return self.stage == self.Stage.NEW

    @property
    def is_found(self) -> bool:
        return self.stage == self.Stage.FOUND

    @property
    def is_wanted(self) -> bool:
        return self.stage == self.Stage.WANTED

    @property
    def is_done(self) -> bool:
        return self.stage == self.Stage.DONE

    # Changes of state

    def take(self, moment=None) -> bool:
        """Takes it in hand, unless somebody else has it."""
        moment = moment or timezone.now()
        mine = {"leased_until": moment + LEASE, "begun_at": self.begun_at or moment}
        return bool(Move.objects.due(moment).filter(pk=self.pk).update(**mine))

    def say(self, done: int, items: int) -> None:
        """How far it is, which also keeps it in hand."""
        Move.objects.filter(pk=self.pk).update(done=done, items=items, leased_until=timezone.now() + LEASE)

    def want(self, usernames: dict[str, str]) -> bool:
        """Its owner has seen what would happen and wants it; or wants what failed to be tried once more."""
        waits = Move.objects.filter(pk=self.pk, stage__in=[self.Stage.FOUND, self.Stage.FAILED])
        return bool(
            waits.update(
                stage=self.Stage.WANTED,
                usernames=usernames,
                trouble="",
                done=0,
                begun_at=None,
                ended_at=None,
                leased_until=None,
            )
        )

    def end(self, stage: Stage, *, report: dict | None = None, trouble: str = "") -> None:
        """The look or the run is over. What is in needs its file no more: that has the readers' addresses in it."""
        if stage == self.Stage.DONE:
            self.path.unlink(missing_ok=True)
        fields = {"stage": stage, "trouble": trouble, "leased_until": None, "ended_at": timezone.now()}
        Move.objects.filter(pk=self.pk).update(**fields, **({} if report is None else {"report": report}))

    def put_away(self) -> None:
        """Its owner wants it no more, or has read the end of it. What is in stays in."""
        self.delete()
        self.path.unlink(missing_ok=True)
