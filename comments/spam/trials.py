"""Trials of the filter on labelled comments: the code that judges and learns, without the database."""

import bisect
import csv
import html
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from comments.spam.lines import SCORES, Lines
from comments.spam.model import Model
from comments.spam.submission import Submission, words_of
from comments.spam.verdict import keys_of, look

SEEDS = 4
FALSE_ALARMS = (0.005, 0.01, 0.05)
STEPS = (50, 100, 200, 300, 500, 800, 1200, 1600)
NEXT = 300

# A column by any of its names, so that published collections can be read as they are.
COLUMNS = {
    "text": ("text", "content", "comment"),
    "name": ("author", "name"),
    "email": ("email",),
    "website": ("url", "website"),
    "date": ("date",),
    "entry": ("entry text", "entry_text", "entry"),
    "entry_date": ("entry date", "entry_date"),
    "label": ("label", "class", "is_spam"),
}
SPAM_LABELS = {"1", "spam", "true", "yes"}
READER_LABELS = {"0", "ham", "reader", "false", "no", "approved"}


class UnreadableData(ValueError):
    """A file of comments that can't be read; the message says which and why."""


@dataclass(frozen=True)
class Labelled:
    submission: Submission
    is_spam: bool

    @cached_property
    def keys(self) -> list[str]:
        return keys_of(self.submission, look(self.submission))


Rows = list[Labelled]
Sets = dict[str, Rows]


def read(folder: Path) -> Sets:
    """The labelled comments of each CSV file in a folder, by the file's name."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise UnreadableData(f"There is no CSV file in {folder}. Name a folder of labelled comments.")
    return {file.stem: list(_rows(file)) for file in files}


def _rows(file: Path) -> Iterator[Labelled]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=2):
            cells = {name.strip().lower(): value or "" for name, value in row.items() if name}
            cell = {ours: next((cells[name] for name in names if name in cells), "") for ours, names in COLUMNS.items()}
            label = cell["label"].strip().lower()
            if label not in SPAM_LABELS | READER_LABELS:
                raise UnreadableData(f"Row {number} of {file.name} has the label {label!r}. Write 1 or spam, 0 or ham.")
            yield Labelled(_submission(cell), label in SPAM_LABELS)


def _submission(cell: dict[str, str]) -> Submission:
    written, published = (_moment(cell[name]) for name in ("date", "entry_date"))
    return Submission(
        text=html.unescape(cell["text"]),
        name=html.unescape(cell["name"]),
        email=cell["email"],
        website=cell["website"],
        entry_words=words_of(cell["entry"]) if cell["entry"] else frozenset(),
        entry_age_days=(written - published).days if written and published else None,
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


# Measures


@dataclass
class Scores:
    """Scores of spam and of readers' comments that were not learnt from."""

    spam: list[float] = field(default_factory=list)
    readers: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, model: Model, rows: Rows) -> "Scores":
        scores = cls()
        for one in rows:
            (scores.spam if one.is_spam else scores.readers).append(model.score_of(one.keys))
        return scores

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(self.spam + other.spam, self.readers + other.readers)

    def auc(self) -> float:
        """How often a spam has more points than a reader's comment."""
        readers = sorted(self.readers)
        below = sum(bisect.bisect_left(readers, one) + bisect.bisect_right(readers, one) for one in self.spam)
        return below / 2 / len(readers) / len(self.spam)

    def line(self, false_alarms: float) -> float:
        """The lowest line with no more than this share of readers' comments above it."""
        readers = sorted(self.readers, reverse=True)
        return readers[int(false_alarms * len(readers) + 1e-9)]

    def above(self, line: float) -> float:
        """The share of spam above a line."""
        return sum(one > line for one in self.spam) / len(self.spam)

    def measures(self) -> list[float]:
        return [self.auc(), *(self.above(self.line(share)) for share in FALSE_ALARMS)]


def mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(column) for column in zip(*rows, strict=True)]


# Protocols


def without_labels(sets: Sets) -> list[float]:
    """What the filter knows on its first day: mean over the files."""
    return mean([Scores.of(Model(), rows).measures() for rows in sets.values()])


Spoil = Callable[[Rows, random.Random], Rows]


def leave_one_out(sets: Sets, labels: int | None = None, spoil: Spoil | None = None) -> tuple[list[float], list[float]]:
    """Learns from all files but one (or from so many labels of them) and judges that one.

    Returns the mean over files and seeds, and the mean over seeds of all files together. `spoil` spoils what is learnt.
    """
    single, together = [], []
    for seed in range(SEEDS):
        pooled = Scores()
        for name, rows in sets.items():
            chance = _chance(seed, name)
            known = _others(sets, name, chance)[:labels]
            scores = Scores.of(learnt(spoil(known, chance) if spoil else known), rows)
            single.append(scores.measures())
            pooled += scores
        together.append(pooled.measures())
    return mean(single), mean(together)


