"""What was measured, as a table."""

from dataclasses import dataclass, field
from statistics import median

from tests.bench.load import Load


@dataclass
class Page:
    """`most` is what a miss may cost, as a multiple of a Django view that returns a constant; 0: measured only."""

    name: str
    path: str
    most: int = 0
    queries: int = 0


@dataclass
class Row:
    """`floors` holds what a constant cost beside each of the costs: a busy machine makes both of them dearer."""

    page: Page
    size: int
    costs: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    hits: list[float] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)

    @property
    def in_d(self) -> float:
        return median(cost / floor for cost, floor in zip(self.costs, self.floors, strict=True))

    @property
    def driven(self) -> list[float]:
        """Requests a second, and the middle and the 99th percentile of their milliseconds."""
        return [median(getattr(one, name) for one in self.loads) for name in ("a_second", "median", "p99")]


def table(entries: int, comments: int, rows: list[Row]) -> str:
    d = median(floor for row in rows for floor in row.floors)
    lines = [
        f"{entries:,} entries, {comments:,} comments. D = {d:.2f} ms",
        "| page | miss, CPU ms | in D | at most | as kept, CPU ms | bare bytes, CPU ms | requests/s | p50 ms | p99 ms | bytes | queries |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for row in rows:
        spent = median(row.costs)
        a_second, p50, p99 = row.driven
        lines.append(
            f"| {row.page.name} | {spent:.2f} | {row.in_d:.1f} | {row.page.most or ''} | {median(row.hits):.3f} | {median(row.bare):.3f} "
            f"| {a_second:.0f} | {p50:.1f} | {p99:.1f} | {row.size:,} | {row.page.queries} |"
        )
    return "\n".join(lines)


def growth(measured: list[tuple[int, list[Row]]]) -> str:
    """Of (entries, rows) for each size: what a miss costs in D, and how it grows from the smallest to the largest."""
    heads = [f"{entries:,}" for entries, _rows in measured]
    lines = [
        "Growth: a miss, in D, by the number of entries.",
        f"| page | {' | '.join(heads)} | growth |",
        f"| --- |{' --: |' * (len(heads) + 1)}",
    ]
    for number, row in enumerate(measured[0][1]):
        spent = [rows[number].in_d for _entries, rows in measured]
        lines.append(
            f"| {row.page.name} | {' | '.join(f'{one:.1f}' for one in spent)} | {spent[-1] / spent[0] - 1:+.0%} |"
        )
    return "\n".join(lines)
