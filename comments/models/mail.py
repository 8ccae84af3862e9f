"""The outbox: mail is a row written with what it tells of, and sent by the worker."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import dates
from comments.querysets import MailQuerySet


class Mail(models.Model):
    kind = models.CharField(max_length=30)
    # One mail for one occasion, however often its cause is told.
    key = models.CharField(max_length=120, unique=True)
    recipient = models.EmailField(max_length=254)
    language = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        # As the list of them is called, which shows no others.
        verbose_name = _("failed mail")
        verbose_name_plural = _("failed mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True), name="mail_due"
            )
        ]

    def __str__(self):
        return f"{self.subject} → {self.recipient}"

    @property
    def trouble(self) -> str:
        """What the mail server said, without the name of the error."""
        return self.last_error.partition(": ")[2] or self.last_error

    @property
    def what_comes_next(self) -> str:
        if self.given_up_at:
            return _("Given up on %(moment)s.") % {"moment": dates.moment(self.given_up_at)}
        return _("Tried %(tries)d times; again at %(moment)s.") % {
            "tries": self.tries,
            "moment": dates.moment(self.due_at),
        }
