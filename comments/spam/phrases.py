"""Finds phrases, written as patterns of words, in a text."""

from collections import defaultdict
from collections.abc import Iterable

from comments.spam.text import Text

Element = frozenset[str]
ANY_WORDS = "…"
LONGEST_GAP = 2


class Phrases:
    """Patterns such as “thanks|thank you? for … @sharing”.

    `|` divides alternatives, `?` marks what may be missing, `…` stands for up to two words, and `@name` for one word
    of the set of that name. The longest pattern wins where several fit.
    """

    def __init__(self, patterns: Iterable[str], sets: dict[str, str] | None = None):
        self._sets = {name: words.split() for name, words in (sets or {}).items()}
        self._by_first: dict[str, list[list[Element | None]]] = defaultdict(list)
        for pattern in patterns:
            for elements in self._spelled_out(pattern.split()):
                for word in elements[0]:
                    self._by_first[word].append(elements[1:])

    def found(self, text: Text) -> list[tuple[int, int]]:
        """First and last word of each match, from left to right, none overlapping."""
        words, matches, free = text.words, [], 0
        for at in sorted(at for word in text.places_of.keys() & self._by_first.keys() for at in text.places_of[word]):
            if at >= free:
                ends = [_end(words, at + 1, rest) for rest in self._by_first[words[at]]]
                last = max((end for end in ends if end is not None), default=None)
                if last is not None:
                    matches.append((at, last - 1))
                    free = last
        return matches

    def _spelled_out(self, parts: list[str]) -> list[list[Element | None]]:
        """Every reading of a pattern, with and without what may be missing."""
        readings: list[list[Element | None]] = [[]]
        for part in parts:
            element = None if part == ANY_WORDS else self._element(part.removesuffix("?"))
            longer = [[*reading, element] for reading in readings]
            readings = longer + readings if part.endswith("?") else longer
        return [reading for reading in readings if reading and reading[0] is not None]

    def _element(self, part: str) -> Element:
        words = []
        for alternative in part.split("|"):
            words += self._sets[alternative[1:]] if alternative.startswith("@") else [alternative]
        return frozenset(words)


def _end(words: list[str], at: int, elements: list[Element | None]) -> int | None:
    """Where the last element's word ends, or None."""
    if not elements:
        return at
    first, rest = elements[0], elements[1:]
    if first is not None:
        return _end(words, at + 1, rest) if at < len(words) and words[at] in first else None
    ends = (_end(words, at + skipped, rest) for skipped in range(LONGEST_GAP + 1))
    return next((end for end in ends if end is not None), None)
