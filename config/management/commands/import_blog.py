"""Brings in an old blog: reads its export, saves entries and their comments, and reports."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from blog.importers.bylines import UnknownAccount
from blog.importers.exports import UnreadableExport
from blog.importers.survey import survey
from blog.models import ImportedRecord
from config.importing import Import

SECONDS_BETWEEN_SIGNS = 0.2


class Command(BaseCommand):
    help = "Brings in a blog from a WordPress export. Doing it again adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the export: Tools → Export in WordPress; .xml or .xml.gz")
        parser.add_argument("--dry-run", action="store_true", help="read everything and report, write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report there, as JSON")
        parser.add_argument(
            "--author",
            action="append",
            default=[],
            metavar="LOGIN=USERNAME",
            help="the account here that an author of the old blog has; once for each",
        )

    def handle(self, *, file: Path, dry_run: bool, report: Path | None, author: list[str], **options) -> None:
        check_tables()
        try:
            found = survey(file)
            run = Import(file, found, usernames(author), writes=not dry_run, progress=self.progress(found.items))
            run.go()
        except (UnreadableExport, UnknownAccount) as trouble:
            raise CommandError(str(trouble)) from None
        except DatabaseError as trouble:
            raise CommandError(
                _("The database refused: %s. What came before is in; import again to go on.") % str(trouble).strip()
            ) from trouble
        self.stdout.write(f"{found.site.title} ({found.site.origin})")
        if dry_run:
            self.stdout.write(_("A rehearsal: nothing was written. This is what would happen."))
        for line in run.report.lines():
            self.stdout.write(line)
        if dry_run and run.report.taken["author", "new"]:
            self.stdout.write(_("Where an author is you, say --author LOGIN=USERNAME, at the first import already."))
        if report:
            head = {"file": str(file), "source": found.site.origin, "dry_run": dry_run}
            report.write_text(json.dumps(head | run.report.as_json(), indent=1, ensure_ascii=False), encoding="utf-8")
        if run.report.broken:
            raise CommandError(_("The file is damaged, as the report says. What came before was taken."))

    def progress(self, items: int):
        """Says on a terminal how far the import is; elsewhere nothing."""
        shown_at = 0.0

        def show(done: int) -> None:
            nonlocal shown_at
            now = time.monotonic()
            if done == items or now - shown_at > SECONDS_BETWEEN_SIGNS:
                shown_at = now
                self.stderr.write(f"\r{done} / {items}", ending="\n" if done == items else "")

        return show if self.stderr.isatty() else lambda done: None


def check_tables() -> None:
    try:
        ImportedRecord.objects.exists()
    except DatabaseError as trouble:
        raise CommandError(
            _("The database is not ready (%s). Start the site once, then import.") % str(trouble).strip()
        ) from None


def usernames(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise CommandError(_("Write --author LOGIN=USERNAME, for example --author steve=steven, not “%s”.") % pair)
    return dict(pair.split("=", 1) for pair in pairs)
