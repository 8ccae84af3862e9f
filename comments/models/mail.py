"""The outbox: mail is a row written with what it tells of, and sent by the worker."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True), name="mail_due"
            )
        ]

    def __str__(self):
        return f"{self.subject} → {self.recipient}"
