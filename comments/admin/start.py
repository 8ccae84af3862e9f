"""What the start page says about the conversation: what waits, what closes soon, how the filter does."""

from dataclasses import asdict
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import dates
from blog.admin.start import Group, StartRow
from comments.admin.cards import Band, with_band
from comments.admin.entry import WEEK, closing_within
from comments.admin.page import waiting_for
from comments.answers import wanted_from
from comments.models import Comment, Discussion, DiscussionRule, Mail, Note, State
from comments.spam.yearly import tally


def rows(request) -> list[StartRow]:
    user = request.user
    found = [_waiting(user), _answers(user), _notes(user), _mail(user), _closing(user), _paused(user), _filter(user)]
    return [row for row in found if row]


def _waiting(user) -> StartRow | None:
    waits = waiting_for(user)
    oldest = waits.order_by("created_at").first()
    if not oldest:
        return None
    counts = dict(with_band(waits).order_by().values_list("band").annotate(Count("pk")))
    bands = ", ".join(f"{counts[band]} {band.label.lower()}" for band in Band if band in counts)
    total = sum(counts.values())
    return StartRow(
        Group.WAITS,
        ngettext("Decide on %(count)d comment", "Decide on %(count)d comments", total) % {"count": total},
        reverse("admin:comments_waiting"),
        _("%(bands)s. The oldest waits %(span)s") % {"bands": bands, "span": timesince(oldest.created_at, depth=1)},
        total,
    )


def _notes(user) -> StartRow | None:
    unread = Note.objects.unread() if user.has_perm("comments.view_note") else Note.objects.none()
    count, oldest = unread.count(), unread.order_by("created_at").first()
    if not oldest:
        return None
    return StartRow(
        Group.WAITS,
        ngettext("Read %(count)d private note", "Read %(count)d private notes", count) % {"count": count},
        reverse("admin:comments_notes"),
        _("The oldest came on %(moment)s") % {"moment": dates.moment(oldest.created_at)},
        count,
    )


def _answers(user) -> StartRow | None:
    wanted = wanted_from(Comment.objects.moderated_by(user))
    count, first = wanted.count(), wanted.select_related("discussion__entry", "user").first()
    if not first:
        return None
    about = {"name": first.author_name, "entry": first.discussion.entry, "span": timesince(first.created_at, depth=1)}
    return StartRow(
        Group.WAITS,
        ngettext("Answer %(count)d reader", "Answer %(count)d readers", count) % {"count": count},
        reverse("admin:comments_answers"),
        _("%(name)s asked under “%(entry)s” %(span)s ago") % about,
        count,
    )


def _mail(user) -> StartRow | None:
    troubled = Mail.objects.in_trouble() if user.is_superuser else Mail.objects.none()
    count, newest = troubled.count(), troubled.first()
    if not newest:
        return None
    why = {"recipient": newest.recipient, "trouble": newest.trouble[:120], "next": newest.what_comes_next}
    return StartRow(
        Group.WAITS,
        ngettext("See why %(count)d mail failed", "See why %(count)d mails failed", count) % {"count": count},
        reverse("admin:comments_mail_changelist"),
        _("To %(recipient)s: “%(trouble)s”. %(next)s") % why,
        count,
    )


def _closing(user) -> StartRow | None:
    closing = closing_within(WEEK).editable_by(user)
    count = closing.count() if user.has_perm("blog.view_entry") else 0
    if not count:
        return None
    first = closing.order_by("discussion_clock", "pk").first()
    return StartRow(
        Group.BY_ITSELF,
        ngettext("%(count)d discussion closes this week", "%(count)d discussions close this week", count)
        % {"count": count},
        reverse("admin:blog_entry_changelist", query={"discussion": "week"}),
        _("First “%(entry)s”, on %(day)s") % {"entry": first, "day": dates.day(_closes_at(first))},
    )


def _closes_at(entry) -> datetime:
    rule = DiscussionRule.load()
    state = Discussion.on(entry).state_at(rule=rule)
    return state.until if state.then == State.CLOSED else rule.closes_at(state.since)


def _paused(user) -> StartRow | None:
    rule = DiscussionRule.load()
    if not rule.is_paused() or not user.has_perm("comments.change_discussionrule"):
        return None
    span = timesince(rule.paused_at, timezone.now(), depth=1)
    return StartRow(
        Group.WAITS,
        _("Let comments in again"),
        reverse("admin:comments_rule"),
        _("The whole site has taken none for %(span)s") % {"span": span},
    )


def _filter(user) -> StartRow | None:
    if not user.has_perm("comments.change_comment"):
        return None
    year = tally(timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0))
    if year.is_nothing:
        return None
    words = _("This year: held %(held)d, you rescued %(rescued)d, spam published %(slipped)d")
    return StartRow(Group.QUIETLY, _("Filter"), detail=words % asdict(year))
