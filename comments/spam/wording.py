"""What stays the same when a text is sent again with small changes: two keys to find the others by."""

from functools import lru_cache
from hashlib import blake2b

from comments.spam.text import Text

RUN = 3
FEWEST_WORDS = 6
MOST_WORDS = 120
NEARLY_THE_SAME = 0.7


@lru_cache(maxsize=16)  # asked for when a comment is judged and when it is stored
def wording_of(typed: str) -> tuple[int | None, int | None]:
    """The lowest and the highest hash of its runs of three words; none for texts too short to have a wording.

    Two texts share either key about as often as they share runs.
    """
    words = Text.of(typed).opening(MOST_WORDS)
    if len(words) < FEWEST_WORDS:
        return None, None
    runs = zip(*(words[at:] for at in range(RUN)), strict=False)
    hashes = [_hash(run) for run in set(map(" ".join, runs))]
    return min(hashes), max(hashes)


def first_words(typed: str) -> set[str]:
    """What twins are told by."""
    return set(Text(typed).opening(MOST_WORDS))


def are_twins(one: set[str], other: set[str]) -> bool:
    """Whether two texts have most of their first words in common."""
    return len(one & other) >= NEARLY_THE_SAME * len(one | other) > 0


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
