"""How long the search takes in 10,000 entries, on both databases: `python -m tests.time_search [ENTRIES]`."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time

from tests.both_databases import again_on_postgresql, throwaway_database

ROUNDS = 21
WORDS_OF_AN_ENTRY = 600
# The first stands in every entry, the last in three of them; between them a phrase, a beginning and two words together.
QUESTIONS = ["common", '"common thread"', "comm", "common thread", "seldom", "nowhere"]


def main(entries: int) -> None:
    print(f"{entries:,} entries of {WORDS_OF_AN_ENTRY} words; median of {ROUNDS}, in milliseconds")
    on_this_database("SQLite", entries)
    again_on_postgresql("tests.time_search", entries, "PostgreSQL")


def on_this_database(name: str, entries: int) -> None:
    with throwaway_database():
        fill(entries)
        report(name)


def fill(entries: int) -> None:
    """Entries with a vocabulary as languages have it: few words often, most of them seldom."""
    from blog.models import Entry, Passage
    from tests import factories

    factories.blog()
    chance, author = Random(20120705), factories.author()
    vocabulary = [f"{first}{second}" for first in ("ba", "ce", "di", "fo", "gu", "ha", "ke") for second in range(700)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    first = datetime(2012, 1, 1, tzinfo=UTC)

    def entry(number: int) -> Entry:
        words = chance.choices(vocabulary, weights, k=WORDS_OF_AN_ENTRY - 40) + ["common"] * 20 + ["thread"] * 20
        chance.shuffle(words)
        if number % (entries // 3) == 1:
            words.append("seldom")
        text = " ".join(words)
        return Entry(
            title=f"Entry {number}",
            slug=f"entry-{number}",
            path=f"entry-{number}/",
            author=author,
            state=Entry.State.PUBLISHED,
            published_at=first + timedelta(hours=number),
            source=f"<p>{text}</p>",
            body_html=f"<p>{text}</p>",
        )

    made = Entry.objects.bulk_create(map(entry, range(entries)), batch_size=500)
    Passage.objects.bulk_create(
        (
            Passage.of(Passage.Kind.ENTRY, entry.pk, entry=entry, html=entry.body_html, heading=entry.title)
            for entry in made
        ),
        batch_size=500,
    )


def report(name: str) -> None:
    from django.db import connection
    from django.test import Client

    from blog import search
    from blog.words import terms

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as a database is left at rest
    client = Client()
    print(f"\n{name:32}  found    clock  processor here  processor, whole page")
    for typed in QUESTIONS:
        wanted = terms(typed)
        clock, processor = timed(lambda wanted=wanted: search.find(wanted))
        page = timed(lambda typed=typed: client.get("/search/", {"q": typed}))[1]
        print(f"{typed:32} {len(search.find(wanted)):6,} {clock:8.1f} {processor:15.1f} {page:22.1f}")


def timed(answer: Callable) -> tuple[float, float]:
    """(clock, processor of this process), each the median of some rounds."""
    clock, processor = [], []
    for _round in range(ROUNDS):
        began = perf_counter(), process_time()
        answer()
        clock.append(1000 * (perf_counter() - began[0]))
        processor.append(1000 * (process_time() - began[1]))
    return median(clock), median(processor)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    on_this_database(sys.argv[2], size) if len(sys.argv) > 2 else main(size)
