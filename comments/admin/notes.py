"""Private notes: what readers wrote to the author alone, unread ones first."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.page import page
from comments.models import Note

NOTES_PER_PAGE = 20


def notes(request):
    """GET shows them; POST marks one as read, or all that were shown, or deletes one."""
    if not request.user.has_perm("comments.view_note"):
        raise PermissionDenied
    if request.method == "POST":
        return _press(request)
    in_order = Note.objects.select_related("entry").order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")
    shown = Paginator(in_order, NOTES_PER_PAGE).get_page(request.GET.get("p"))
    unread_count = Note.objects.unread().count()
    return page(request, "notes", "admin:comments_notes", _title(unread_count), shown=shown, unread_count=unread_count)


def _press(request) -> HttpResponseRedirect:
    if request.POST.get("do") == "delete":
        if not request.user.has_perm("comments.delete_note"):
            raise PermissionDenied
        _chosen(request).delete()
        messages.success(request, _("The note was deleted."))
    else:
        for note in _chosen(request):
            note.mark_as_read()
    return HttpResponseRedirect(f"{request.get_full_path()}#content-start", status=303)


def _chosen(request):
    return Note.objects.filter(pk__in=[pk for pk in request.POST.getlist("note") if pk.isdecimal() and len(pk) < 19])


def _title(unread_count: int) -> str:
    if not unread_count:
        return _("Private notes")
    return ngettext("Private notes: %(count)d is new", "Private notes: %(count)d are new", unread_count) % {
        "count": unread_count
    }


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    """Notes are read on a page of their own, and nobody writes one here."""

    def get_urls(self):
        return [path("read/", self.admin_site.admin_view(notes), name="comments_notes"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:comments_notes")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:comments_notes")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
