"""What the start page says about the conversation: comments that wait, discussions that close soon."""

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
from comments.models import DiscussionRule, Note


def rows(request) -> list[StartRow]:
    found = [_waiting(request.user), _notes(request.user), _closing(), _paused()]
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


def _closing() -> StartRow | None:
    closing = closing_within(WEEK)
    count = closing.count()
    if not count:
        return None
    first = closing.order_by("discussion_clock").first()
    return StartRow(
        Group.BY_ITSELF,
        ngettext("%(count)d discussion closes this week", "%(count)d discussions close this week", count)
        % {"count": count},
        reverse("admin:blog_entry_changelist", query={"discussion": "week"}),
        f"“{first}”" if count == 1 else "",
    )


def _paused() -> StartRow | None:
    rule = DiscussionRule.load()
    if not rule.is_paused():
        return None
    span = timesince(rule.paused_at, timezone.now(), depth=1)
    return StartRow(
        Group.WAITS,
        _("Let comments in again"),
        reverse("admin:comments_rule"),
        _("The whole site has taken none for %(span)s") % {"span": span},
    )
