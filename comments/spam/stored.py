"""The model between the database and memory: rows in, rows out, and one learner at a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

from comments.models import SpamExample, SpamFeature
from comments.spam import lines
from comments.spam.lines import Lines
from comments.spam.model import BIAS, Model

KEYS_AT_ONCE = 500
ROWS_AT_ONCE = 1_000
LEARNT_FIELDS = ["spam_count", "reader_count", "weight", "gradient", "seen_on"]


def lock() -> SpamFeature:
    """Until the transaction ends nobody else learns. Scoring never waits."""
    return SpamFeature.objects.select_for_update().get_or_create(key=BIAS)[0]


def load(keys: Iterable[str]) -> Model:
    model = Model()
    keys = [BIAS, *keys]
    for at in range(0, len(keys), KEYS_AT_ONCE):
        for row in SpamFeature.objects.filter(key__in=keys[at : at + KEYS_AT_ONCE]):
            place = model.place(row.key)
            model.weights[place], model.gradients[place] = row.weight, row.gradient
            model.spam_counts[place], model.reader_counts[place] = row.spam_count, row.reader_count
            model.days[place] = row.seen_on.toordinal()
            if row.is_pinned:
                model.pinned.add(place)
    return model


def save(model: Model) -> None:
    """Adds and updates the rows of the model's features; others stay."""
    _write(_rows(model), update_fields=LEARNT_FIELDS)


def replace(model: Model, is_kept: Callable[[SpamFeature], bool]) -> None:
    """The whole table anew, without what is not to be kept; what the author pinned keeps its weight."""
    pinned = dict(SpamFeature.objects.filter(is_pinned=True).values_list("key", "weight"))
    SpamFeature.objects.exclude(key__in=[BIAS, *pinned]).delete()
    rows = filter(is_kept, _rows(model))
    _write((_with_weight(row, pinned.get(row.key, row.weight)) for row in rows), update_fields=LEARNT_FIELDS)


def draw_lines() -> None:
    """Draws the lines anew through the latest scores of readers."""
    scores = SpamExample.objects.filter(is_spam=False, score_at_arrival__isnull=False).order_by("-pk")
    drawn = Lines.through(list(scores.values_list("score_at_arrival", flat=True)[: lines.SCORES])).to_store()
    SpamFeature.objects.filter(key__in=set(lines.KEYS) - drawn.keys()).delete()
    _write((SpamFeature(key=key, weight=weight) for key, weight in drawn.items()), update_fields=["weight"])


def _rows(model: Model) -> Iterator[SpamFeature]:
    for key, at in model.places.items():
        yield SpamFeature(
            key=key,
            spam_count=model.spam_counts[at],
            reader_count=model.reader_counts[at],
            weight=model.weights[at],
            gradient=model.gradients[at],
            seen_on=date.fromordinal(max(1, model.days[at])),
        )


def _with_weight(row: SpamFeature, weight: float) -> SpamFeature:
    row.weight = weight
    return row


def _write(rows: Iterator[SpamFeature], update_fields: list[str]) -> None:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        SpamFeature.objects.bulk_create(
            batch, update_conflicts=True, update_fields=update_fields, unique_fields=["key"]
        )
