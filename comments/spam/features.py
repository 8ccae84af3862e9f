"""The features of a submission that only learning gives a weight: words, pairs of words, names, sites."""

from collections.abc import Iterator

from comments.spam.checks.website import host_words
from comments.spam.submission import Submission
from comments.spam.text import Link, Text

LONGEST_KEY = 80
MOST_FEATURES = 320
FIRST_WORDS, LAST_WORDS = 100, 30
OPENING_WORDS = 5


def learnt_keys(submission: Submission) -> list[str]:
    keys = dict.fromkeys([key[:LONGEST_KEY] for key in _all(submission)])
    return list(keys)[:MOST_FEATURES]


def _all(submission: Submission) -> Iterator[str]:
    links = submission.links
    if submission.website and (own := Link.to(submission.website)):
        yield from _of_host(own.host)
        yield from (f"hu:{word}" for word in host_words(own.host))
    for link in links[:10]:
        yield from _of_host(link.host)
    yield from (f"n:{word}" for word in Text(submission.name[:100]).words[:8])
    if "@" in submission.email:
        yield f"e:{submission.email.rpartition('@')[2].lower()}"
    words = submission.words
    if len(words) > FIRST_WORDS + LAST_WORDS:
        words = words[:FIRST_WORDS] + words[-LAST_WORDS:]
    if len(words) > OPENING_WORDS:
        yield "o:" + " ".join(words[:OPENING_WORDS])
    yield from (f"w:{word}" for word in words)
    yield from (f"b:{first} {second}" for first, second in zip(words, words[1:], strict=False))


def _of_host(host: str) -> Iterator[str]:
    yield f"u:{host}"
    yield f"u:.{host.rpartition('.')[2]}"
