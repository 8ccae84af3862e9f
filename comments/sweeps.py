"""Acts on very many comments: begun by a press, gone on with by the worker, put back in the same way."""

import time
from collections import Counter

from django.db import transaction
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision, Sweep
from comments.querysets import CommentQuerySet
from comments.undo import undo

# So many at once are decided on in the background.
FROM = 200
# Of each kind of comment the filter learns from so many.
MOST_TAUGHT = 5
# Few enough that nobody who wants to comment meanwhile waits for the turn to write.
STEP = 25
# The worker has other chores too.
SECONDS_A_TURN = 2.0
# What the log calls the acts.
VERBS = {
    "approve": "approved",
    "spam": "spam",
    "trash": "trash",
    "restore": "restored",
    "unlink": "unlinked",
    "fold": "folded",
    "unfold": "unfolded",
}


def begin(comments: CommentQuerySet, act: str, by) -> Sweep:
    """Exactly these comments, whatever else comes meanwhile; each is done wholly or not at all."""
    rows = list(comments.order_by("discussion_id", "pk").values_list("pk", "gist"))
    with transaction.atomic():
        sweep = Sweep.objects.create(
            actor=by,
            actor_name=str(by),
            act=act,
            chosen=[pk for pk, _gist in rows],
            taught=_taught(rows),
            total=len(rows),
        )
        after = {"sweep": sweep.pk, "verb": VERBS[act], "count": sweep.total}
        Decision.record(by, "swept", before={}, after=after, batch=sweep.batch)
    return sweep


def go_on(seconds: float = SECONDS_A_TURN) -> None:
    """For the worker: does some of what is under way."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        sweep = Sweep.objects.under_way().first()
        if not sweep:
            return
        step = _return_some if sweep.is_returning else _do_some
        while step(sweep) and time.monotonic() < ends_at:
            pass


def _do_some(sweep: Sweep) -> bool:
    """Decides on a few; says whether there is more of the kind."""
    with transaction.atomic():
        now = _locked(sweep)
        if not now.is_going:
            return False
        pks = sweep.chosen[now.done : now.done + STEP]
        # What somebody decided on meanwhile stays as that person left it.
        comments = Comment.objects.filter(pk__in=pks).exclude(turned_at__gt=now.begun_at)
        moderation.decide(
            comments.select_related("discussion__entry", "user"), sweep.act, sweep.actor, None, now.batch, sweep.taught
        )
        now.done += len(pks)
        now.changed += Decision.objects.filter(batch=now.batch, comment__in=pks).update(sweep=now)
        if now.done >= now.total:
            now.state, now.ended_at = Sweep.State.DONE, timezone.now()
        now.save(update_fields=["done", "changed", "state", "ended_at"])
    return now.is_going


def _return_some(sweep: Sweep) -> bool:
    with transaction.atomic():
        now = _locked(sweep)
        if not now.is_returning:
            return False
        made = Decision.objects.filter(sweep=now, batch=now.batch).order_by("-pk")
        if now.returned_to:
            made = made.filter(pk__lt=now.returned_to)
        decisions = list(made.select_related("comment__discussion__entry", "comment__user")[:STEP])
        outcome = undo(decisions, sweep.actor, batch=now.way_back)
        Decision.objects.filter(batch=now.way_back, sweep=None).update(sweep=now)
        now.returned += len(outcome.changed)
        if decisions:
            now.returned_to = decisions[-1].pk
        else:
            now.state, now.ended_at = Sweep.State.RETURNED, timezone.now()
        now.save(update_fields=["returned", "returned_to", "state", "ended_at"])
    return now.is_returning


def _locked(sweep: Sweep) -> Sweep:
    """As it is now, and nobody else's until the transaction ends."""
    return Sweep.objects.select_for_update().defer("chosen", "taught").get(pk=sweep.pk)


def _taught(rows: list[tuple[int, str]]) -> list[int]:
    seen, taught = Counter(), []
    for pk, gist in rows:
        seen[gist] += 1
        if seen[gist] <= MOST_TAUGHT:
            taught.append(pk)
    return taught
