"""What an author can do with an entry: the buttons, the verb behind each, and the sentences before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from blog import dates
from blog.models import Entry

SCHEDULED = "scheduled"


@dataclass(frozen=True)
class Act:
    """`name` is the button's in the form; the verb is given the entry and what the form asks for.

    `promise` says beforehand what the button does, `result` what it did, `tally` what it did to many.
    """

    name: str
    label: str
    promise: str
    verb: Callable[[Entry, Mapping], None]
    result: Callable[[Entry], str]
    tally: str = ""
    # The field of the form that stands above the button.
    field: str = ""
    needs_words: bool = False
    # Kept apart, so that nobody presses it by the way.
    is_rare: bool = False
    # Shows the entry to readers, now or later.
    is_publication: bool = False
    # Changes words that readers know, so it may be said to count as an update.
    can_count: bool = False

    def suits(self, entry: Entry) -> bool:
        """Whether the entry has what the act needs; an entry of no words at all can't be published."""
        return bool(not self.needs_words or entry.title or entry.source)


def _save(entry: Entry, asked: Mapping) -> None:
    entry.save()


def _publish(entry: Entry, asked: Mapping) -> None:
    entry.publish(at=timezone.now() if entry.is_scheduled() else None)


def _schedule(entry: Entry, asked: Mapping) -> None:
    entry.publish(at=asked["moment"])


def _withdraw(entry: Entry, asked: Mapping) -> None:
    """A note that was not asked for (an act on many) leaves the one there is."""
    entry.withdraw(note=asked.get("note"))


def _return_to_draft(entry: Entry, asked: Mapping) -> None:
    entry.return_to_draft()


def _trash(entry: Entry, asked: Mapping) -> None:
    entry.trash()


def _link(entry: Entry) -> str:
    return format_html('<a href="{0}">{0}</a>', entry.get_absolute_url())


def _saved(entry: Entry) -> str:
    if entry.is_scheduled():
        return _("Saved. It goes out on %(moment)s.") % {"moment": dates.moment(entry.published_at)}
    if entry.is_published():
        return format_html(_("Saved. Readers see the changes at {link}."), link=_link(entry))
    return _("Saved. Readers don't see it.")


def _published(entry: Entry) -> str:
    if entry.is_scheduled():
        return _scheduled(entry)
    return format_html(_("Published. Readers see it at {link}."), link=_link(entry))


def _scheduled(entry: Entry) -> str:
    return _("Scheduled for %(moment)s.") % {"moment": dates.moment(entry.published_at)}


def _withdrawn(entry: Entry) -> str:
    if entry.withdrawn_note:
        return _("Withdrawn. Its address says that it is gone, with your note.")
    return _("Withdrawn. Its address says that it is gone.")


SAVE_DRAFT = Act(
    "_save",
    gettext_lazy("Save draft"),
    "",
    _save,
    lambda entry: _("Saved. It is a draft: nobody sees it but you."),
)
SAVE = Act("_save", gettext_lazy("Save changes"), "", _schedule, _saved, field="moment")
SAVE_PUBLISHED = replace(SAVE, can_count=True)
SAVE_WITHDRAWN = replace(SAVE, verb=_withdraw, field="note")
SAVE_TRASHED = replace(SAVE, verb=_save, field="")
PUBLISH = Act(
    "_publish",
    gettext_lazy("Publish now"),
    gettext_lazy("Readers see it at once."),
    _publish,
    _published,
    ngettext_lazy("%d entry was published.", "%d entries were published."),
    needs_words=True,
    is_publication=True,
)
PUBLISH_AGAIN = replace(
    PUBLISH,
    label=gettext_lazy("Publish again"),
    promise=gettext_lazy("Readers see it at once, under its old date."),
)
SCHEDULE = Act(
    "_schedule",
    gettext_lazy("Schedule"),
    gettext_lazy("It goes out by itself at that moment."),
    _schedule,
    _scheduled,
    field="moment",
    needs_words=True,
    is_publication=True,
)
WITHDRAW = Act(
    "_withdraw",
    gettext_lazy("Withdraw"),
    gettext_lazy("Its address says that it is gone, with your note. It leaves every list and feed."),
    _withdraw,
    _withdrawn,
    ngettext_lazy("%d entry was withdrawn.", "%d entries were withdrawn."),
    field="note",
    is_rare=True,
)
RETURN_TO_DRAFT = Act(
    "_draft",
    gettext_lazy("Put back to draft"),
    gettext_lazy("Its address answers “not found” until you publish it again."),
    _return_to_draft,
    lambda entry: _("Put back to draft. Nobody sees it but you."),
    ngettext_lazy("%d entry was put back to draft.", "%d entries were put back to draft."),
    is_rare=True,
)
TRASH = Act(
    "_trash",
    gettext_lazy("Move to the trash"),
    gettext_lazy("Its address answers “not found”. You can restore it."),
    _trash,
    lambda entry: _("“%(entry)s” is in the trash.") % {"entry": entry},
    ngettext_lazy("%d entry was moved to the trash.", "%d entries were moved to the trash."),
    is_rare=True,
)
RESTORE = Act(
    "_restore",
    gettext_lazy("Restore from the trash"),
    gettext_lazy("It comes back as a draft."),
    _return_to_draft,
    lambda entry: _("Restored from the trash, as a draft."),
    ngettext_lazy("%d entry was restored, as a draft.", "%d entries were restored, as drafts."),
)

# The first of each is what Enter presses.
OFFERED = {
    Entry.State.DRAFT: (SAVE_DRAFT, PUBLISH, SCHEDULE, TRASH),
    SCHEDULED: (SAVE, PUBLISH, RETURN_TO_DRAFT, TRASH),
    Entry.State.PUBLISHED: (SAVE_PUBLISHED, WITHDRAW, RETURN_TO_DRAFT, TRASH),
    Entry.State.WITHDRAWN: (SAVE_WITHDRAWN, PUBLISH_AGAIN, RETURN_TO_DRAFT, TRASH),
    Entry.State.TRASHED: (SAVE_TRASHED, RESTORE),
}
EVERY_NAME = {act.name for acts in OFFERED.values() for act in acts}


def offered(entry: Entry) -> tuple[Act, ...]:
    """What can be done with the entry as it stands; a new one can't be thrown away yet."""
    acts = OFFERED[SCHEDULED if entry.is_scheduled() else entry.state]
    return acts if entry.pk else tuple(act for act in acts if act is not TRASH)


def named(name: str, entry: Entry) -> Act | None:
    """The act behind a button, where the entry as it stands offers it."""
    return next((act for act in offered(entry) if act.name == name), None)


def where_it_stands(entry: Entry) -> str:
    """The state as a sentence for its author."""
    if entry.is_scheduled():
        return _("Scheduled for %(moment)s.") % {"moment": dates.moment(entry.published_at)}
    if entry.is_published():
        return _("Published on %(moment)s.") % {"moment": dates.moment(entry.published_at)}
    return {
        Entry.State.DRAFT: _("Draft. Nobody sees it but you."),
        Entry.State.WITHDRAWN: _("Withdrawn. Its address says that it is gone."),
        Entry.State.TRASHED: _("In the trash. Nobody sees it but you."),
    }[entry.state]
