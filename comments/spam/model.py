"""The learned model: logistic regression that takes one example at a time (AdaGrad).

A score is the sum of weight × strength over the features that are there: log-odds, positive for spam. What a check
finds has a fixed strength, so that its points don't fade in long texts; the words of a text share theirs (1/√n).
"""

import math
import random
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comments.spam.checks import POINTS

BIAS = "bias"
CHECK_STRENGTH = 0.25
WORD_STRENGTH = 1.75
# No word speaks for a reader with more weight than this: good words are easily borrowed to pad spam with.
MOST_FOR_A_READER = -0.65
RATE = 0.5
BIAS_RATE = 0.15
DECAY = 1e-5
PASSES = 3
SEED = 20120705


def strengths(keys: Iterable[str]) -> dict[str, float]:
    """How strongly each feature of a text counts."""
    keys = list(keys)
    word = WORD_STRENGTH / math.sqrt(max(1, sum(key not in POINTS for key in keys)))
    return {BIAS: 1.0} | {key: CHECK_STRENGTH if key in POINTS else word for key in keys}


def weight_before_learning(key: str) -> float:
    return POINTS.get(key, 0.0) / CHECK_STRENGTH


def contributions(features: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """The points of each feature; their sum is the score."""
    return {
        # Most words are unknown.
        key: strength * _weight(key, weights) if key in weights or key in POINTS else 0.0
        for key, strength in features.items()
    }


def _weight(key: str, weights: Mapping[str, float]) -> float:
    if key not in weights:
        return weight_before_learning(key)
    if key in POINTS or key == BIAS:
        return weights[key]
    return max(weights[key], MOST_FOR_A_READER)


@dataclass(frozen=True)
class Example:
    """Places of an example's features in the model's arrays."""

    checks: array
    words: array
    is_spam: bool
    day: int = 0


class Model:
    """Weights in arrays, a place for each key: small enough for the examples of years."""

    def __init__(self):
        self.places: dict[str, int] = {}
        self.weights, self.gradients = array("d"), array("d")
        self.spam_counts, self.reader_counts = array("l"), array("l")
        # The day each was last seen, as an ordinal.
        self.days = array("l")
        self.pinned: set[int] = set()
        self.place(BIAS)

    def place(self, key: str) -> int:
        at = self.places.get(key)
        if at is None:
            at = self.places[key] = len(self.places)
            self.weights.append(weight_before_learning(key))
            self.gradients.append(0.0)
            self.spam_counts.append(0)
            self.reader_counts.append(0)
            self.days.append(0)
        return at

    def pin(self, key: str, weight: float) -> None:
        at = self.place(key)
        self.weights[at] = weight
        self.pinned.add(at)

    def example(self, keys: Iterable[str], is_spam: bool, day: int = 0) -> Example:
        checks, words = array("l"), array("l")
        for key in dict.fromkeys(keys):
            (checks if key in POINTS else words).append(self.place(key))
        return Example(checks, words, is_spam, day)

    def score(self, example: Example) -> float:
        weights = self.weights
        checks, words = sum(weights[at] for at in example.checks), sum(weights[at] for at in example.words)
        return weights[0] + checks * CHECK_STRENGTH + words * _word_strength(example)

    def score_of(self, keys: Iterable[str]) -> float:
        """The score of features that the model need not know, and does not get to know by this."""
        features = strengths(keys)
        weights = {key: self.weights[self.places[key]] for key in features if key in self.places}
        return sum(contributions(features, weights).values())

    def count(self, example: Example, step: int = 1) -> None:
        """Adds an example to what was seen (1), or takes it out again (-1)."""
        counts = self.spam_counts if example.is_spam else self.reader_counts
        for places in ((0,), example.checks, example.words):
            for at in places:
                counts[at] = max(0, counts[at] + step)
                self.days[at] = max(self.days[at], example.day)

    def learn(self, example: Example) -> None:
        error = 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score(example))))) - example.is_spam
        self._move(0, error, BIAS_RATE)
        for places, strength in ((example.checks, CHECK_STRENGTH), (example.words, _word_strength(example))):
            for at in places:
                self._move(at, error * strength, RATE)

    def learn_all(self, examples: list[Example]) -> None:
        """Several passes in an order that is the same every time."""
        order, chance = list(range(len(examples))), random.Random(SEED)  # noqa: S311
        for _ in range(PASSES):
            chance.shuffle(order)
            for at in order:
                self.learn(examples[at])

    def _move(self, at: int, gradient: float, rate: float) -> None:
        if at in self.pinned:
            return
        gradient += DECAY * self.weights[at]
        self.gradients[at] += gradient * gradient
        self.weights[at] -= rate * gradient / (math.sqrt(self.gradients[at]) + 1e-8)


def _word_strength(example: Example) -> float:
    return WORD_STRENGTH / math.sqrt(max(1, len(example.words)))
