"""Who hears of what by mail: readers of replies to them, the author of comments that wait and of private notes.

Nothing is sent here: mails are written to the outbox, each occasion under a key of its own, so that telling it twice
writes one.
"""

from datetime import datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.addresses import absolute
from blog.models import Blog
from comments.models import AuthorMail, Comment, DiscussionRule, Mail, Note, Subscription

AT_ONCE_WHEN_WAITING = 10
KEEP_NETWORKS = timedelta(days=30)
DIGEST_HOUR = 8
# How many questions ("do you want to hear of replies?") one address or one network may cause a day.
QUESTIONS_PER_ADDRESS, QUESTIONS_PER_NETWORK = 3, 10


def subscribe(comment: Comment, email: str) -> Subscription | None:
    """Asks the address whether it wants to hear of replies; silent where it was asked too often."""
    if not settings.MAIL_CONFIGURED or comment.is_unwanted or _was_asked_too_often(email, comment.network):
        return None
    with transaction.atomic():
        wish, is_new = Subscription.objects.get_or_create(
            comment=comment,
            email=email.lower(),
            about=Subscription.About.REPLIES,
            defaults={"entry": comment.discussion.entry, "network": comment.network, "language": Blog.load().language},
        )
        if is_new:
            _write("question", f"question-{wish.pk}", wish.email, {"wish": wish, "entry": wish.entry}, wish.language)
    return wish


def spread_news(most: int = 50) -> int:
    """For the worker: the mails that new and newly approved comments call for; how many comments that were."""
    due = Comment.objects.filter(news_due_at__lte=timezone.now()).order_by("news_due_at")
    comments = list(due.select_related("discussion__entry__author", "parent", "user")[:most])
    for comment in comments:
        with transaction.atomic():
            if settings.MAIL_CONFIGURED:
                _tell_of(comment)
            # Only this news is told: an approval that came meanwhile set a later moment.
            Comment.objects.filter(pk=comment.pk, news_due_at=comment.news_due_at).update(news_due_at=None)
    return len(comments)


def tell_of_note(note: Note) -> None:
    owner = Blog.load().owner
    if settings.MAIL_CONFIGURED and owner and owner.email:
        headers = {"Reply-To": formataddr((note.name, note.email))} if note.email else {}
        _write("note", f"note-{note.pk}", owner.email, {"note": note}, headers=headers)


def write_digests(moment: datetime | None = None) -> None:
    """For the worker: once a day in the morning of the blog's zone, or as soon as many wait."""
    rule, blog = DiscussionRule.load(), Blog.load()
    moment = moment or timezone.now()
    if not settings.MAIL_CONFIGURED or rule.author_mail != AuthorMail.DIGEST or not blog.owner or not blog.owner.email:
        return
    waiting = Comment.objects.comments().pending()
    count = waiting.count()
    last = Mail.objects.filter(kind="digest").order_by("-created_at").first()
    if not count or (last and not waiting.filter(created_at__gt=last.created_at).exists()):
        return
    local = moment.astimezone(blog.zone)
    is_morning = local.hour >= DIGEST_HOUR and (not last or last.created_at.astimezone(blog.zone).date() < local.date())
    if not last or is_morning or waiting.filter(created_at__gt=last.created_at).count() >= AT_ONCE_WHEN_WAITING:
        newest = waiting.newest_first().select_related("discussion__entry", "user")[:AT_ONCE_WHEN_WAITING]
        context = {"count": count, "comments": newest, "desk": absolute(reverse("admin:index"))}
        _write("digest", f"digest-{moment:%Y%m%d%H%M%S}", blog.owner.email, context)


def forget_networks(moment: datetime | None = None) -> None:
    """For the worker: after 30 days nobody needs to know where a note or a wish came from."""
    before = (moment or timezone.now()) - KEEP_NETWORKS
    for model in (Note, Subscription):
        model.objects.filter(created_at__lt=before).exclude(network="").update(network="")


def _tell_of(comment: Comment) -> None:
    if comment.is_approved:
        _tell_parent(comment)
    elif comment.is_pending and DiscussionRule.load().author_mail == AuthorMail.AT_ONCE:
        _tell_author(comment)


def _tell_parent(comment: Comment) -> None:
    """Those who asked to hear of replies to the comment that this one answers."""
    wishes = Subscription.objects.filter(comment=comment.parent_id, confirmed_at__isnull=False, ended_at=None)
    for wish in wishes.select_related("comment") if comment.parent_id else ():
        if wish.email == comment.email.lower():
            continue
        unsubscribe = absolute(reverse("comments:unsubscribe", args=[wish.token]))
        first = message_id("subscription", wish.pk)
        headers = {
            "Message-ID": message_id("reply", comment.pk, wish.pk),
            # One thread for all mails of one wish.
            "In-Reply-To": first,
            "References": first,
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        context = {
            "comment": comment,
            "entry": comment.discussion.entry,
            "address": absolute(reverse("comments:comment", args=[comment.pk])),
            "unsubscribe": unsubscribe,
        }
        _write("reply", f"reply-{comment.pk}-{wish.pk}", wish.email, context, wish.language, headers)


def _tell_author(comment: Comment) -> None:
    author = comment.discussion.entry.author
    if author.email and author.has_usable_password() and comment.user_id != author.pk:
        context = {
            "comment": comment,
            "entry": comment.discussion.entry,
            "desk": absolute(reverse("admin:index")),
            "waiting": Comment.objects.comments().pending().count(),
        }
        _write("pending", f"pending-{comment.pk}", author.email, context)


def _write(kind: str, key: str, recipient: str, context: dict, language: str = "", headers: dict | None = None) -> None:
    """A mail of templates/mail/KIND.txt and, where there is one, KIND.html, in the recipient's language."""
    blog = Blog.load()
    language = language or blog.language
    with translation.override(language), timezone.override(blog.zone):
        context = context | {"blog": blog, "site": absolute("/")}
        Mail.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "recipient": recipient,
                "language": language,
                "subject": " ".join(_subject(kind, context).split())[:200],
                "text": render_to_string(f"mail/{kind}.txt", context),
                "html": render_to_string(f"mail/{kind}.html", context) if kind == "reply" else "",
                "headers": {"Message-ID": message_id("mail", key)} | (headers or {}),
            },
        )


def _subject(kind: str, context: dict) -> str:
    """Nothing that a stranger typed."""
    blog = context["blog"]
    match kind:
        case "reply":
            return _("A reply to your comment on “%(entry)s”") % {"entry": context["entry"]}
        case "question":
            return _("Do you want to hear of replies on “%(entry)s”?") % {"entry": context["entry"]}
        case "pending":
            return _("A comment waits on “%(entry)s”") % {"entry": context["entry"]}
        case "note":
            return _("A private note from a reader of %(blog)s") % {"blog": blog}
    count = context["count"]
    return ngettext("%(count)d comment waits on %(blog)s", "%(count)d comments wait on %(blog)s", count) % {
        "count": count,
        "blog": blog,
    }


def message_id(*parts) -> str:
    """The same for the same occasion, so that a mail sent twice is one in the reader's mailbox."""
    return f"<{'-'.join(map(str, parts))}@{urlsplit(settings.SITE_URL).hostname}>"


def _was_asked_too_often(email: str, network: str) -> bool:
    if not settings.RATE_LIMITS:
        return False
    today = Subscription.objects.filter(created_at__gt=timezone.now() - timedelta(days=1))
    return (
        today.filter(email=email.lower(), confirmed_at=None).count() >= QUESTIONS_PER_ADDRESS
        or network != ""
        and today.filter(network=network).count() >= QUESTIONS_PER_NETWORK
    )
