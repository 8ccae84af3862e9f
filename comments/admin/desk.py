"""The desk: comments that wait, likely readers first, each with what can be done about it."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import moderation, surprise
from comments.admin import press
from comments.admin.cards import Band, Card, before, cards, with_band
from comments.admin.page import page, question, waiting_for
from comments.models import Comment, Keys
from comments.spam.headlines import READER_BELOW, SPAM_FROM

ROOM = "admin:comments_waiting"
CARDS_PER_PAGE = 25

ONLY = {
    "approve": gettext_lazy("Approve only"),
    "approve-plain": gettext_lazy("Approve without the link only"),
    "spam": gettext_lazy("Spam only"),
    "trash": gettext_lazy("Move to the trash only"),
    "lock": gettext_lazy("Lock this branch only"),
}
ASIDE = {"ban": "admin:comments_ban", "close": "admin:comments_close"}


def waiting(request):
    """GET shows the desk; POST is a press on one of its buttons, and leads back to it."""
    return _press(request) if request.method == "POST" else _desk(request)


@dataclass
class Group:
    band: Band
    count: int
    cards: list[Card]


def _desk(request):
    waits = waiting_for(request.user)
    counts = dict(with_band(waits).order_by().values_list("band").annotate(Count("pk")))
    found = with_band(waits).select_related(
        "user", "parent", "parent__user", "discussion", "discussion__entry", "discussion__entry__author"
    )
    paginator = Paginator(found, CARDS_PER_PAGE)
    paginator.count = sum(counts.values())
    shown = paginator.get_page(request.GET.get("p"))
    made = cards(list(shown))
    groups = [Group(band, counts.get(band, 0), [card for card in made if card.band == band]) for band in Band]
    total = paginator.count
    title = ngettext("%(count)d comment waits for you", "%(count)d comments wait for you", total) % {"count": total}
    return page(
        request,
        "waiting",
        ROOM,
        title if total else _("Nothing waits for you"),
        waiting_count=total,
        groups=[group for group in groups if group.cards],
        shown=shown,
        newest=_newest(request.user) if not total else None,
        keys_on=Keys.are_on(request.user),
        reader_below=READER_BELOW,
        spam_from=SPAM_FROM,
        **press.undo_bar(request),
    )


def _page_of(waits, pk: int) -> int:
    """Others may have been given their points meanwhile and stand before it now."""
    card = waits.filter(pk=pk).first()
    return waits.filter(before(card)).count() // CARDS_PER_PAGE + 1 if card else 1


def _newest(user) -> Comment | None:
    return Comment.objects.moderated_by(user).select_related("user").first()


# What a press does


def _press(request):
    if "undo" in request.POST:
        return press.undo(request, ROOM, partial(_page_of, waiting_for(request.user)))
    if "keys" in request.POST:
        Keys.turn(request.user, request.POST["keys"] == "on")
        return press.back(request, ROOM)
    act, seen = request.POST.get("do", ""), press.seen(request)
    comments = list(
        Comment.objects.moderated_by(request.user)
        .filter(pk__in=seen)
        .select_related("discussion", "discussion__entry", "user")
    )
    if not comments:
        messages.warning(request, _("Tick the comments first, then press the button below them."))
        return press.back(request, ROOM)
    if act in ASIDE:
        return redirect(ASIDE[act], comments[0].pk)
    if act == "answer":
        return _answer(request, comments[0], seen)
    if act not in ONLY:
        messages.warning(request, _("This button is not known here. Nothing was changed."))
        return press.back(request, ROOM)
    asked = _asks_first(request, act, comments)
    if asked:
        return asked
    # A locked branch still waits for its verdict.
    following = comments[0].pk if act == "lock" else request.POST.get("next")
    return press.finish(request, ROOM, moderation.decide(comments, act, request.user, seen), following)


def _answer(request, comment: Comment, seen: dict[int, str]):
    text = request.POST.get("answer", "").strip()
    if not text:
        messages.warning(request, _("The answer is empty. Write it first, or press Approve."))
        return press.back(request, ROOM, f"by-{comment.pk}")
    outcome = moderation.answer(comment, text, request.user, seen[comment.pk])
    return press.finish(request, ROOM, outcome, request.POST.get("next"))


def _asks_first(request, act: str, comments: list[Comment]):
    """A question worth asking once: about words that would be lost, or a verdict far from what the score says."""
    if "sure" in request.POST:
        return None
    text = request.POST.get("answer", "")
    if text.strip():
        send = ("answer", _("Approve and answer"))
        return question(request, _("You wrote an answer. Send it too?"), [send, (act, ONLY[act])], answer=text)
    if act in {"spam", "approve", "approve-plain"} and (odd := surprise.about(act, comments)):
        return question(request, odd, [(act, _("Yes, as I said"))])
    return None
