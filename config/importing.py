"""One import from beginning to end: records of entries go to the blog's saver, their comments to the comments' own."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from blog.importers.bylines import Bylines
from blog.importers.exports import BrokenExport
from blog.importers.ledger import Ledger
from blog.importers.records import AuthorRecord, CommentRecord, EntryRecord, Remark, Skipped
from blog.importers.report import Report
from blog.importers.saving import EntrySaver, remark_on_zone, settled
from blog.importers.survey import Survey
from blog.importers.wordpress import read
from blog.models import Blog, Entry
from comments.importing import CommentSaver
from comments.models import Discussion

# Commits that a power cut may undo, though never in part: the import is run again, and the ledger goes on from there.
# SQLite keeps more of its indexes at hand meanwhile: the words and numbers of comments fall all over them.
QUICK_COMMITS = {
    "sqlite": (["PRAGMA cache_size=-65536"], [settings.SQLITE_CACHE]),
    "postgresql": (["SET synchronous_commit TO off"], ["RESET synchronous_commit"]),
}


@contextmanager
def quick_commits() -> Iterator[None]:
    begin, end = QUICK_COMMITS.get(connection.vendor, ([], []))
    if not begin or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        try:
            connection.waits_for_disk = False  # of our SQLite engine; others have a statement for it
            for statement in begin:
                cursor.execute(statement)
            yield
        finally:
            connection.waits_for_disk = True
            for statement in end:
                cursor.execute(statement)


@contextmanager
def nothing_old_looked_through() -> Iterator[None]:
    """What is in memory before stays there: the collector need not search all of it again and again."""
    if gc.get_freeze_count():  # so it is in the site's worker, which shares it with the site as long as nobody looks
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Import:
    """Takes an export over, an entry with its comments at a time; without `writes` it only says what would happen.

    `progress` is told how many entries and skipped things of the file are behind.
    """

    def __init__(
        self,
        file: Path,
        survey: Survey,
        usernames: dict[str, str],
        writes: bool,
        progress: Callable[[int], None] = lambda done: None,
    ):
        self.file = file
        self.survey = survey
        self.usernames = usernames
        self.writes = writes
        self.progress = progress
        self.done = 0
        self.report = Report()
        self.ledger = Ledger(survey.site.origin)
        self.bylines = Bylines(self.ledger, self.report, usernames, writes)
        self.entries = EntrySaver(self.ledger, self.bylines, self.report)
        self.comments = CommentSaver(self.ledger, self.bylines, self.report)

    def go(self) -> Report:
        with quick_commits(), nothing_old_looked_through():
            self._take_all(self._settle())
        self._miss_logins()
        return self.report

    def _take_all(self, zone: tzinfo) -> None:
        entry, comments = None, []
        try:
            for record in read(self.file, zone, self.survey.numbers):
                match record:
                    case EntryRecord():
                        self._save(entry, comments)
                        entry, comments = record, []
                    case CommentRecord():
                        comments.append(record)
                    case AuthorRecord():
                        self.bylines.take(record)
                    case Skipped():
                        self.report.skipped.append(record)
                        self._step(record.kind != "comment")
                    case Remark():
                        self.report.remarks.append(record)
        except BrokenExport as trouble:
            self.report.broken = str(trouble)
        self._save(entry, comments)

    def _settle(self) -> tzinfo:
        """The blog's settings, where it had none; returns the zone of dates that come without GMT."""
        blog = Blog.load()
        if not self.entries.known:
            blog = settled(blog, self.survey.site, self.survey.zone, self.survey.permalink, self.report)
            if self.writes:
                blog.save()
        remark_on_zone(self.survey.zone, blog, self.report)
        return self.survey.zone.zone if self.survey.zone.is_certain else blog.zone

    def _step(self, number: int = 1) -> None:
        self.done += number
        self.progress(self.done)

    def _save(self, record: EntryRecord | None, comments: list[CommentRecord]) -> None:
        if not record:
            return
        self._step()
        is_new = not self.entries.is_known(record)
        self.entries.count(record)
        here = None if is_new else self.entries.known_entry(record)
        new = self.comments.new_among(record, comments, is_new, is_gone=not is_new and not here)
        if is_new and record.kind == Entry.Kind.PAGE and comments and not record.is_discussion_closed:
            words = _("Is a page whose discussion was open; here pages take no comments unless you open them")
            self.report.remark(words, record.label)
        batches = self.comments.batches(new)
        if not self.writes:
            self._rehearse(record, is_new, batches)
            return
        first = next(batches, None)
        with transaction.atomic():
            entry = self._begun(record, bool(comments)) if is_new else here
            if first:
                self.comments.save(entry, first)
        for batch in batches:
            self.comments.save(entry, batch)

    def _begun(self, record: EntryRecord, has_comments: bool) -> Entry:
        entry = self.entries.save(record)
        # Pages are closed by rule, and those without comments need not say that they once were by choice.
        if record.is_discussion_closed and (entry.is_post or has_comments):
            Discussion(entry=entry).close_as_imported()
        return entry

    def _rehearse(self, record: EntryRecord, is_new: bool, batches) -> None:
        """Makes everything without storing it, for what there is to remark on."""
        if is_new:
            self.entries.rehearse(record)
        for _batch in batches:
            pass

    def _miss_logins(self) -> None:
        for login in self.usernames:
            if not self.bylines.by_login(login):
                self.report.remark(_("--author names an author that the export does not have"), login)