def prequential(sets: Sets, night_every: int, spam_share: float | None = None) -> dict[int, tuple[float, float]]:
    """One comment after the other: judged by the lines drawn so far, then learnt from the author's verdict.

    After so many verdicts: the share of spam, and of readers' comments, filed as spam among the next 300. The weights
    are made anew each "night", that is after so many verdicts. Mean of all seeds.
    """
    filed: dict[int, list[tuple[float, float]]] = {step: [] for step in STEPS}
    for seed in range(SEEDS):
        decided = list(_stream(_mixed(sets, _chance(seed, "stream"), spam_share), night_every))
        for step in STEPS:
            shares = _shares(decided[step : step + NEXT])
            if shares:
                filed[step].append(shares)
    return {step: tuple(mean(shares)) for step, shares in filed.items() if shares}


def robustness(sets: Sets) -> dict[str, float]:
    """The share of spam found at 1 % false alarms, mean over files and seeds, while somebody spoils the data."""
    spoilt = {"as it is": None, "5 % wrong labels": flipped, "30 spams approved": approved}
    spoilt["100 dictionary spams"] = dictionary
    found = {name: leave_one_out(sets, spoil=spoil)[0][2] for name, spoil in spoilt.items()}
    return found | {"20 good words in each spam": _found_among_good_words(sets)}


def learnt(rows: Rows) -> Model:
    """A model as every night makes it."""
    model = Model()
    model.learn_all([model.example(one.keys, one.is_spam) for one in rows])
    return model


def _chance(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed} {name}")  # noqa: S311


def _others(sets: Sets, left_out: str, chance: random.Random) -> Rows:
    known = [one for name, rows in sets.items() if name != left_out for one in rows]
    chance.shuffle(known)
    return known


def _mixed(sets: Sets, chance: random.Random, spam_share: float | None) -> Rows:
    """All rows in chance order; with a share of spam, only so many readers' as it leaves room for."""
    rows = [one for rows in sets.values() for one in rows]
    chance.shuffle(rows)
    if spam_share is None:
        return rows
    spam, readers = ([one for one in rows if one.is_spam is label] for label in (True, False))
    rows = spam + readers[: round(len(spam) * (1 - spam_share) / spam_share)]
    chance.shuffle(rows)
    return rows


def _stream(rows: Rows, night_every: int) -> Iterator[tuple[bool, bool]]:
    """Whether each was filed as spam, and whether it is."""
    model, readers = Model(), []
    for at, one in enumerate(rows, start=1):
        score = model.score_of(one.keys)
        yield Lines.through(readers[-SCORES:]).is_spam(score), one.is_spam
        model.learn(model.example(one.keys, one.is_spam))
        if not one.is_spam:
            readers.append(score)
        if at % night_every == 0:
            model = learnt(rows[:at])


def _shares(decided: list[tuple[bool, bool]]) -> tuple[float, float] | None:
    spam, readers = ([filed for filed, is_spam in decided if is_spam is label] for label in (True, False))
    return (sum(spam) / len(spam), sum(readers) / len(readers)) if spam and readers else None


# What is done to the data on purpose


def flipped(rows: Rows, chance: random.Random) -> Rows:
    """One verdict of twenty is wrong."""
    wrong = set(chance.sample(range(len(rows)), len(rows) // 20))
    return [replace(one, is_spam=not one.is_spam) if at in wrong else one for at, one in enumerate(rows)]


def approved(rows: Rows, chance: random.Random) -> Rows:
    """Thirty spams were taken for readers'."""
    wrong = set(chance.sample([at for at, one in enumerate(rows) if one.is_spam], 30))
    return [replace(one, is_spam=False) if at in wrong else one for at, one in enumerate(rows)]


def dictionary(rows: Rows, chance: random.Random) -> Rows:
    """A hundred spams made of readers' words, to spoil those words."""
    words = good_words(rows)
    made = [Labelled(Submission(" ".join(chance.sample(words, 30))), True) for _ in range(100)]
    return rows + made


def good_words(rows: Rows) -> list[str]:
    """The words of readers, as often as they use them."""
    return [word for one in rows if not one.is_spam for word in one.submission.words]


def _found_among_good_words(sets: Sets) -> float:
    """Spam whose writer knows the readers' words, at the line that was fixed before."""
    found = []
    for seed in range(SEEDS):
        for name, rows in sets.items():
            chance = _chance(seed, name)
            known = _others(sets, name, chance)
            model, words = learnt(known), good_words(known)
            line = Scores.of(model, rows).line(0.01)
            hidden = [_padded(one, chance.sample(words, 20)) for one in rows if one.is_spam]
            found.append(Scores.of(model, hidden).above(line))
    return sum(found) / len(found)


def _padded(one: Labelled, words: list[str]) -> Labelled:
    longer = replace(one.submission, text=f"{one.submission.text} {' '.join(words)}")
    return Labelled(longer, one.is_spam)
