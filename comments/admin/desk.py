"""The desk: comments that wait, likely readers first, each with what can be done about it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import decisions as log
from comments import moderation
from comments.admin.cards import Band, Card, cards, with_band
from comments.admin.decisions import undo_press, with_subjects
from comments.admin.page import page, question, waiting_for
from comments.models import Comment, Decision, Keys
from comments.spam.headlines import READER_BELOW, SPAM_FROM
from comments.spam.lines import Lines
from comments.spam.verdict import Known

CARDS_PER_PAGE = 25
# That far beyond the fixed line the opposite verdict is asked about once.
SURPRISE = 2.0

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
        "admin:comments_waiting",
        title if total else _("Nothing waits for you"),
        waiting_count=total,
        groups=[group for group in groups if group.cards],
        shown=shown,
        newest=_newest(request.user) if not total else None,
        keys_on=Keys.are_on(request.user),
        reader_below=READER_BELOW,
        spam_from=SPAM_FROM,
        **_undo_bar(request),
    )


def _undo_bar(request) -> dict:
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
    mine = Decision.objects.filter(actor=user)
    last = mine.first()
    if not last:
        return []
    return list(with_subjects(mine.filter(batch=last.batch)).order_by("made_at", "pk"))


def _newest(user) -> Comment | None:
    return Comment.objects.moderated_by(user).select_related("user").first()


# What a press does


def _press(request):
    if "undo" in request.POST:
        return _undo(request)
    if "keys" in request.POST:
        Keys.turn(request.user, request.POST["keys"] == "on")
        return _back(request)
    act, seen = request.POST.get("do", ""), _seen(request)
    comments = list(
        Comment.objects.moderated_by(request.user)
        .filter(pk__in=seen)
        .select_related("discussion", "discussion__entry", "user")
    )
    if not comments:
        messages.warning(request, _("Tick the comments first, then press the button below them."))
        return _back(request)
    if act in ASIDE:
        return redirect(ASIDE[act], comments[0].pk)
    if act == "answer":
        return _answer(request, comments[0], seen)
    if act not in ONLY:
        messages.warning(request, _("This button is not known here. Nothing was changed."))
        return _back(request)
    asked = _asks_first(request, act, comments)
    if asked:
        return asked
    # A locked branch still waits for its verdict.
    following = comments[0].pk if act == "lock" else request.POST.get("next")
    return _finish(request, moderation.decide(comments, act, request.user, seen), following)


def _answer(request, comment: Comment, seen: dict[int, str]):
    text = request.POST.get("answer", "").strip()
    if not text:
        messages.warning(request, _("The answer is empty. Write it first, or press Approve."))
        return _back(request, f"by-{comment.pk}")
    outcome = moderation.answer(comment, text, request.user, seen[comment.pk])
    return _finish(request, outcome, request.POST.get("next"))


def _asks_first(request, act: str, comments: list[Comment]):
    """A question worth asking once: about words that would be lost, or a verdict far from what the score says."""
    if "sure" in request.POST:
        return None
    text = request.POST.get("answer", "")
    if text.strip():
        send = ("answer", _("Approve and answer"))
        return question(request, _("You wrote an answer. Send it too?"), [send, (act, ONLY[act])], answer=text)
    if act in {"spam", "approve", "approve-plain"} and (odd := _surprise(act, comments)):
        return question(request, odd, [(act, _("Yes, as I said"))])
    return None


def _surprise(act: str, comments: list[Comment]) -> str:
    """A question where a verdict says the opposite of what the filter, or the points, said clearly."""
    is_spam = act == "spam"
    lines = Known.about([]).lines
    odd = [one for one in comments if one.score is not None and _is_odd(one.score, is_spam, lines)]
    if not odd:
        return ""
    if is_spam:
        text = _("Is this really spam? %(name)s’s comment looks like a reader’s.")
    else:
        text = _("Should this really appear? %(name)s’s comment looks like spam.")
    return text % {"name": log.isolated(odd[0].author_name)}


def _is_odd(score: float, is_spam: bool, lines: Lines) -> bool:
    """By the lines the filter has learnt; by far beyond the fixed ones while it has learnt none."""
    if lines.spam is not None:
        return lines.contradicts(score, is_spam)
    return score < READER_BELOW - SURPRISE if is_spam else score >= SPAM_FROM + SURPRISE


def _undo(request):
    outcome = undo_press(request.user, request.POST["undo"])
    put_back = [decision.comment_id for decision in outcome.changed if decision.comment_id]
    return _finish(request, outcome, put_back[-1] if put_back else None)


def _finish(request, outcome: moderation.Outcome, following: int | str | None):
    """303 to the next card, the result in the page's title; what could not be done stands at the top."""
    for sentence in dict.fromkeys(outcome.conflicts):
        messages.warning(request, sentence)
    if outcome.conflicts:
        return _back(request, "content-start")
    has_card = following and str(following).isdecimal()
    return _back(request, f"by-{following}" if has_card else "desk-title", done=outcome.batch)


def _back(request, fragment: str = "desk-title", **query):
    if request.GET.get("p", "").isdecimal():
        query = {"p": request.GET["p"]} | query
    address = reverse("admin:comments_waiting") + (f"?{urlencode(query)}" if query else "")
    return HttpResponseRedirect(f"{address}#{fragment}", status=303)


def _seen(request) -> dict[int, str]:
    """Which comments were meant, and how each looked: sent as "18.pending-0a1b2c"."""
    pairs = (value.partition(".") for value in request.POST.getlist("comment"))
    return {int(pk): version for pk, _dot, version in pairs if pk.isdecimal() and len(pk) < 19}
