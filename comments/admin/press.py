"""What comes before and after a press on a button of the desk: what was meant, the way back, the bar that offers to undo."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from comments import decisions as log
from comments.admin.decisions import undo_press, with_subjects
from comments.models import Decision
from comments.moderation import Outcome


def seen(request) -> dict[int, str]:
    """Which comments were meant, and how each looked: sent as "18.pending-0a1b2c"."""
    pairs = (value.partition(".") for value in request.POST.getlist("comment"))
    return {int(pk): version for pk, _dot, version in pairs if pk.isdecimal() and len(pk) < 19}


def back(request, room: str, fragment: str = "desk-title", **query) -> HttpResponseRedirect:
    """303 to the room, to the page of it that was open."""
    if request.GET.get("p", "").isdecimal():
        query = {"p": request.GET["p"]} | query
    address = reverse(room) + (f"?{urlencode(query)}" if query else "")
    return HttpResponseRedirect(f"{address}#{fragment}", status=303)


def finish(request, room: str, outcome: Outcome, following: int | str | None, **query) -> HttpResponseRedirect:
    """To the next card, the result in the page's title; what could not be done stands at the top."""
    for sentence in dict.fromkeys(outcome.conflicts):
        messages.warning(request, sentence)
    if outcome.conflicts:
        return back(request, room, "content-start")
    has_card = following and str(following).isdecimal()
    return back(request, room, f"by-{following}" if has_card else "desk-title", done=outcome.batch, **query)


def undo(request, room: str, page_of: Callable[[int], int] | None = None) -> HttpResponseRedirect:
    """To the card that came back; `page_of` tells by its key on which page it stands now."""
    outcome = undo_press(request.user, request.POST["undo"])
    put_back = [decision.comment_id for decision in outcome.changed if decision.comment_id]
    card = put_back[-1] if put_back else None
    return finish(request, room, outcome, card, **({"p": page_of(card)} if card and page_of else {}))


def undo_bar(request) -> dict:
    """What this person did last, and whether that was just now: then it opens the page's title."""
    decisions = last_press(request.user)
    if not decisions:
        return {}
    last, brief = decisions[-1], log.brief(decisions)
    return {
        "last_act": brief,
        "result": brief if request.GET.get("done") == str(last.batch) else "",
        "undo_batch": last.batch if last.is_undoable() else None,
        "undo_until": last.undo_until,
    }


def last_press(user) -> list[Decision]:
    """The decisions of this person's last press, in the order they were made."""
    mine = Decision.objects.presses().filter(actor=user)
    last = mine.first()
    if not last:
        return []
    return list(with_subjects(mine.filter(batch=last.batch)).order_by("made_at", "pk"))
