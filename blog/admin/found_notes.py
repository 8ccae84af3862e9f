"""Notes that an import recognised in a text: shown with their dates, and made addenda by one press."""

from datetime import datetime, time

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.admin import versions
from blog.admin.pages import entry_page, own_entry
from blog.importers.addenda import Note, notes_in, without
from blog.models import Addendum, Blog, Entry

NOON = time(12)


def found_notes(request, pk: int, model_admin):
    entry = own_entry(request, pk, model_admin)
    notes = notes_of(entry)
    if request.method != "POST":
        seen = entry.modified_at.isoformat()
        return entry_page(request, "found_notes", entry, title=_("Notes found in the text"), notes=notes, seen=seen)
    if request.POST.get("seen") != entry.modified_at.isoformat():
        model_admin.message_user(
            request, _("The text has changed since you opened this page. Please look again."), messages.WARNING
        )
        return redirect("admin:blog_entry_notes", entry.pk)
    wanted = set(request.POST.getlist("note")) if request.POST.get("do") == "take" else set()
    taken = [note for number, note in enumerate(notes) if str(number) in wanted]
    days = [request.POST.get(f"day-{number}") for number, note in enumerate(notes) if note in taken]
    sentence = take_out(entry, taken, days, request.user) if taken else _leave(entry)
    model_admin.log_change(request, entry, sentence)
    model_admin.message_user(request, format_html("{}", sentence), messages.SUCCESS)
    return redirect("admin:blog_entry_change", entry.pk)


def notes_of(entry: Entry) -> list[Note]:
    if entry.format != "html":
        return []
    published = entry.published_at and timezone.localtime(entry.published_at).date()
    return notes_in(entry.source, published, entry.language or Blog.load().language, timezone.localdate())


def take_out(entry: Entry, notes: list[Note], days: list[str | None], by) -> str:
    """Moves the notes out of the text into addenda; the text as it was is a version to go back to."""
    with transaction.atomic():
        if not entry.revisions.saved().exists():
            versions.keep(entry, entry.author, entry.modified_at)
        entry.source = without(entry.source, notes)
        entry.notes_found = len(notes_of(entry))
        entry.save()
        added_at, position = entry.published_at, entry.addenda.count()
        for number, (note, day) in enumerate(zip(notes, days, strict=True)):
            addendum = _addendum(entry, note, day, position + number)
            # One without a date was added after the one before it.
            addendum.created_at = added_at = _noon(addendum) or added_at
            addendum.save()
        versions.keep(entry, by)
    count = ngettext("%d note is an addendum now.", "%d notes are addenda now.", len(notes)) % len(notes)
    return f"{count} {_('The text with them in it is among the earlier versions.')}"


def _leave(entry: Entry) -> str:
    Entry.objects.filter(pk=entry.pk).update(notes_found=0)
    return _("The notes stay in the text.")


def _addendum(entry: Entry, note: Note, day: str | None, position: int) -> Addendum:
    addendum = Addendum(entry=entry, source=note.source, position=position)
    if note.day:
        second = note.day.other and day == note.day.other.isoformat()
        addendum.noted_on = note.day.other if second else note.day.on
        addendum.precision = note.day.precision
    addendum.sources = "\n".join(f"{address} {title}" for address, title in note.sources)
    return addendum


def _noon(addendum: Addendum) -> datetime | None:
    """When feeds and search engines are told that it was added, in the blog's zone."""
    if not addendum.noted_on:
        return None
    return datetime.combine(addendum.noted_on, NOON, tzinfo=timezone.get_current_timezone())
