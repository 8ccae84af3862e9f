"""Brings back what `backup` wrote."""

from pathlib import Path

from django.core.management.base import CommandError

from config.backups import restore, trial
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Puts the site of a backup in the place of what is here. The site must not be running."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="What `backup` wrote.")
        parser.add_argument(
            "--yes-replace", action="store_true", help="Replace the site that is here; it is moved aside."
        )

        parser.add_argument(
            "--test", action="store_true", help="Only look whether the backup is whole; the site may run."
        )

    def handle(self, *, file, yes_replace, test, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if test:
            counts = ", ".join(f"{count} {what}" for what, count in trial(file).counts.items())
            self.stdout.write(f"{file} is whole: {counts}. Nothing was restored.")
            return
        manifest = restore(file, replace=yes_replace)
        counts = ", ".join(f"{count} {what}" for what, count in manifest.counts.items())
        self.stdout.write(f"Restored the site as it was at {manifest.made_at}: {counts}. Start it as usual.")
