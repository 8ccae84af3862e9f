"""Earlier states of an entry: kept at each save by hand and while somebody types, compared in words, and put back."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog import dates, html
from blog.admin.pages import entry_page, own_entry
from blog.compare import Line, compared, readable
from blog.models import Addendum, Entry, Revision

WORDS = ("title", "summary", "source", "format")
VERSIONS_PER_PAGE = 50


def addenda_of(entry: Entry) -> list[dict]:
    return [addendum.state() for addendum in entry.addenda.all()]


def keep(entry: Entry, by, saved_at: datetime | None = None, words=None, addenda=None, window="") -> Revision:
    """Keeps the entry's words and addenda as they are now, or others it had at another moment."""
    return Revision.objects.create(
        entry=entry,
        author=by,
        window=window,
        saved_at=saved_at or timezone.now(),
        addenda=addenda_of(entry) if addenda is None else addenda,
        **(words or {name: getattr(entry, name) for name in WORDS}),
    )


def lines_of(state: Entry | Revision, addenda: Iterable[Addendum] = ()) -> list[str]:
    """A state of an entry as lines of words."""
    lines = [_("Title: %(title)s") % {"title": state.title}]
    lines += [_("Summary: %(summary)s") % {"summary": line} for line in state.summary.splitlines() if line.strip()]
    lines += readable(html.clean_entry(state.source, state.format).body)
    for addendum in addenda:
        lines.append(_("Addendum: %(day)s") % {"day": addendum.day_in_words() or _("no date noted")})
        lines += readable(html.clean_entry(addendum.source, addendum.format).body)
        lines += [_("Source: %(source)s") % {"source": " ".join(link).strip()} for link in addendum.source_links()]
    return lines


def difference(old: Entry | Revision, new: Entry | Revision) -> list[Line]:
    """What went and what came from one state to the other."""
    return compared(_lines_with_addenda(old), _lines_with_addenda(new))


@require_safe
def versions(request, pk: int, model_admin):
    """All that was kept, newest first; what somebody else typed and did not save is theirs."""
    entry = own_entry(request, pk, model_admin)
    kept = entry.revisions.filter(Q(is_autosave=False) | Q(author=request.user)).newest_first().select_related("author")
    page = Paginator(kept.defer("source", "typed", "addenda"), VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
    return entry_page(request, "versions", entry, title=_("Earlier versions"), versions=page)


def version(request, pk: int, version_pk: int, model_admin):
    """One state compared with what is saved now, or with the one before it; a press puts it back."""
    entry = own_entry(request, pk, model_admin)
    kept = entry.revisions.filter(Q(is_autosave=False) | Q(author=request.user)).select_related("author")
    version = get_object_or_404(kept, pk=version_pk)
    if request.method == "POST":
        return _put_back(request, entry, version, model_admin)
    earlier = kept.saved().filter(saved_at__lt=version.saved_at).newest_first().first()
    is_with_earlier = request.GET.get("with") == "before" and earlier is not None
    lines = difference(earlier, version) if is_with_earlier else difference(entry, version)
    return entry_page(
        request,
        "version",
        entry,
        title=_("The words of %(moment)s") % {"moment": dates.moment(version.saved_at)},
        version=version,
        earlier=earlier,
        is_with_earlier=is_with_earlier,
        lines=lines,
        is_changed=any(line.is_changed for line in lines),
    )


def _put_back(request, entry: Entry, version: Revision, model_admin):
    """The words of a version, and its addenda where they were written down; that is a version of its own."""
    with transaction.atomic():
        if not entry.revisions.saved().exists():
            keep(entry, entry.author, entry.modified_at)
        for name in WORDS:
            setattr(entry, name, getattr(version, name))
        entry.save()
        if version.addenda is not None:
            Addendum.put_back(entry, version.addenda)
        keep(entry, request.user)
        if version.is_autosave:
            version.delete()
    sentence = _("The words of %(moment)s are back.") % {"moment": dates.moment(version.saved_at)}
    model_admin.log_change(request, entry, sentence)
    model_admin.message_user(request, sentence, messages.SUCCESS)
    return redirect("admin:blog_entry_change", entry.pk)


def _lines_with_addenda(state: Entry | Revision) -> list[str]:
    if isinstance(state, Entry):
        return lines_of(state, state.addenda.all())
    addenda = state.entry.addenda.all() if state.addenda is None else _states(state)
    return lines_of(state, addenda)


def _states(version: Revision) -> list[Addendum]:
    return [Addendum.from_state(version.entry, state) for state in version.addenda]
