"""A save that comes from somebody who was signed out meanwhile: the words go through the sign-in and come back.

They travel in the sign-in page's own form, so nothing that a stranger sends is stored, and no script is needed. Once
somebody has signed in they are kept as that person's unsaved words, and the entry's page opens with them.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views import csrf

from blog.admin import autosave
from blog.models import Entry

FORMS = {"admin:blog_entry_add", "admin:blog_entry_change"}
PREFIX = "kept:"


def rescued(view: Callable) -> Callable:
    """The view of an entry's form, in which a save by somebody signed out loses nothing."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and not admin.site.has_permission(request):
            return sign_in(request, _fields(request.POST))
        return view(request, *args, **kwargs)

    return guarded


def refused(request, reason=""):
    """In place of Django's answer to a form without a valid proof of where it came from.

    A page that stood open while somebody signed out and in again has an old proof. What it sends is kept and nothing is
    done with it; what comes from elsewhere is refused as ever.
    """
    if request.method != "POST" or not _is_entry_form(request.path_info) or not _comes_from_this_site(request):
        return csrf.csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return sign_in(request, _fields(request.POST))
    return take_in(request, request.path_info, request.POST)


def sign_in(request, kept: list[tuple[str, str]]):
    """The sign-in page with the words in it."""
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": (admin.site.login_form or AdminAuthenticationForm)(request),
        "app_path": reverse("admin:login"),
        "next": request.path_info,
        "username": "",
        "kept": kept,
    }
    return TemplateResponse(request, "admin/login.html", context, status=403)


def carried(request) -> list[tuple[str, str]]:
    """The words that a sign-in page has sent back, as its template prints them."""
    return [(name, value) for name, values in request.POST.lists() for value in values if name.startswith(PREFIX)]


def take_in(request, path: str, typed: QueryDict):
    """Keeps the words as unsaved ones of the person now signed in, and leads to the page that shows them."""
    match = resolve(path)
    model_admin = admin.site.get_model_admin(Entry)
    number = match.kwargs.get("object_id", "")
    entry = Entry.objects.filter(pk=number).first() if number.isdecimal() else None
    may = model_admin.has_change_permission(request, entry) if entry else model_admin.has_add_permission(request)
    if not entry and may:
        entry = autosave.begun(typed, request.user)
    if not entry or not may:
        messages.error(request, _("Your account may not write there, so the words were not kept."))
        return HttpResponseRedirect(reverse("admin:index"), status=303)
    if not match.kwargs:
        typed = typed.copy()
        typed["seen"] = entry.modified_at.isoformat()
    autosave.name_after(autosave.keep(typed, entry, request.user))
    messages.warning(
        request, _("You had been signed out, so nothing was saved yet. Your words stand below: press again.")
    )
    return HttpResponseRedirect(reverse("admin:blog_entry_change", args=[entry.pk]), status=303)


def take_in_carried(request):
    """The same for words that came through the sign-in page; None where there were none, or they belong nowhere."""
    path = request.POST.get("next", "")
    kept = carried(request)
    if not kept or not _is_entry_form(path):
        return None
    typed = QueryDict(mutable=True)
    for name, value in kept:
        typed.appendlist(name.removeprefix(PREFIX), value)
    return take_in(request, path, typed)


def _fields(typed: QueryDict) -> list[tuple[str, str]]:
    return [(PREFIX + name, value) for name, values in typed.lists() for value in values if autosave.is_field(name)]


def _is_entry_form(path: str) -> bool:
    try:
        return resolve(path).view_name in FORMS
    except Resolver404:
        return False


def _comes_from_this_site(request) -> bool:
    """A browser's own word, which no page of another site can set."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
