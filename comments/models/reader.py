"""What readers ask for beside a comment: to be told, and a private word to the author."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Entry
from comments.models.comment import Comment


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Subscription(models.Model):
    """Who wants to hear of what: of replies to one comment, or of addenda to an entry. Silent until confirmed."""

    class About(models.TextChoices):
        REPLIES = "replies", _("replies")
        ADDENDA = "addenda", _("addenda")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    about = models.CharField(max_length=7, choices=About.choices, default=About.REPLIES)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=20, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Told with the comment that asked for it, so that floods of questions can be counted.
    network = models.CharField(max_length=50, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "email"], condition=models.Q(about="replies"), name="one_reply_subscription"
            ),
            models.UniqueConstraint(
                fields=["entry", "email"], condition=models.Q(about="addenda"), name="one_addenda_subscription"
            ),
            models.CheckConstraint(
                condition=models.Q(about="addenda") | models.Q(comment__isnull=False),
                name="reply_subscription_has_a_comment",
            ),
        ]

    def __str__(self):
        return f"{self.email}: {self.entry}"

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    def confirm(self) -> None:
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.save(update_fields=["confirmed_at"])

    def begin_anew(self, network: str) -> None:
        """Asked for again after it had ended: a question under a new token, and silence until it is answered."""
        self.token, self.network, self.created_at = new_token(), network, timezone.now()
        self.confirmed_at = self.ended_at = None
        self.save()

    def end(self) -> None:
        """No more mail; asking again begins anew with a question to the address."""
        if self.ended_at is None:
            self.ended_at = timezone.now()
            self.save(update_fields=["ended_at"])


class NoteQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)


class Note(models.Model):
    """A private word to the author, never published."""

    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=245, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    text = models.TextField(_("text"))
    network = models.CharField(max_length=50, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.name or _('Anonymous')} ({self.created_at:%Y-%m-%d})"

    def mark_as_read(self) -> None:
        if self.read_at is None:
            self.read_at = timezone.now()
            self.save(update_fields=["read_at"])
