"""Links that show one entry to whoever holds them: made, listed and taken back."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import dates
from blog.admin.pages import entry_page, own_entry
from blog.models import PreviewLink

DAYS = (1, 7, 30)
USUAL_DAYS = 7


def previews(request, pk: int, model_admin):
    entry = own_entry(request, pk, model_admin)
    if request.method == "POST":
        sentence = _act(request, entry)
        model_admin.log_change(request, entry, sentence)
        model_admin.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:blog_entry_previews", entry.pk)
    links = entry.preview_links.valid().select_related("made_by")
    return entry_page(
        request, "previews", entry, title=_("Show it to a friend"), links=links, days=DAYS, usual_days=USUAL_DAYS
    )


def _act(request, entry) -> str:
    if request.POST.get("end"):
        number = request.POST["end"]
        link = get_object_or_404(entry.preview_links, pk=number if number.isdecimal() else 0)
        link.revoke()
        return _("The link shows nothing any more.")
    days = request.POST.get("days", "")
    span = timedelta(days=int(days) if days in map(str, DAYS) else USUAL_DAYS)
    link = PreviewLink.objects.create(entry=entry, made_by=request.user, ends_at=timezone.now() + span)
    return _("The link works until %(moment)s.") % {"moment": dates.moment(link.ends_at)}
