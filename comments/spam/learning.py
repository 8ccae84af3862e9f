"""What the filter learns, and how it forgets.

A person's verdict is a row (`teach`); the worker takes the rows in, one learner at a time (`learn`). Every night the
weights are made anew from all examples (`rebuild`), and what is older than 30 days goes (`purge`).
"""

import logging
from collections import Counter, defaultdict
from dataclasses import replace as changed
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from blog import page_cache
from comments.models import Comment, Decision, SpamExample, SpamFeature
from comments.spam import canaries, stored
from comments.spam.lines import KEYS as LINES
from comments.spam.model import BIAS, Model
from comments.spam.sources import MOST_A_DAY, sources_of
from comments.spam.submission import Submission
from comments.spam.verdict import keys_of, look, twins_of

log = logging.getLogger(__name__)

MOST_AT_ONCE, MOST_BEFORE_REBUILD = 100, 1_000
REBUILD_TRIES = 3
MOST_FLIPPED = 2
KEEP_DAYS = 30
KEEP_SINGLE_DAYS = 180
MOST_FEATURES = 200_000
PURGED_AT_ONCE = 500
# What is left of a comment whose answers stay.
EMPTIED = {
    **dict.fromkeys(("source", "body_html", "name", "email", "website", "network", "nonce_hash", "writer_hash"), ""),
    "reasons": [],
    "signals": {},
    "wording_low": None,
    "wording_high": None,
}
# Decisions that keep words of a comment, or its website.
WITH_WORDS = ("reworded", "approved_without_links", "unlinked")
EMPTY = Q(source="", name="", email="", website="", network="")


def teach(comment: Comment, is_spam: bool, by) -> SpamExample | None:
    """Queues a person's verdict; the same verdict again changes nothing, the other one replaces it.

    Verdicts of nobody and verdicts on what authors wrote teach nothing.
    """
    if by is None or comment.user_id:
        return None
    with transaction.atomic():
        examples = SpamExample.objects.select_for_update()
        example = examples.filter(comment_pk=comment.pk).first()
        if example is None:
            example, _ = examples.get_or_create(comment_pk=comment.pk, defaults=_example(comment, is_spam))
        if example.is_spam != is_spam:
            example.is_spam, example.is_due = is_spam, True
            example.save(update_fields=["is_spam", "is_due"])
    return example


def forget(comment: Comment) -> None:
    """Takes a verdict back: the next `learn` takes it out of the counts, the next `rebuild` out of the weights."""
    SpamExample.objects.filter(comment_pk=comment.pk).update(is_spam=None, is_due=True)


def learn(most: int = MOST_AT_ONCE) -> int:
    """Takes in the oldest verdicts that wait; returns how many it took."""
    if not SpamExample.objects.due().exists():
        return 0
    with transaction.atomic():
        stored.lock()
        # Rows that a verdict is being written to are taken next time, so that nobody waits for the other.
        due = list(SpamExample.objects.due().select_for_update(skip_locked=True)[:most])
        model = stored.load({key for example in due for key in example.features})
        _mark_surplus(due)
        for example in due:
            _take_in(example, model)
        stored.save(model)
        _mark_learnt(due)
        stored.draw_lines()
    return len(due)


def rebuild(*, is_sure: bool = False) -> int | None:
    """All weights and counts anew from the kept examples; returns of how many.

    The same examples give the same weights. One that would turn more than two of the built-in test comments is
    refused (None) unless somebody `is_sure`; so is one during which others learnt: it is tried again later.
    """
    while learn(MOST_BEFORE_REBUILD):
        pass
    for _ in range(REBUILD_TRIES):
        before = _state()
        model, count = _from_examples()
        flipped = _flipped(model)
        if len(flipped) > MOST_FLIPPED and not is_sure:
            log.warning("The spam filter was not rebuilt: it would misjudge %s.", "; ".join(flipped))
            return None
        with transaction.atomic():
            stored.lock()
            if _state() == before:
                stored.replace(model, _kept_since(timezone.localdate() - timedelta(days=KEEP_SINGLE_DAYS)))
                stored.draw_lines()
                return count
    return None


def _example(comment: Comment, is_spam: bool) -> dict:
    submission = Submission.of(comment)
    submission = changed(submission, twins=twins_of(submission, earlier_only=True))
    return {
        "features": keys_of(submission, look(submission)),
        "is_spam": is_spam,
        "sources": sources_of(submission),
        "score_at_arrival": comment.score,
    }


def _mark_surplus(due: list[SpamExample]) -> None:
    """Of each source only so many a day move the weights."""
    new = [example for example in due if example.learnt_as is None and example.is_spam is not None]
    taken: dict[date, Counter] = defaultdict(Counter)
    days = {example.day for example in new if example.sources}
    earlier = SpamExample.objects.filter(day__in=days, learnt_as__isnull=False, is_surplus=False).exclude(sources=[])
    for day, sources in earlier.values_list("day", "sources"):
        taken[day].update(sources)
    for example in new:
        seen = taken[example.day]
        example.is_surplus = any(seen[source] >= MOST_A_DAY for source in example.sources)
        if not example.is_surplus:
            seen.update(example.sources)


