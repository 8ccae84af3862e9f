"""Writes the whole site into one file."""

from pathlib import Path

from django.core.management.base import CommandError

from config.backups import backup
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Writes database, pictures and key, as they are at one instant, into one file; the site may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Where to write it, such as blog.tar.gz.")
        parser.add_argument("--force", action="store_true", help="Replace the file if it exists.")

    def handle(self, *, file, force, **options):
        if file.exists() and not force:
            raise CommandError(f"{file} exists. Choose another name, or replace it with --force.")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.absolute().parent}. Make it, or choose another.")
        try:
            manifest = backup(file.absolute())
        except OSError as trouble:
            raise CommandError(f"{file} can't be written ({trouble.strerror}). Nothing was left there.") from None
        size = file.stat().st_size
        counts = ", ".join(f"{count} {what}" for what, count in manifest.counts.items())
        self.stdout.write(
            f"{file}: {counts}; {size / 1e6:.1f} MB. It holds the site's key: keep it where nobody reads it."
        )
