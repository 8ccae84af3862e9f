"""The clean-up desk: old comments in groups, a count that changes nothing, one button, and how far the work is."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import decisions as log
from comments import sweeps
from comments.admin.decisions import undo_press
from comments.admin.page import page
from comments.cleaning import GROUPS, PROPOSED, Cleaning, Group, groups
from comments.models import Comment, Decision, Sweep
from comments.models.decision import UNDO_AFTER

ROOM = "admin:comments_clean_up"
Gist = Comment.Gist
WHY = {
    Gist.PRAISE: gettext_lazy("They would fit any page: nothing of your entry in them."),
    Gist.TWINS: gettext_lazy("Others say the same, or nearly the same, here or under other entries."),
    Gist.EXCHANGE: gettext_lazy("They ask for a link, or offer texts for one."),
    Gist.TRADE: gettext_lazy("Words of the trades that live on comments, or calls to go elsewhere."),
    Gist.NAME: gettext_lazy("Names made for search engines, such as “cheap insurance”."),
    Gist.BLOGGING: gettext_lazy("Themes, editors, Twitter. Some of them may be readers."),
}
ACTS = ("spam", "unlink", "fold")


def clean_up(request):
    """GET shows the groups and what the proposal would do; POST counts again, or begins the work."""
    cleaning = _cleaning(request)
    if request.POST.get("do") == "run":
        if cleaning.count and request.POST.get("counted") == str(cleaning.count):
            return see(sweeps.begin(cleaning.chosen, cleaning.act, request.user))
        messages.warning(
            request, _("The numbers have changed since you counted. Nothing was done; please read them again.")
        )
    found = groups(request.user)
    return page(
        request,
        "clean_up",
        ROOM,
        _("Clean-up"),
        groups=[(group, label(group), WHY[group.gist], group.gist in cleaning.gists) for group in found],
        cleaning=cleaning,
        unread=Comment.objects.moderated_by(request.user).unread().count(),
        under_way=sweeps_of(request.user).under_way().first(),
        undo_until=timezone.now() + UNDO_AFTER,
        is_counted=request.method == "POST",
    )


def run(request, pk: int):
    """How far the work is; a press stops it and puts back what it did."""
    sweep = get_object_or_404(sweeps_of(request.user).defer("chosen", "taught"), pk=pk)
    if request.method == "POST":
        outcome = undo_press(request.user, str(sweep.batch))
        for sentence in dict.fromkeys(outcome.conflicts):
            messages.warning(request, sentence)
        return see(sweep)
    decision = Decision.objects.presses().filter(batch=sweep.batch).first()
    return page(
        request,
        "clean_up_run",
        ROOM,
        _run_title(sweep),
        sweep=sweep,
        what=log.brief([decision]) if decision else "",
        doing=_doing(sweep),
        decision=decision,
    )


def see(sweep: Sweep) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:comments_sweep', args=[sweep.pk])}#desk-title", status=303)


def sweeps_of(user):
    """Everybody's for who may change all comments; for others their own."""
    return Sweep.objects.all() if user.has_perm("comments.change_comment") else Sweep.objects.filter(actor=user)


def label(group: Group) -> str:
    count = group.count
    match group.gist:
        case Gist.PRAISE:
            text = ngettext("%(count)d that only praises", "%(count)d that only praise", count)
        case Gist.TWINS:
            text = ngettext("%(count)d that says what others say", "%(count)d that say nearly the same", count)
        case Gist.EXCHANGE:
            text = ngettext(
                "%(count)d that offers something for a link", "%(count)d that offer something for a link", count
            )
        case Gist.TRADE:
            text = ngettext("%(count)d that sells something", "%(count)d that sell something", count)
        case Gist.NAME:
            text = ngettext("%(count)d with a search for a name", "%(count)d with a search for a name", count)
        case _other:
            text = ngettext(
                "%(count)d that asks about blogging, not about your entry",
                "%(count)d that ask about blogging, not about your entry",
                count,
            )
    return text % {"count": count}


def _cleaning(request) -> Cleaning:
    if request.method != "POST":
        return Cleaning(request.user, PROPOSED)
    act = request.POST.get("to", "")
    ticked = [gist for gist in GROUPS if gist in request.POST.getlist("group")]
    keeps = "answered" in request.POST.getlist("keep")
    return Cleaning(request.user, ticked, act if act in ACTS else "spam", keeps)


def _run_title(sweep: Sweep) -> str:
    match sweep.state:
        case Sweep.State.GOING:
            return _("Clean-up under way")
        case Sweep.State.DONE:
            return _("Clean-up done")
        case Sweep.State.RETURNING:
            return _("Putting comments back")
    return _("Put back")


def _doing(sweep: Sweep) -> str:
    told = {"done": sweep.done, "total": sweep.total}
    if sweep.is_returning:
        return _("Putting comments back: %(done)d of %(total)d") % {"done": sweep.returned, "total": sweep.changed}
    match sweep.act:
        case "spam":
            return _("Moving comments to spam: %(done)d of %(total)d") % told
        case "unlink":
            return _("Removing links: %(done)d of %(total)d") % told
        case "fold":
            return _("Folding comments: %(done)d of %(total)d") % told
        case "unfold":
            return _("Showing comments in full: %(done)d of %(total)d") % told
        case "trash":
            return _("Moving comments to the trash: %(done)d of %(total)d") % told
        case "approve":
            return _("Approving comments: %(done)d of %(total)d") % told
    return _("Putting comments back to where they were: %(done)d of %(total)d") % told
