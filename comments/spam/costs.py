"""What the filter costs: time of a verdict, of learning and of a night, in a database made for it."""

import random
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.db import connection

from comments.models import SpamExample, SpamFeature
from comments.spam import learning
from comments.spam.submission import Submission
from comments.spam.trials import Labelled, Rows, Sets
from comments.spam.verdict import judge, keys_of, look

EXAMPLES = 10_000
TIMED = 200
LONG_TEXT = 10_000


def measured(sets: Sets) -> Iterator[tuple[str, str]]:
    """What was measured, and how much it was."""
    rows = [one for rows in sets.values() for one in rows]
    with _database():
        SpamExample.objects.bulk_create(_examples(rows), batch_size=500)
        before = _peak()
        yield f"learning {EXAMPLES} verdicts at once", f"{_cost(_learn_all).seconds:.1f} s"
        seconds = _cost(lambda: learning.rebuild(is_sure=True)).seconds
        yield (
            f"rebuild from {EXAMPLES} examples",
            f"{seconds:.1f} s, {_peak() - before:.0f} MB more, {_peak():.0f} MB in all",
        )
        yield "features in the table", str(SpamFeature.objects.count())
        texts = [one.submission for one in rows[:TIMED]]
        yield "verdict on a comment", _spread(_cost(lambda one=one: judge(one)) for one in texts)
        long = [Submission(_long(rows, random.Random(seed)), name="A reader") for seed in range(TIMED)]  # noqa: S311
        yield f"verdict on {LONG_TEXT} letters", _spread(_cost(lambda one=one: judge(one)) for one in long)
        with _counted() as queries:
            judge(texts[0])
        yield "queries of a verdict", str(len(queries))
        yield "learning one verdict", _spread(_learning(one) for one in rows[:TIMED])


def _examples(rows: Rows) -> list[SpamExample]:
    """As many as a blog has after years: halves of two comments each, so that their words go on growing apart."""
    chance = random.Random(1)  # noqa: S311
    spam, readers = ([one for one in rows if one.is_spam is label] for label in (True, False))
    made = []
    for number in range(EXAMPLES):
        kind = spam if number % 2 else readers
        first, second = chance.choice(kind).submission, chance.choice(kind).submission
        submission = Submission(f"{first.text} w{number % 4000} {second.text}", name=first.name)
        keys = keys_of(submission, look(submission))
        made.append(SpamExample(features=keys, is_spam=kind is spam, score_at_arrival=0.0))
    return made


def _long(rows: Rows, chance: random.Random) -> str:
    text = ""
    while len(text) < LONG_TEXT:
        text += chance.choice(rows).submission.text + " "
    return text[:LONG_TEXT]


def _learn_all() -> None:
    while learning.learn(1_000):
        pass


def _learning(one: Labelled) -> "Cost":
    SpamExample.objects.create(features=one.keys, is_spam=one.is_spam, score_at_arrival=0.0)
    return _cost(learning.learn)


class Cost(NamedTuple):
    """By the clock, and of the processor alone: on a busy machine the first says more of the others."""

    seconds: float
    processor_seconds: float


def _cost(act: Callable) -> Cost:
    began, busy = time.perf_counter(), time.process_time()
    act()
    return Cost(time.perf_counter() - began, time.process_time() - busy)


def _spread(costs: Iterable[Cost]) -> str:
    clock, processor = (sorted(column) for column in zip(*costs, strict=True))
    return f"clock {_middle_and_most(clock)}; processor {_middle_and_most(processor)}"


def _middle_and_most(seconds: list[float]) -> str:
    return f"{seconds[len(seconds) // 2] * 1000:.1f} ms, p95 {seconds[int(len(seconds) * 0.95)] * 1000:.1f} ms"


def _peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _counted() -> Iterator[list[str]]:
    queries: list[str] = []

    def count(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield queries


@contextmanager
def _database() -> Iterator[None]:
    """An empty database beside the site's own, gone afterwards."""
    name, trial = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    with TemporaryDirectory(prefix="spam-eval-") as folder:
        if connection.vendor == "sqlite":
            trial["NAME"] = Path(folder) / "trial.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
