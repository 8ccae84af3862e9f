"""Brings back what `backup` wrote."""

from pathlib import Path

from django.core.management.base import CommandError

from config.backups import restore
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Puts the site of a backup in the place of what is here. The site must not be running."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="What `backup` wrote.")
        parser.add_argument(
            "--yes-replace", action="store_true", help="Replace the site that is here; it is moved aside."
        )

    def handle(self, *, file, yes_replace, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        manifest = restore(file, replace=yes_replace)
        counts = ", ".join(f"{count} {what}" for what, count in manifest.counts.items())
        self.stdout.write(f"Restored the site as it was at {manifest.made_at}: {counts}. Start it as usual.")
