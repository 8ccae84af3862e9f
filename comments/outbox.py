"""Sends what lies in the outbox: leased by one worker at a time, tried again with longer pauses, given up with a reason."""

import smtplib
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.utils import timezone

from comments.models import Mail

# Longer than a server may take for one mail, and short enough that what a dead worker had goes out within two minutes.
LEASE = timedelta(seconds=110)
# A server that answers slowly keeps the worker from nothing else for longer.
LONGEST_TURN_SECONDS = 15
# A server that is down is asked again within this time, so that mail arrives within two minutes of its return.
LONGEST_PAUSE = timedelta(seconds=90)
# Of several workers that look at once, all but one find a mail taken, and go on to the next.
TRIED_AT_ONCE = 10
REFUSALS_BEFORE_GIVING_UP = 5
GIVE_UP_AFTER = timedelta(days=5)
KEEP_SENT = timedelta(days=30)


def send_due(most: int = 50) -> int:
    """For the worker: sends what is due, and says how many mails went out."""
    begun_at, sent = time.monotonic(), 0
    for _ in range(most if settings.MAIL_CONFIGURED else 0):
        mail = _lease() if time.monotonic() - begun_at < LONGEST_TURN_SECONDS else None
        if mail is None:
            break
        try:
            # A connection for each: one that breaks takes no other mail with it.
            with get_connection() as connection:
                _message(mail, connection).send()
        except (OSError, smtplib.SMTPException) as trouble:
            _put_off(mail, trouble)
        else:
            Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), leased_until=None, last_error="")
            sent += 1
    return sent


def forget_sent(moment: datetime | None = None) -> None:
    """For the worker: what was sent or given up long ago goes, and with it the addresses."""
    before = (moment or timezone.now()) - KEEP_SENT
    Mail.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).delete()


def _lease() -> Mail | None:
    """Takes a mail that nobody else has in hand; a worker that dies gives it back when its lease ends."""
    moment = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=moment)
    due = Mail.objects.filter(free, sent_at=None, given_up_at=None, due_at__lte=moment)
    for mail in due.order_by("due_at", "pk")[:TRIED_AT_ONCE]:
        if due.filter(pk=mail.pk).update(leased_until=moment + LEASE):
            return mail
    return None


def _message(mail: Mail, connection) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.recipient], headers=mail.headers, connection=connection
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _put_off(mail: Mail, trouble: Exception) -> None:
    moment = timezone.now()
    tries = min(mail.tries + 1, 30_000)
    is_refusal = isinstance(trouble, smtplib.SMTPResponseException) and trouble.smtp_code >= 500
    is_refusal = is_refusal or isinstance(trouble, smtplib.SMTPRecipientsRefused)
    gives_up = (is_refusal and tries >= REFUSALS_BEFORE_GIVING_UP) or moment - mail.created_at > GIVE_UP_AFTER
    Mail.objects.filter(pk=mail.pk).update(
        tries=tries,
        due_at=moment + min(timedelta(seconds=2 ** min(tries, 10)), LONGEST_PAUSE),
        leased_until=None,
        last_error=f"{type(trouble).__name__}: {trouble}"[:500],
        given_up_at=moment if gives_up else None,
    )
