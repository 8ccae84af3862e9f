"""Pages that say what a ban or a close would touch, before it happens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import bans
from comments import decisions as log
from comments.admin.page import page
from comments.models import Comment, Rule


def ban(request, pk: int):
    """How the writer is known, what each way would touch; then the ban."""
    if not request.user.has_perm("comments.add_rule"):
        raise PermissionDenied
    comment = _comment(request, pk)
    traits = bans.traits(comment)
    if request.method == "POST":
        chosen = [trait for trait in traits if trait.field in request.POST.getlist("by")]
        if not chosen:
            messages.warning(request, _("Tick at least one way to know this writer again."))
            return _see(request.get_full_path())
        outcome = bans.ban(comment, chosen, request.user)
        return _see(f"{reverse('admin:comments_waiting')}?done={outcome.batch}#desk-title")
    touched = {one.pk for trait in traits if _is_proposed(trait) for one in trait.waiting}
    return page(
        request,
        "ban",
        "admin:comments_waiting",
        _("Ban the writer of this comment?"),
        comment=comment,
        traits=[(trait, _described(trait), _reach(trait), _is_proposed(trait)) for trait in traits],
        button=ngettext(
            "Ban, and mark %(count)d comment as spam", "Ban, and mark %(count)d comments as spam", len(touched)
        )
        % {"count": len(touched)},
    )


def close(request, pk: int):
    """What closing leaves and ends; then the close."""
    comment = _comment(request, pk)
    discussion = comment.discussion
    if request.method == "POST":
        discussion.close(request.user)
        last = discussion.decisions.filter(actor=request.user).first()
        done = f"?done={last.batch}" if last else ""
        return _see(f"{reverse('admin:comments_waiting')}{done}#by-{pk}")
    return page(
        request,
        "close",
        "admin:comments_waiting",
        _("Close the discussion under “%(entry)s”?") % {"entry": log.isolated(str(discussion.entry))},
        comment=comment,
        discussion=discussion,
    )


def _comment(request, pk: int) -> Comment:
    mine = Comment.objects.moderated_by(request.user)
    return get_object_or_404(mine.select_related("discussion__entry", "user"), pk=pk)


def _is_proposed(trait: bans.Trait) -> bool:
    """A name is anybody's, and what published comments share may be another's."""
    return trait.field != Rule.Field.NAME and not trait.approved_count


def _described(trait: bans.Trait) -> str:
    if trait.field == Rule.Field.HOST:
        return _("the website %(host)s") % {"host": log.isolated(trait.value)}
    if trait.field == Rule.Field.NAME:
        return _("the name “%(name)s”") % {"name": log.isolated(trait.value)}
    return log.isolated(trait.value)


def _reach(trait: bans.Trait) -> str:
    waiting = len(trait.waiting)
    waits = ngettext("%(count)d comment waiting", "%(count)d comments waiting", waiting) % {"count": waiting}
    if not trait.approved_count:
        return _("%(waiting)s, none published.") % {"waiting": waits}
    return ngettext(
        "%(waiting)s; %(count)d published comment may be by somebody else.",
        "%(waiting)s; %(count)d published comments may be by somebody else.",
        trait.approved_count,
    ) % {"waiting": waits, "count": trait.approved_count}


def _see(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address, status=303)
