"""The author's twin of an entry's page: the reader's templates, with answers, the discussion's switch, and drafts."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog.admin import autosave
from blog.models import Entry
from blog.views import entry_context
from comments import moderation
from comments.models import Comment, Discussion

SWITCHES = {
    "close": Discussion.close,
    "reopen": Discussion.reopen,
    "week": partial(Discussion.reopen_for, days=7),
    "moderate": Discussion.moderate,
    "rule": Discussion.follow_rule,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request, pk: int, may_change):
    """`may_change(request, entry)` asks the admin whether this person may act here."""
    entry = get_object_or_404(Entry.objects.with_details(), pk=pk)
    if not may_change(request, entry):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, entry)
    if request.POST.get("switch") in SWITCHES:
        SWITCHES[request.POST["switch"]](Discussion.on(entry), by=request.user)
        return redirect(_address(entry) + "#comments")
    return _answered(request, entry)


def _answered(request, entry: Entry):
    text, anchor = request.POST.get("text", ""), request.POST.get("answers", "")
    if not text.strip():
        messages.warning(request, _("Write something first: the answer is empty."))
        return redirect(f"{_address(entry)}#{anchor or 'respond'}")
    if not anchor:
        said = moderation.say(Discussion.on(entry), text, request.user)
        return redirect(f"{_address(entry)}#{said.anchor}")
    comment = Comment.objects.comments().on(entry).filter(anchor=anchor).select_related("discussion__entry").first()
    if not comment:
        return HttpResponseBadRequest(_("The comment you answered is not there any more."))
    outcome = moderation.answer(comment, text, request.user)
    for trouble in outcome.conflicts:
        messages.warning(request, trouble)
    return redirect(f"{_address(entry)}#{outcome.changed[-1].anchor if outcome.changed else anchor}")


def _page(request, entry: Entry):
    """In the blog's language, as its readers have it; in the words that this person has typed and not saved, if any."""
    kept = autosave.unsaved(entry, request.user)
    if kept:
        autosave.applied(entry, kept)
    with translation.override(request.blog.language):
        return render(
            request,
            "admin/comments/entry_page.html",
            entry_context(entry) | {"place": None, "twin": True, "kept": kept},
        )


def _address(entry: Entry) -> str:
    return reverse("admin:comments_entry_page", args=[entry.pk])
