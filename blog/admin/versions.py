"""Earlier words of an entry: kept at each save by hand, shown in a list, and put back."""

from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import dates
from blog.models import Entry, Revision

WORDS = ("title", "summary", "source", "format")


def keep(entry: Entry, by, saved_at: datetime | None = None, words: dict | None = None) -> None:
    """Keeps the entry's words as they are now, or others it had at another moment."""
    kept = words or {name: getattr(entry, name) for name in WORDS}
    Revision.objects.create(entry=entry, author=by, saved_at=saved_at or timezone.now(), **kept)


def versions(request, pk: int, model_admin):
    """All that was kept, newest first; a press puts one back, which is a version of its own."""
    entry = get_object_or_404(Entry, pk=pk)
    if not model_admin.has_change_permission(request, entry):
        raise PermissionDenied
    kept = entry.revisions.filter(is_autosave=False).select_related("author")
    if request.method == "POST":
        version = get_object_or_404(kept, pk=request.POST.get("version") or 0)
        _put_back(entry, version, request.user)
        sentence = _("The words of %(moment)s are back.") % {"moment": dates.moment(version.saved_at)}
        model_admin.log_change(request, entry, sentence)
        model_admin.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:blog_entry_change", entry.pk)
    context = {"title": _("Earlier versions"), "original": entry, "opts": Entry._meta, "versions": kept}
    return TemplateResponse(request, "admin/blog/entry/versions.html", admin.site.each_context(request) | context)


def _put_back(entry: Entry, version: Revision, by) -> None:
    for name in WORDS:
        setattr(entry, name, getattr(version, name))
    with transaction.atomic():
        entry.save()
        keep(entry, by)
