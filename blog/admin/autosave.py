"""Words kept by themselves while somebody types: a revision of their own for each window, apart from what is saved.

A form that comes from somebody who is signed out, or whose page stood open too long, is kept the same way.
"""

import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import dates
from blog.models import Entry, Format, Revision

WORDS = ("title", "summary", "source")
ADDENDUM_TEXT = re.compile(r"addenda-\d+-source")
# Who wrote within this time is taken to be still at it.
STILL_TYPING = timedelta(minutes=2)
MOST_WINDOWS = 10
LONGEST_NAME = 40


def new_window() -> str:
    return secrets.token_urlsafe(12)


def keep(typed: QueryDict, entry: Entry, by, moment: datetime | None = None) -> Revision:
    """Keeps all that stands in the form, over what was kept of the same window before."""
    fields = {
        "title": _storable(typed.get("title", ""))[:300],
        "summary": _storable(typed.get("summary", "")),
        "source": _storable(typed.get("source", "")),
        "format": typed["format"] if typed.get("format") in Format.values else entry.format,
        "typed": {name: [*map(_storable, typed.getlist(name))] for name in typed if is_field(name)},
        "saved_at": moment or timezone.now(),
    }
    with transaction.atomic():
        kept, _is_new = Revision.objects.update_or_create(
            entry=entry, author=by, window=_window(typed), is_autosave=True, defaults=fields
        )
        forget(typed.get("continues", ""), entry, by)
        own = Revision.objects.autosaved().filter(entry=entry, author=by).newest_first()
        Revision.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_WINDOWS:])).delete()
    return kept


def draft_of(typed: QueryDict, by) -> Entry | None:
    """The entry that a window has written in."""
    of_window = Revision.objects.filter(author=by, window=_window(typed)).exclude(window="")
    return next((one.entry for one in of_window.select_related("entry")[:1]), None)


def is_known(typed: QueryDict, entry: Entry) -> bool:
    """Whether the entry says the same already, or the same words have come from the same window before."""
    words = {name: _storable(typed.get(name, "")) for name in WORDS}
    notes = {_storable(typed[name]) for name in typed if ADDENDUM_TEXT.fullmatch(name)} - {""}
    is_said = all(getattr(entry, name) == text for name, text in words.items())
    has_come = is_said or entry.revisions.filter(window=_window(typed), **words).exists()
    return has_come and notes <= set(entry.addenda.values_list("source", flat=True))


def begun(typed: QueryDict, by) -> Entry | None:
    """The draft that the first words of a new entry make; it is the window's own from then on."""
    if found := draft_of(typed, by):
        return found
    if not any(typed.get(name, "").strip() for name in WORDS):
        return None
    draft = Entry(author=by, title=_storable(typed.get("title", "")).strip()[:300])
    draft.save()
    return draft


def name_after(kept: Revision) -> None:
    """A draft that was never saved by hand is listed under the title that stands in its form."""
    entry = kept.entry
    if entry.state == Entry.State.DRAFT and not entry.revisions.saved().exists() and kept.title != entry.title:
        Entry.objects.filter(pk=entry.pk).update(title=kept.title)


def forget(name: str, entry: Entry, by) -> None:
    """What another window kept and a form went on from, unless that window has written since."""
    pk, _blank, moment = name.partition(" ")
    if pk.isdecimal() and moment:
        own = Revision.objects.autosaved().filter(pk=pk, entry=entry, author=by)
        for kept in own:
            if kept.saved_at.isoformat() == moment:
                kept.delete()


def forget_window(typed: QueryDict, entry: Entry, by) -> None:
    """What was kept of a window whose form is saved now."""
    Revision.objects.autosaved().filter(entry=entry, author=by, window=_window(typed)).delete()
    forget(typed.get("continues", ""), entry, by)


def unsaved(entry: Entry, by) -> Revision | None:
    """The newest words of this person that were typed on the entry as it is now."""
    own = Revision.objects.autosaved().filter(entry=entry, author=by).newest_first()
    return next((kept for kept in own if (kept.typed or {}).get("seen") == [entry.modified_at.isoformat()]), None)


def left_behind(entry: Entry, by) -> Revision | None:
    """Words of this person that were typed on an earlier state of the entry, and never saved."""
    own = Revision.objects.autosaved().filter(entry=entry, author=by).newest_first()
    seen = entry.modified_at.isoformat()
    return next((kept for kept in own if (kept.typed or {}).get("seen") != [seen]), None)


def as_form_data(kept: Revision) -> QueryDict:
    """What a browser would send for the kept form, from a window of its own."""
    data = QueryDict(mutable=True)
    for name, values in (kept.typed or {}).items():
        data.setlist(name, values)
    data["window"], data["continues"] = new_window(), f"{kept.pk} {kept.saved_at.isoformat()}"
    data.pop("warned", None)
    return data


def applied(entry: Entry, kept: Revision) -> Entry:
    """The entry, not saved, with the words that were kept."""
    entry.title, entry.summary, entry.source, entry.format = kept.title, kept.summary, kept.source, kept.format
    entry.render()
    return entry


def others(entry: Entry, by, window: str, moment: datetime | None = None) -> str:
    """A sentence about whoever else writes in the entry now, or nothing."""
    since = (moment or timezone.now()) - STILL_TYPING
    busy = Revision.objects.autosaved().filter(entry=entry, saved_at__gte=since)
    people = busy.exclude(author=by).exclude(author=None).select_related("author")
    names = sorted({str(kept.author) for kept in people})
    if names:
        sentence = ngettext(
            "%(names)s is writing in this entry too.", "%(names)s are writing in this entry too.", len(names)
        )
        return sentence % {"names": ", ".join(names)}
    if window and busy.filter(author=by).exclude(window=window).exists():
        return _("You are writing in this entry in another window too.")
    return ""


def changed_since(entry: Entry, seen: str) -> str:
    """A sentence where the entry was saved after the page was opened, or nothing."""
    if not seen or seen == entry.modified_at.isoformat():
        return ""
    sentence = _("This entry was saved on %(moment)s, after you opened this page. When you save you can compare both.")
    return sentence % {"moment": dates.moment(entry.modified_at)}


def _window(typed: QueryDict) -> str:
    return _storable(typed.get("window", ""))[:LONGEST_NAME]


def is_field(name: str) -> bool:
    """Whether it is a field of the form, and not a button or a proof of where it came from."""
    return name != "csrfmiddlewaretoken" and not name.startswith("_")


def _storable(text: str) -> str:
    """With one character for a line's end, and without the one that databases refuse."""
    return text.replace("\r\n", "\n").replace("\0", "")
