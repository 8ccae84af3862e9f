"""Measures the spam filter: on labelled comments, on an old blog's export, and against the clock."""

import resource
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from blog.importers import wordpress
from blog.importers.exports import BrokenExport, UnreadableExport
from blog.importers.records import CommentRecord, EntryRecord
from comments.spam import costs, trials
from comments.spam.headlines import headline
from comments.spam.submission import Submission, words_of
from comments.spam.verdict import Known, Verdict, keys_of, look, weigh
from config.management.base import SiteCommand

PROTOCOLS = ("zero", "lovo", "labels", "prequential", "robustness", "seed", "cost", "all")
MEASURES = " " * 27 + "     AUC  @0.5 %    @1 %    @5 %"
# Reasons that say something about the words of a comment, and not about when, whence or how it came.
CONTENT = {"topic", "praise", "exchange", "calls", "trade", "links", "mostly-links", "markup", "disguise", "contact"}


class Command(SiteCommand):
    help = (
        "Measures the spam filter with the code that judges and learns on the site. Reads CSV files with the columns "
        "text, author, label and optionally email, url, date, entry text, entry date; and, for the protocol seed, a "
        "WordPress export. Writes nothing to the site's database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data", type=Path, required=True, metavar="DIR", help="a folder of CSV files, or an export"
        )
        parser.add_argument("--protocol", choices=PROTOCOLS, default="all")
        parser.add_argument("--labels", type=int, nargs="+", default=[100, 300], metavar="K", help="for labels")
        parser.add_argument("--night-every", type=int, default=50, metavar="N", help="for prequential: verdicts a day")
        parser.add_argument("--spam-share", type=float, metavar="SHARE", help="for prequential: leave out readers")
        parser.add_argument("--readers", nargs="+", default=[], metavar="NAME", help="for seed: who is no spammer")

    def handle(self, *, data: Path, protocol: str, **options) -> None:
        began = time.perf_counter()
        try:
            for line in self.lines(data, protocol, options):
                self.stdout.write(line)
        except (trials.UnreadableData, UnreadableExport, BrokenExport, OSError) as trouble:
            raise CommandError(str(trouble)) from None
        took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"Took {took:.0f} s; at most {peak:.0f} MB of memory.")

    def lines(self, data: Path, protocol: str, options: dict) -> Iterator[str]:
        if protocol == "seed" or data.is_file():
            yield from seed(data, options["readers"])
            return
        sets = trials.read(data)
        wanted = PROTOCOLS if protocol == "all" else (protocol,)
        if {"zero", "lovo", "labels"} & set(wanted):
            yield MEASURES
        if "zero" in wanted:
            yield row("no labels, mean", trials.without_labels(sets))
        if "labels" in wanted:
            for count in options["labels"]:
                yield from leave_one_out(sets, count, f"{count} labels")
        if "lovo" in wanted:
            yield from leave_one_out(sets, None, "all labels")
        if "robustness" in wanted:
            yield from (f"{name:<28}{found:6.3f} @1 %" for name, found in trials.robustness(sets).items())
        if "prequential" in wanted:
            yield from prequential(sets, options["night_every"], options["spam_share"])
        if "cost" in wanted:
            yield from (f"{what:<44}{measured}" for what, measured in costs.measured(sets))


def leave_one_out(sets: trials.Sets, labels: int | None, name: str) -> Iterator[str]:
    single, together = trials.leave_one_out(sets, labels)
    yield row(f"{name}, mean of files", single)
    yield row(f"{name}, pooled", together)


def prequential(sets: trials.Sets, night_every: int, spam_share: float | None) -> Iterator[str]:
    yield "after n verdicts, of the next 300: spam filed as spam / readers' comments filed as spam"
    for step, (found, wrong) in trials.prequential(sets, night_every, spam_share).items():
        yield f"{step:>6}   {found:.3f} / {wrong:.3f}"


def row(name: str, measures: list[float]) -> str:
    return f"{name:<27}" + "".join(f"{measure:8.3f}" for measure in measures)


def seed(export: Path, readers: list[str]) -> Iterator[str]:
    """What a filter that has learnt nothing says of an old blog's comments; those of its authors are left out."""
    reasoned = {True: [], False: []}
    for record, verdict in first_verdicts(export):
        about = [one for one in verdict.reasons if one.code in CONTENT and one.points > 0]
        is_reader = any(name.casefold() in record.name.casefold() for name in readers)
        reasoned[is_reader].append(bool(about))
        yield f"{verdict.score:+5.1f}  {'reader' if is_reader else '':<7}{record.name[:20]:<21}{headline(verdict)}"
    yield f"with a reason in their words: {sum(reasoned[False])} of {len(reasoned[False])} spam comments"
    yield f"with a reason in their words: {sum(reasoned[True])} of {len(reasoned[True])} readers' comments"


def first_verdicts(export: Path) -> Iterator[tuple[CommentRecord, Verdict]]:
    entries: dict[str, EntryRecord] = {}
    for record in wordpress.read(export, UTC):
        if isinstance(record, EntryRecord):
            entries[record.old_id] = record
        elif isinstance(record, CommentRecord) and not record.login:
            submission = _submission(record, entries[record.entry_id])
            findings = look(submission)
            yield record, weigh(submission, findings, keys_of(submission, findings), Known())


def _submission(comment: CommentRecord, entry: EntryRecord) -> Submission:
    age = comment.created_at - entry.published_at if comment.created_at and entry.published_at else None
    return Submission(
        text=comment.body,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        entry_words=words_of(f"{entry.title} {entry.body}"),
        entry_age_days=age and age.days,
        is_reply=bool(comment.parent_id),
    )
