"""What the start page says about the blog: entries that wait for their author, entries that go out by themselves."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import dates
from blog.models import Entry, Revision


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
    if not request.user.has_perm("blog.change_entry"):
        return []
    mine = Entry.objects.editable_by(request.user)
    found = (_first_entry(), _unsaved(request.user), _drafts(mine), _notes_found(mine), _scheduled(mine))
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


def _unsaved(user) -> StartRow | None:
    """What this person typed and did not save, and the entry has not been saved since either."""
    newest = Revision.objects.autosaved().filter(author=user).newest_first().select_related("entry").first()
    if not newest:
        return None
    return StartRow(
        Group.WAITS,
        _("Go on with what you typed"),
        reverse("admin:blog_entry_change", args=[newest.entry_id]),
        _("“%(entry)s”, until %(moment)s; it was not saved")
        % {"entry": newest.title or newest.entry, "moment": dates.moment(newest.saved_at)},
    )


def _notes_found(mine) -> StartRow | None:
    with_notes = mine.exclude(notes_found=0).exclude(state=Entry.State.TRASHED)
    count, first = with_notes.count(), with_notes.newest_first().first()
    if not first:
        return None
    sentence = ngettext("Look at the notes in %(count)d old entry", "Look at the notes in %(count)d old entries", count)
    return StartRow(
        Group.WAITS,
        sentence % {"count": count},
        reverse("admin:blog_entry_notes", args=[first.pk]),
        _("“%(entry)s”: they were added later and can become addenda") % {"entry": first},
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
