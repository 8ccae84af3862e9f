"""What authors are told of comments that wait: the first one at once, then one mail a day, or when many wait.

Each such mail has a link for each comment it shows, by which that one comment can be decided on without signing in.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from blog.addresses import absolute
from blog.models import Author, Blog, Entry
from comments import letters, moderation
from comments.admin.cards import Band, Card, History, with_band
from comments.models import AuthorMail, Comment, DecisionLink, DiscussionRule, Mail

AT_ONCE_WHEN_WAITING = 10
MORNING_HOUR = 8
MOST_LISTED = 10


def tell_of(comment: Comment, moment: datetime | None = None) -> None:
    """A mail about this comment alone; where one mail a day is wished, only if there was none since the morning."""
    wish, blog = DiscussionRule.load().author_mail, Blog.load()
    person = who_decides(comment.discussion.entry.author, blog)
    if wish == AuthorMail.NEVER or not person:
        return
    if wish == AuthorMail.DIGEST and _last(person, since=_morning_before(moment or timezone.now(), blog.zone)):
        return
    key = f"pending-{comment.pk}"
    if letters.is_written(key):
        return
    context = {
        "comment": comment,
        "entry": comment.discussion.entry,
        "card": _card(comment),
        "link": _link(comment, person),
        "desk": _desk(),
        "others": Comment.objects.moderated_by(person).comments().pending().exclude(pk=comment.pk).count(),
        "is_daily": wish == AuthorMail.DIGEST,
        "settings": absolute(reverse("admin:comments_rule")) if person.is_superuser else "",
    }
    headers = _headers(blog) | letters.threaded("waits-on", comment.discussion.entry_id)
    letters.write("pending", key, person.email, context, headers=headers)


def write_digests(moment: datetime | None = None) -> None:
    """For the worker: in the morning of the blog's zone, or as soon as many wait that nobody was told of."""
    if not settings.MAIL_CONFIGURED or DiscussionRule.load().author_mail != AuthorMail.DIGEST:
        return
    moment, blog = moment or timezone.now(), Blog.load()
    for person, authors in _people_with_waiting(blog).items():
        waiting = Comment.objects.comments().pending().filter(discussion__entry__author__in=authors)
        last = _last(person)
        new = waiting.filter(created_at__gt=last.created_at) if last else waiting
        count = new.count()
        is_due = not _last(person, since=_morning_before(moment, blog.zone))
        if count >= AT_ONCE_WHEN_WAITING or (count and is_due and _is_morning(moment, blog.zone)):
            with transaction.atomic():
                _write_digest(person, waiting, blog, moment)


def tell_of_returned(moment: datetime | None = None) -> None:
    """For the worker: mail that never arrived is told to the owner, once a day at most."""
    person, moment = owner_to_tell(), moment or timezone.now()
    if not person:
        return
    told = Mail.objects.filter(kind="returned").order_by("-created_at").values_list("created_at", flat=True).first()
    if told and told > moment - timedelta(days=1):
        return
    returned = Mail.objects.filter(given_up_at__gt=told or moment - timedelta(days=1), given_up_at__lte=moment)
    # What does not reach the owner is not told by another mail: the start page says it.
    mails = list(returned.exclude(recipient=person.email).order_by("given_up_at", "pk"))
    if not mails:
        return
    context = {"count": len(mails), "mails": mails[:MOST_LISTED], "unlisted": len(mails[MOST_LISTED:])}
    context["list"] = absolute(reverse("admin:comments_mail_changelist"))
    # The address was typed by a stranger, and is one that mail could be addressed to.
    subject = ngettext("A mail to %(address)s came back", "%(count)d mails came back", len(mails)) % {
        "address": mails[0].recipient,
        "count": len(mails),
    }
    letters.write("returned", f"returned-{mails[-1].pk}", person.email, context, subject=subject)


def owner_to_tell() -> Author | None:
    """Whom mail about the site itself goes to, if there is any and it reaches them."""
    owner = Blog.load().owner
    return owner if settings.MAIL_CONFIGURED and owner and _is_reachable(owner) else None


def who_decides(author: Author, blog: Blog) -> Author | None:
    """The entry's author, or the blog's owner in the place of one who does not sign in; None if no mail reaches them."""
    return next((one for one in (author, blog.owner) if one and _is_reachable(one)), None)


def forget_links(moment: datetime | None = None) -> None:
    """For the worker: a week after its end nobody asks for a link any more."""
    DecisionLink.objects.filter(ends_at__lt=(moment or timezone.now()) - timedelta(days=7)).delete()


def _write_digest(person: Author, waiting, blog: Blog, moment: datetime) -> None:
    counts = dict(with_band(waiting).order_by().values_list("band").annotate(Count("pk")))
    likely = with_band(waiting).exclude(band=Band.SPAM).select_related("discussion__entry", "user")[:MOST_LISTED]
    lists = defaultdict(list)
    for comment in likely:
        lists[Band(comment.band)].append((comment, _link(comment, person)))
    total = sum(counts.values())
    context = {
        "count": total,
        "lists": dict(lists),
        "spam_count": counts.get(Band.SPAM, 0),
        "unlisted": total - counts.get(Band.SPAM, 0) - sum(map(len, lists.values())),
        "desk": _desk(),
    }
    headers = _headers(blog) | letters.threaded("waits", "daily")
    letters.write("digest", f"digest-{person.pk}-{moment:%Y%m%d%H%M%S}", person.email, context, headers=headers)


def _people_with_waiting(blog: Blog) -> dict[Author, list[int]]:
    """Who is told, and of the comments under whose entries."""
    with_waiting = Comment.objects.comments().pending().order_by().values("discussion__entry")
    authors = Author.objects.filter(pk__in=Entry.objects.filter(pk__in=with_waiting).values("author"))
    people = defaultdict(list)
    for author in authors:
        if person := who_decides(author, blog):
            people[person].append(author.pk)
    return people


def _is_reachable(person: Author) -> bool:
    return bool(person.email and person.is_active and person.is_staff and person.has_usable_password())


def _last(person: Author, since: datetime | None = None) -> Mail | None:
    """The newest mail that told this person of something that waits."""
    told = Mail.objects.filter(kind__in=["pending", "digest"], recipient=person.email)
    return (told.filter(created_at__gte=since) if since else told).order_by("-created_at").first()


def _is_morning(moment: datetime, zone) -> bool:
    return moment.astimezone(zone).hour >= MORNING_HOUR


def _morning_before(moment: datetime, zone) -> datetime:
    """The last time it was eight in the morning."""
    local = moment.astimezone(zone)
    day = local if local.hour >= MORNING_HOUR else local - timedelta(days=1)
    return day.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)


def _link(comment: Comment, person: Author) -> DecisionLink:
    return DecisionLink.objects.create(comment=comment, person=person, seen=moderation.version(comment))


def _card(comment: Comment) -> Card:
    return Card(comment, History())


def _desk() -> str:
    return absolute(reverse("admin:comments_waiting"))


def _headers(blog: Blog) -> dict[str, str]:
    return {"List-Id": f"{letters.one_line(blog.title)} <waiting-comments.{letters.host()}>"}
