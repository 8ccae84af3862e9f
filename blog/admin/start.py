"""What the start page says about the blog: what waits, what happens by itself, what runs quietly."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import dates
from blog.models import Entry

BACKUP_IS_OLD_AFTER = timedelta(hours=26)


class Group(models.IntegerChoices):
    """The lists of the start page, in their order."""

    WAITS = 1, gettext_lazy("Waits for you")
    BY_ITSELF = 2, gettext_lazy("Happens by itself")
    QUIETLY = 3, gettext_lazy("Runs quietly")


@dataclass(frozen=True)
class StartRow:
    """One line of a list: a sentence that is a link where there is somewhere to go, and a few quiet words below."""

    group: Group
    sentence: str
    url: str = ""
    detail: str = ""
    count: int | None = None


def rows(request) -> list[StartRow]:
    """What this person can do something about."""
    writes, owns = request.user.has_perm("blog.change_entry"), request.user.is_superuser
    mine = Entry.objects.editable_by(request.user)
    found = [*([_first_entry(), _drafts(mine), _scheduled(mine)] if writes else []), *([_backup()] if owns else [])]
    return [row for row in found if row]


def _first_entry() -> StartRow | None:
    if Entry.objects.exists():
        return None
    return StartRow(
        Group.WAITS,
        _("Write your first entry"),
        reverse("admin:blog_entry_add"),
        _("The blog is empty. Readers find its first entry on the home page the moment you publish it."),
    )


def _drafts(mine) -> StartRow | None:
    drafts = mine.drafts().order_by("-modified_at")
    count, newest = drafts.count(), drafts.first()
    if not newest:
        return None
    address = reverse("admin:blog_entry_change", args=[newest.pk])
    return StartRow(
        Group.WAITS,
        ngettext("Finish %(count)d draft", "Finish %(count)d drafts", count) % {"count": count},
        address if count == 1 else reverse("admin:blog_entry_changelist", query={"state": "draft"}),
        _("“%(entry)s”, saved on %(moment)s") % {"entry": newest, "moment": dates.moment(newest.modified_at)},
        count,
    )


def _scheduled(mine) -> StartRow | None:
    scheduled = mine.scheduled().order_by("published_at")
    count, first = scheduled.count(), scheduled.first()
    if not first:
        return None
    words = {"count": count, "moment": dates.moment(first.published_at)}
    return StartRow(
        Group.BY_ITSELF,
        ngettext("%(count)d entry goes out on %(moment)s", "%(count)d entries go out, the first on %(moment)s", count)
        % words,
        reverse("admin:blog_entry_changelist", query={"state": "scheduled"}),
        f"“{first}”",
    )


def _backup(moment: datetime | None = None) -> StartRow | None:
    """How old the last backup is; nothing where none was ever made."""
    file = Path(settings.DATA_DIR) / "last_backup"
    if not file.exists():
        return None
    made_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    is_old = (moment or timezone.now()) - made_at > BACKUP_IS_OLD_AFTER
    return StartRow(
        Group.WAITS if is_old else Group.QUIETLY,
        _("Make a backup") if is_old else _("Backup"),
        detail=_("The last one was made on %(moment)s") % {"moment": dates.moment(made_at)},
    )
