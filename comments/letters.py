"""Mails as rows of the outbox: a subject and a text for each kind, written once for each occasion."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.addresses import absolute
from blog.models import Blog
from comments.models import Mail

WITH_HTML = {"reply"}


def write(
    kind: str,
    key: str,
    recipient: str,
    context: dict,
    language: str = "",
    headers: dict | None = None,
    subject: str = "",
) -> None:
    """A mail of templates/mail/KIND.txt and, where there is one, KIND.html, in the reader's language.

    Without one it is a mail to an author, in the language of the desk. What is about no entry names its own `subject`.
    """
    blog = Blog.load()
    language = language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(blog.zone):
        context = context | {"blog": blog, "site": absolute("/")}
        Mail.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "recipient": recipient,
                "language": language,
                "subject": one_line(subject or _subject(kind, context))[:200],
                "text": render_to_string(f"mail/{kind}.txt", context),
                "html": render_to_string(f"mail/{kind}.html", context) if kind in WITH_HTML else "",
                "headers": {"Message-ID": message_id("mail", key)} | (headers or {}),
            },
        )


def is_written(key: str) -> bool:
    return Mail.objects.filter(key=key).exists()


def message_id(*parts) -> str:
    """The same for the same occasion, so that a mail sent twice is one in the reader's mailbox."""
    return f"<{'-'.join(map(str, parts))}@{host()}>"


def threaded(*parts) -> dict[str, str]:
    """The headers by which mail programs put all mails of one kind together."""
    first = message_id(*parts)
    return {"In-Reply-To": first, "References": first}


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname


def one_line(text: str) -> str:
    return " ".join(text.split())


def _subject(kind: str, context: dict) -> str:
    """Nothing that a stranger typed."""
    blog = context["blog"]
    match kind:
        case "reply":
            return _("A reply to your comment on “%(entry)s”") % {"entry": context["entry"]}
        case "question":
            return _("Do you want to hear of replies on “%(entry)s”?") % {"entry": context["entry"]}
        case "additions":
            return _("Do you want to hear of additions to “%(entry)s”?") % {"entry": context["entry"]}
        case "addendum":
            return _("Added to “%(entry)s”") % {"entry": context["entry"]}
        case "pending":
            return _("A comment waits on “%(entry)s”") % {"entry": context["entry"]}
        case "note":
            return _("A private note from a reader of %(blog)s") % {"blog": blog}
    count = context["count"]
    return ngettext("%(count)d comment waits on %(blog)s", "%(count)d comments wait on %(blog)s", count) % {
        "count": count,
        "blog": blog,
    }
