"""Proves every counter of the site against the rows it counts, and repairs what is wrong."""

from collections.abc import Iterator

from django.db import transaction

from blog.models import Blog, Entry, shelf
from comments import counts
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Counts everything anew: prints what was counted wrong, and sets it right. The site may run."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only print what is wrong.")

    def handle(self, *, dry_run, **options):
        wrong = 0
        for fault in self.faults(repairs=not dry_run):
            self.stdout.write(fault)
            wrong += 1
        if not wrong:
            self.stdout.write("Every counter is right.")
        elif dry_run:
            self.stdout.write(f"{wrong} counted wrong; nothing was changed.")
        else:
            self.stdout.write(f"{wrong} counted wrong, and set right.")

    def faults(self, repairs: bool) -> Iterator[str]:
        yield from self.faults_of_lists(repairs)
        yield from counts.faults(repairs)

    def faults_of_lists(self, repairs: bool) -> list[str]:
        """Nobody publishes meanwhile, where something has to be set right."""
        with transaction.atomic():
            zone = Blog.load().zone
            found = list(shelf.faults(shelf.belongings(Entry.objects, zone)))
            if found and repairs:
                shelf.rebuild(shelf.belongings(Entry.objects, zone))
        return found
