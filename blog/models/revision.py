"""Saved states of an entry, and a draft shown to a friend."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.entry import Entry
from blog.models.text import Format
from blog.querysets import PreviewLinkQuerySet, RevisionQuerySet


class Revision(models.Model):
    """What an entry said at one moment: saved by hand, or kept by itself while somebody typed."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="revisions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_autosave = models.BooleanField(default=False)
    # The window that somebody typed in, and all fields of its form as they stood there.
    window = models.CharField(max_length=40, blank=True)
    typed = models.JSONField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    source = models.TextField(blank=True)
    format = models.CharField(max_length=10, choices=Format.choices, default=Format.HTML)
    # What Addendum.state tells of each; nothing where it was not written down.
    addenda = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            # While somebody types, one row a window is written over and over.
            models.UniqueConstraint(
                fields=["entry", "author", "window"], condition=models.Q(is_autosave=True), name="one_autosave_a_window"
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.saved_at:%Y-%m-%d %H:%M})"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PreviewLink(models.Model):
    """A way to one draft for whoever holds it, until it ends or is taken back."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="preview_links")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at"]

    def __str__(self):
        return str(self.entry)

    def get_absolute_url(self):
        return reverse("blog:preview", args=[self.token])

    def is_valid(self, moment: datetime | None = None) -> bool:
        return self.revoked_at is None and (moment or timezone.now()) < self.ends_at

    def revoke(self) -> None:
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
