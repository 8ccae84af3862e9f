"""The log of all decisions, with an Undo for thirty days."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from comments import decisions as log
from comments.admin.cards import points
from comments.admin.page import page
from comments.models import Decision
from comments.moderation import Outcome
from comments.undo import undo

LINES_PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One press of a button."""

    decisions: list[Decision]

    @property
    def last(self) -> Decision:
        return self.decisions[-1]

    @property
    def who(self) -> str:
        return log.who(self.last)

    @property
    def sentence(self) -> str:
        return log.sentence(self.decisions)

    @property
    def score(self) -> str:
        comment = self.last.comment
        return points(comment.score) if len(self.decisions) == 1 and comment and comment.score is not None else ""

    @property
    def when(self) -> str:
        return log.when(self.last.made_at)

    @property
    def undone_at(self) -> datetime | None:
        return self.last.undone_at

    @property
    def is_undoable(self) -> bool:
        return any(one.is_undoable() for one in self.decisions)


def decisions(request):
    if request.method == "POST":
        outcome = undo_press(request.user, request.POST.get("undo", ""))
        for sentence in dict.fromkeys(outcome.conflicts):
            messages.warning(request, sentence)
        if outcome.changed and not outcome.conflicts:
            messages.success(request, _("Undone."))
        return HttpResponseRedirect(f"{request.get_full_path()}#content-start", status=303)
    batches = _decided_for(request.user).values("batch").annotate(last=Max("made_at"), last_pk=Max("pk"))
    shown = Paginator(batches.order_by("-last", "-last_pk"), LINES_PER_PAGE).get_page(request.GET.get("p"))
    return page(request, "decisions", "admin:comments_decisions", _("Decisions"), shown=shown, lines=_lines(shown))


def undo_press(user, batch: str) -> Outcome:
    """Takes back one press, as far as this person may decide on what it touched."""
    try:
        found = _decided_for(user).filter(batch=uuid.UUID(batch))
    except ValueError:
        return Outcome(conflicts=[_("This decision is not in the log.")])
    return undo(found.select_related("comment__discussion", "comment__user", "discussion"), user)


def with_subjects(decisions):
    """With what their sentences name, and without the long texts that they don't."""
    long_texts = ("source", "body_html")
    named = ("comment", "comment__parent", "discussion__entry")
    return decisions.select_related("comment__user", "comment__parent__user", "discussion__entry").defer(
        *(f"{one}__{name}" for one in named for name in long_texts)
    )


def lines_about(comment) -> list[Line]:
    """What was decided on one comment, newest first."""
    made = with_subjects(comment.decisions.all()) if comment else []
    return [Line([decision]) for decision in made]


def _decided_for(user):
    """What this person may decide on: all, all comments and discussions, or those under their own entries."""
    if user.has_perm("comments.change_discussionrule"):
        return Decision.objects.presses()
    if user.has_perm("comments.change_comment"):
        return Decision.objects.presses().filter(Q(discussion__isnull=False) | Q(verb="swept"))
    own = Q(discussion__entry__author=user) | Q(verb="swept", actor=user)
    return Decision.objects.presses().filter(own)


def _lines(shown) -> list[Line]:
    presses = {press["batch"]: [] for press in shown}
    for decision in with_subjects(Decision.objects.presses().filter(batch__in=presses)).order_by("made_at", "pk"):
        presses[decision.batch].append(decision)
    return [Line(made) for made in presses.values()]
