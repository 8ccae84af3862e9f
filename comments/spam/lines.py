"""Where the verdict divides: lines drawn from the scores that readers' comments had when they arrived."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# How many of the latest readers' comments draw the lines.
SCORES = 400
FEWEST_SCORES = 20
ENOUGH_SCORES = 100
SPAM_SHARE, HOLD_SHARE, MIDDLE_SHARE = 0.995, 0.95, 0.5
# Below no points at all nothing is held for its score; under this nothing is filed as spam.
LEAST_TO_HOLD = 0.0
LEAST_FOR_SPAM = 1.5
SPAM_KEY, HOLD_KEY, MIDDLE_KEY = KEYS = ("line:spam", "line:hold", "line:middle")


@dataclass(frozen=True)
class Lines:
    """Above `spam` (if it is drawn yet) a comment is filed as spam, from `hold` on it waits for the author."""

    spam: float | None = None
    hold: float = LEAST_TO_HOLD
    middle: float | None = None

    @classmethod
    def through(cls, scores: Sequence[float]) -> "Lines":
        """By the scores at arrival of the latest comments that the author called a reader's."""
        if len(scores) < FEWEST_SCORES:
            return cls()
        ordered = sorted(scores)
        highest = ordered[-1] if len(ordered) < ENOUGH_SCORES else _percentile(ordered, SPAM_SHARE)
        return cls(
            spam=max(LEAST_FOR_SPAM, highest),
            hold=max(LEAST_TO_HOLD, _percentile(ordered, HOLD_SHARE)),
            middle=_percentile(ordered, MIDDLE_SHARE),
        )

    @classmethod
    def stored(cls, weights: dict[str, float]) -> "Lines":
        return cls(weights.get(SPAM_KEY), weights.get(HOLD_KEY, LEAST_TO_HOLD), weights.get(MIDDLE_KEY))

    def to_store(self) -> dict[str, float]:
        values = dict(zip(KEYS, (self.spam, self.hold, self.middle), strict=True))
        return {key: value for key, value in values.items() if value is not None}

    def is_spam(self, score: float) -> bool:
        return self.spam is not None and score > self.spam

    def contradicts(self, score: float | None, is_spam: bool) -> bool:
        """Whether a verdict is a surprise: spam that looks like most readers', or a reader's that looks like spam."""
        if score is None or self.spam is None or self.middle is None:
            return False
        return score < self.middle if is_spam else score > self.spam


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[math.ceil(share * len(ordered)) - 1]