def _take_in(example: SpamExample, model: Model) -> None:
    day = example.day.toordinal()
    if example.learnt_as is not None:
        model.count(model.example(example.features, example.learnt_as, day), -1)
    if example.is_spam is not None:
        one = model.example(example.features, example.is_spam, day)
        model.count(one)
        if not example.is_surplus:
            model.learn(one)


def _mark_learnt(due: list[SpamExample]) -> None:
    groups = defaultdict(list)
    for example in due:
        groups[example.is_spam, example.is_surplus].append(example.pk)
    for (is_spam, is_surplus), pks in groups.items():
        learnt = SpamExample.objects.filter(pk__in=pks)
        if is_spam is None:
            learnt.delete()
        else:
            learnt.update(learnt_as=is_spam, is_surplus=is_surplus, is_due=False)


def _state() -> tuple:
    """Differs after anybody has learnt anything."""
    bias = SpamFeature.objects.filter(key=BIAS)
    return tuple(bias.values_list("weight", "gradient", "spam_count", "reader_count"))


def _from_examples() -> tuple[Model, int]:
    model, learnt, count = Model(), [], 0
    for key, weight in SpamFeature.objects.filter(is_pinned=True).values_list("key", "weight"):
        model.pin(key, weight)
    examples = SpamExample.objects.filter(learnt_as__isnull=False).order_by("pk")
    rows = examples.values_list("features", "learnt_as", "day", "is_surplus")
    for features, is_spam, day, is_surplus in rows.iterator(chunk_size=500):
        one = model.example(features, is_spam, day.toordinal())
        model.count(one)
        count += 1
        if not is_surplus:
            learnt.append(one)
    model.learn_all(learnt)
    return model, count


def _flipped(model: Model) -> list[str]:
    """The test comments that the model in force judges rightly and this one would not."""
    return sorted(canaries.judged_rightly(stored.load(canaries.keys())) - canaries.judged_rightly(model))


def _kept_since(day: date):
    """Whether a row stays in the table: what was seen once, long ago, goes."""
    return lambda row: row.key == BIAS or row.spam_count + row.reader_count > 1 or row.seen_on >= day


# What the author corrects by hand


def pin(key: str, weight: float) -> None:
    """From now on the feature weighs this (0: nothing), whatever is learnt."""
    with transaction.atomic():
        stored.lock()
        SpamFeature.objects.update_or_create(key=key, defaults={"weight": weight, "is_pinned": True})


def release(key: str) -> None:
    """The feature may be learnt again."""
    SpamFeature.objects.filter(key=key).update(is_pinned=False)


def start_afresh() -> None:
    """Back to what the filter knew on the first day."""
    with transaction.atomic():
        stored.lock()
        SpamExample.objects.all().delete()
        SpamFeature.objects.all().delete()


# Forgetting


def purge(moment: datetime | None = None) -> int:
    """After 30 days spam and trash go, and with them what was kept of the people; returns how many comments went.

    Examples, counts and weights stay. A comment that holds a place in a thread stays as an empty one.
    """
    moment = moment or timezone.now()
    before = moment - timedelta(days=KEEP_DAYS)
    gone = 0
    while batch := _purge_some(before):
        gone += batch
    Comment.objects.filter(created_at__lt=before).exclude(network="").update(network="")
    SpamExample.objects.filter(day__lt=timezone.localdate(before)).exclude(sources=[]).update(sources=[])
    _prune(timezone.localdate(moment))
    return gone


def _purge_some(before: datetime) -> int:
    """Some of the spam and trash of that age; 0 when there is none left."""
    old = Comment.objects.filter(status__in=[Comment.Status.SPAM, Comment.Status.TRASH], turned_at__lt=before)
    is_answered = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    due = old.annotate(is_answered=is_answered).exclude(EMPTY, is_answered=True).order_by("-pk")
    with transaction.atomic():
        places = dict(due.values_list("pk", "is_answered")[:PURGED_AT_ONCE])
        # Always asked of what is still old: somebody may have restored one meanwhile.
        gone = old.filter(pk__in=places)
        Decision.objects.filter(comment__in=gone, verb__in=WITH_WORDS).update(before={}, after={})
        # A reply names the one that it answers, also where that one is gone.
        shown = gone.filter(was_shown=True).values_list("discussion__entry", flat=True)
        page_cache.touch(*(f"discussion {entry}" for entry in set(shown)))
        gone.filter(pk__in=[pk for pk, holds_a_place in places.items() if holds_a_place]).update(**EMPTIED)
        gone.filter(pk__in=[pk for pk, holds_a_place in places.items() if not holds_a_place]).delete()
    return len(places)


def _prune(today: date) -> None:
    """Keeps the table of features small: what was seen once, long ago, goes, then what was seen least."""
    with transaction.atomic():
        stored.lock()
        loose = SpamFeature.objects.filter(is_pinned=False).exclude(key__in=[BIAS, *LINES])
        singles = loose.filter(spam_count__lte=1, reader_count__lte=1).exclude(spam_count=1, reader_count=1)
        singles.filter(seen_on__lt=today - timedelta(days=KEEP_SINGLE_DAYS)).delete()
        surplus = SpamFeature.objects.count() - MOST_FEATURES
        if surplus > 0:
            least = loose.annotate(seen=F("spam_count") + F("reader_count")).order_by("seen", "seen_on", "key")
            SpamFeature.objects.filter(pk__in=list(least.values_list("pk", flat=True)[:surplus])).delete()
