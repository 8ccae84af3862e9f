"""How long an import of many comments takes, on both databases: `python -m tests.time_import [COMMENTS]`.

Time is what the processor spent; a transaction is measured by the clock too, since others who write wait for its end.
"""

import sys
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from tests.blog.importers.wxr import comment, item, term, wxr
from tests.both_databases import again_on_postgresql, throwaway_database

# The comments of an entry; every hundredth has twenty times as many.
USUAL, LONG = 100, 2_000
chance = Random(20120705)
WORDS = [
    f"{first}{second}{last}" for first in "bcdfghklmnprst" for second in "aeiou" for last in ["", *"nrstl", "ring"]
]
WEIGHTS = [1 / (rank + 8) for rank in range(len(WORDS))]


def main(comments: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.xml"
        file.write_text(wxr(*items(comments)))
        print(f"{comments:,} comments, {file.stat().st_size / 1e6:.0f} MB")
        on_this_database("SQLite", file, comments)
        again_on_postgresql("tests.time_import", comments, "PostgreSQL", file)


def items(comments: int) -> Iterator[str]:
    """Entries with threads: of ten comments three answer an earlier one, and one holds a link."""
    number = left = comments
    while left > 0:
        here = min(left, LONG if left // USUAL % 100 == 50 else USUAL)
        said = [written(left - at, number - left + at, at) for at in range(here)]
        title = f"{sentence(4)} {left}"
        tags = [term(word.capitalize(), word) for word in chance.choices(WORDS[:60], k=2)]
        text = "\n\n".join(paragraph() for _ in range(8))
        yield item(
            *tags,
            *said,
            title=title,
            wp__post_id=str(10**7 + left),
            wp__post_name=f"entry-{left}",
            content__encoded=text,
        )
        left -= here


def written(left: int, number: int, before: int) -> str:
    text = "\n\n".join(paragraph() for _ in range(chance.randint(1, 3)))
    if number % 10 == 3:
        text += f' See <a href="http://site{number}.example/study">the study</a>.'
    parent = number + 1 - chance.randint(1, min(before, 20)) if before and number % 10 in {1, 4, 7} else 0
    who = f"{chance.choice(WORDS)} {number % 997}"
    moment = f"20{10 + number % 14}-0{1 + number % 9}-1{number % 10} 0{number % 10}:{number % 6}0:00"
    return comment(
        number + 1,
        parent,
        content=text,
        author=who,
        author_email=f"{who.replace(' ', '.')}@example.org",
        date=moment,
        date_gmt=moment,
    )


def paragraph() -> str:
    return " ".join(sentence(chance.randint(6, 18)) for _ in range(3))


def sentence(length: int) -> str:
    return " ".join(chance.choices(WORDS, WEIGHTS, k=length)).capitalize() + "."


def on_this_database(name: str, file: Path, comments: int) -> None:
    with throwaway_database():
        measure(name, file, comments)


def measure(name: str, file: Path, comments: int) -> None:
    from django.core.management import call_command
    from django.db.transaction import Atomic

    lasted = transactions_of(Atomic)
    begun = process_time(), perf_counter()
    call_command("import_blog", str(file), stdout=StringIO())
    spent, clock = process_time() - begun[0], perf_counter() - begun[1]
    from comments.models import Comment

    assert Comment.objects.count() == comments
    lasted.sort()
    longest, most = (1000 * max(one) for one in zip(*lasted, strict=True))
    usual = 1000 * lasted[len(lasted) * 99 // 100][0]
    print(
        f"{name:10} {comments / spent:6,.0f} a second of processor time, {comments / clock:6,.0f} by the clock; "
        f"{len(lasted):,} transactions, 99 of 100 within {usual:.0f} ms, the longest {longest:.0f} ms by the clock; "
        f"at most {most:.0f} ms of processor time in one"
    )


def transactions_of(atomic: type) -> list[tuple[float, float]]:
    """Fills with the clock's and the processor's seconds of every outermost transaction."""
    lasted, depth, begun = [], 0, (0.0, 0.0)
    enter, leave = atomic.__enter__, atomic.__exit__

    def entered(self):
        nonlocal depth, begun
        enter(self)
        if not depth:
            begun = perf_counter(), process_time()
        depth += 1

    def left(self, *trouble):
        nonlocal depth
        leave(self, *trouble)
        depth -= 1
        if not depth:
            lasted.append((perf_counter() - begun[0], process_time() - begun[1]))

    atomic.__enter__, atomic.__exit__ = entered, left
    return lasted


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    on_this_database(sys.argv[2], Path(sys.argv[3]), number) if len(sys.argv) > 3 else main(number)
