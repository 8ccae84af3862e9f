"""What stays the same when a text is sent again with small changes: two keys to find the others by."""

from functools import lru_cache
from hashlib import blake2b
from struct import unpack

from comments.spam.text import Text

RUN = 3
FEWEST_WORDS = 6
MOST_WORDS = 120
NEARLY_THE_SAME = 0.7
NOTHING_YET = blake2b(digest_size=8)


@lru_cache(maxsize=16)  # asked for when a comment is judged and when it is stored
def wording_of(typed: str) -> tuple[int | None, int | None]:
    """The lowest and the highest hash of its runs of three words; none for texts too short to have a wording.

    Two texts share either key about as often as they share runs.
    """
    words = Text.of(typed).opening(MOST_WORDS)
    if len(words) < FEWEST_WORDS:
        return None, None
    runs = set(map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False)))
    hashes = [_hash(run) for run in "\n".join(runs).encode("utf-8", "replace").split(b"\n")]
    numbers = unpack(f">{len(hashes)}q", b"".join(hashes))
    return min(numbers), max(numbers)


def first_words(typed: str) -> set[str]:
    """What twins are told by."""
    return set(Text(typed).opening(MOST_WORDS))


def are_twins(one: set[str], other: set[str]) -> bool:
    """Whether two texts have most of their first words in common."""
    return len(one & other) >= NEARLY_THE_SAME * len(one | other) > 0


def _hash(run: bytes) -> bytes:
    made = NOTHING_YET.copy()  # which takes half as long as beginning anew
    made.update(run)
    return made.digest()
