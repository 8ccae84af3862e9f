"""Who hears by mail of what is added to an entry. Addenda are the blog's; those who ask to be told are readers, so here."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from blog.addresses import absolute
from blog.html import plain_text
from blog.models import Addendum, Blog, Entry
from comments import letters
from comments.models import Subscription
from comments.notifications import was_asked_too_often


def ask(entry: Entry, email: str, network: str) -> None:
    """Asks the address whether it wants to hear of additions; silent where it said so before or was asked too often."""
    if not settings.MAIL_CONFIGURED or was_asked_too_often(email, network):
        return
    with transaction.atomic():
        wish, is_new = Subscription.objects.select_for_update().get_or_create(
            entry=entry,
            email=email.lower(),
            about=Subscription.About.ADDENDA,
            defaults={"network": network, "language": Blog.load().language},
        )
        if wish.ended_at:
            wish.begin_anew(network)
        elif not is_new:
            return
        letters.write(
            "additions", f"additions-{wish.token}", wish.email, {"wish": wish, "entry": wish.entry}, wish.language
        )


def spread_news(most: int = 20) -> int:
    """For the worker: the mails that new addenda call for; how many addenda that were."""
    due = Addendum.objects.filter(news_due_at__lte=timezone.now()).order_by("news_due_at")
    addenda = list(due.select_related("entry__author")[:most])
    for addendum in addenda:
        with transaction.atomic():
            if settings.MAIL_CONFIGURED and addendum.entry.is_published():
                _tell_of(addendum)
            Addendum.objects.filter(pk=addendum.pk).update(news_due_at=None)
    return len(addenda)


def _tell_of(addendum: Addendum) -> None:
    wishes = Subscription.objects.filter(entry=addendum.entry_id, about=Subscription.About.ADDENDA)
    for wish in wishes.filter(confirmed_at__isnull=False, ended_at=None):
        unsubscribe = absolute(reverse("comments:unsubscribe", args=[wish.token]))
        headers = {
            "Message-ID": letters.message_id("addendum", addendum.pk, wish.pk),
            **letters.threaded("subscription", wish.pk),
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        context = {
            "entry": addendum.entry,
            "words": plain_text(addendum.body_html),
            "sources": addendum.source_links(),
            "address": absolute(addendum.get_absolute_url()),
            "unsubscribe": unsubscribe,
        }
        letters.write("addendum", f"addendum-{addendum.pk}-{wish.pk}", wish.email, context, wish.language, headers)
