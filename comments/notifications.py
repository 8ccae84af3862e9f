"""Who hears of what by mail: readers of replies to them, authors of comments that wait, the owner of private notes.

Nothing is sent here: mails are written to the outbox, each occasion under a key of its own, so that telling it twice
writes one.
"""

from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from blog.addresses import absolute
from blog.models import Blog
from comments import author_mail, letters
from comments.models import Comment, Note, Subscription

KEEP_NETWORKS = timedelta(days=30)
# How many questions ("do you want to hear of replies?") one address or one network may cause a day.
QUESTIONS_PER_ADDRESS, QUESTIONS_PER_NETWORK = 3, 10


def subscribe(comment: Comment, email: str) -> Subscription | None:
    """Asks the address whether it wants to hear of replies; silent where it was asked too often."""
    if not settings.MAIL_CONFIGURED or comment.is_unwanted or was_asked_too_often(email, comment.network):
        return None
    with transaction.atomic():
        wish, is_new = Subscription.objects.get_or_create(
            comment=comment,
            email=email.lower(),
            about=Subscription.About.REPLIES,
            defaults={"entry": comment.discussion.entry, "network": comment.network, "language": Blog.load().language},
        )
        if is_new:
            # The first mail of the wish: those that follow name it as what they answer.
            headers = {"Message-ID": letters.message_id("subscription", wish.pk)}
            context = {"wish": wish, "entry": wish.entry}
            letters.write("question", f"question-{wish.pk}", wish.email, context, wish.language, headers)
    return wish


def spread_news(most: int = 50) -> int:
    """For the worker: the mails that new and newly approved comments call for; how many comments that were."""
    moment = timezone.now()
    due = Comment.objects.filter(news_due_at__lte=moment).order_by("news_due_at")
    # By their keys, since SQLite would rather go through every comment of every author than sort a few.
    keys = list(due.values_list("pk", flat=True)[:most])
    if not settings.MAIL_CONFIGURED:
        return Comment.objects.filter(pk__in=keys, news_due_at__lte=moment).update(news_due_at=None)
    comments = list(due.filter(pk__in=keys).select_related("discussion__entry__author", "parent", "user"))
    for comment in comments:
        with transaction.atomic():
            _tell_of(comment)
            # Only this news is told: an approval that came meanwhile set a later moment.
            Comment.objects.filter(pk=comment.pk, news_due_at=comment.news_due_at).update(news_due_at=None)
    return len(comments)


def tell_of_note(note: Note) -> None:
    owner = Blog.load().owner
    if settings.MAIL_CONFIGURED and owner and owner.email:
        # A name that is written like an encoded one would be decoded by those who read it.
        name = letters.one_line(note.name).replace("=?", "= ?")
        headers = {"Reply-To": formataddr((name, note.email))} if note.email else {}
        letters.write("note", f"note-{note.pk}", owner.email, {"note": note}, headers=headers)


def forget_networks(moment: datetime | None = None) -> None:
    """For the worker: after 30 days nobody needs to know where a note or a wish came from."""
    before = (moment or timezone.now()) - KEEP_NETWORKS
    for model in (Note, Subscription):
        model.objects.filter(created_at__lt=before).exclude(network="").update(network="")


def _tell_of(comment: Comment) -> None:
    if comment.is_approved:
        _tell_parent(comment)
    elif comment.is_pending:
        author_mail.tell_of(comment)


def _tell_parent(comment: Comment) -> None:
    """Those who asked to hear of replies to the comment that this one answers."""
    wishes = Subscription.objects.filter(comment=comment.parent_id, confirmed_at__isnull=False, ended_at=None)
    for wish in wishes.select_related("comment") if comment.parent_id else ():
        if wish.email == comment.email.lower():
            continue
        unsubscribe = absolute(reverse("comments:unsubscribe", args=[wish.token]))
        headers = {
            "Message-ID": letters.message_id("reply", comment.pk, wish.pk),
            # One thread for all mails of one wish.
            **letters.threaded("subscription", wish.pk),
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        context = {
            "comment": comment,
            "entry": comment.discussion.entry,
            "address": absolute(reverse("comments:comment", args=[comment.pk])),
            "unsubscribe": unsubscribe,
        }
        letters.write("reply", f"reply-{comment.pk}-{wish.pk}", wish.email, context, wish.language, headers)


def was_asked_too_often(email: str, network: str) -> bool:
    if not settings.RATE_LIMITS:
        return False
    today = Subscription.objects.filter(created_at__gt=timezone.now() - timedelta(days=1))
    return (
        today.filter(email=email.lower(), confirmed_at=None).count() >= QUESTIONS_PER_ADDRESS
        or network != ""
        and today.filter(network=network).count() >= QUESTIONS_PER_NETWORK
    )
