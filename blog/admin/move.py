"""Bringing in an old blog without a command: hand in its file, see what would happen, press the button, watch."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.importers.exports import BrokenExport, UnreadableExport, opened
from blog.models import Author, Move

MOST_BYTES = 1024**3


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The export"),
        help_text=gettext_lazy("A file such as myblog.wordpress.2026-11-22.xml, or .xml.gz."),
        error_messages={"required": gettext_lazy("Choose the file first.")},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 GB. Bring it in with the command import_blog."))
        return upload


@dataclass(frozen=True)
class Byline:
    """An author of the old blog, with the account that is proposed for it."""

    login: str
    name: str
    username: str


def move(request):
    """GET shows how far it is; POST hands in a file, begins, or puts it away."""
    if not request.user.is_superuser:
        raise PermissionDenied
    current = Move.objects.first()
    if request.method != "POST":
        return _page(request, current)
    match request.POST.get("do"):
        case "look" if not current:
            return _hand_in(request)
        case "run" if current and current.want(_chosen(request, current) if current.is_found else current.usernames):
            pass
        case "leave" if current and not current.is_under_way:
            current.put_away()
            messages.success(request, _("Put away.") if current.is_done else _("Left alone. Nothing was written."))
        case _:
            messages.warning(request, _("This was changed since. Nothing was changed now."))
    return _see_other()


def _hand_in(request):
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        handed_in = Move.of(form.cleaned_data["file"], request.user)
        try:
            with opened(handed_in.path):
                handed_in.save()
            return _see_other()
        except (UnreadableExport, BrokenExport) as trouble:
            handed_in.path.unlink()
            form.add_error("file", str(trouble))
    return _page(request, None, form)


def _chosen(request, current: Move) -> dict[str, str]:
    """The accounts that were chosen for the old blog's authors; none where a new one is to be made."""
    known = set(Author.objects.values_list("username", flat=True))
    logins = [author["login"] for author in current.report.get("authors", [])]
    chosen = {login: request.POST.get(f"account-{number}", "") for number, login in enumerate(logins)}
    return {login: username for login, username in chosen.items() if username in known}


def _page(request, current: Move | None, form: FileForm | None = None):
    context = admin.site.each_context(request) | {
        "title": _title(current),
        "move": current,
        "form": form or FileForm(),
        "bylines": _bylines(request.user, current) if current else [],
        "accounts": Author.objects.order_by("name"),
        "taken": {row["kind"]: row["what"] for row in current.report.get("taken", [])} if current else {},
    }
    status = 422 if form and form.errors else 200
    return TemplateResponse(request, "admin/blog/move/move.html", context, status=status)


def _bylines(user, current: Move) -> list[Byline]:
    """One author of the old blog, and nobody here who bears that name: that is whoever hands it in."""
    found = [Byline(**author) for author in current.report.get("authors", [])]
    if len(found) == 1 and not found[0].username:
        return [Byline(found[0].login, found[0].name, user.username)]
    return found


def _title(current: Move | None) -> str:
    if not current:
        return _("Bring in an old blog")
    titles = {
        Move.Stage.NEW: _("Looking at the old blog"),
        Move.Stage.FOUND: _("Bring in an old blog: what was found"),
        Move.Stage.WANTED: _("Bringing in the old blog"),
        Move.Stage.DONE: _("The old blog is in"),
        Move.Stage.FAILED: _("The old blog could not be brought in"),
    }
    return titles[Move.Stage(current.stage)]


def _see_other() -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:blog_move')}#content-start", status=303)


@admin.register(Move)
class MoveAdmin(admin.ModelAdmin):
    """There is one at a time, so list and form lead to one page."""

    def get_urls(self):
        return [path("old-blog/", self.admin_site.admin_view(move), name="blog_move"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:blog_move"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return HttpResponseRedirect(reverse("admin:blog_move"))

    def has_module_permission(self, request):
        return request.user.is_superuser

    has_view_permission = has_change_permission = lambda self, request, obj=None: request.user.is_superuser

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
