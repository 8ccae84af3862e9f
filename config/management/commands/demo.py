"""Fills an empty blog with the demo."""

from django.core.management.base import CommandError

from blog.models import Author
from config.demo.loading import BlogInUse, load
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Fills an empty blog with a demo: entries, pictures and conversations that show what the site can do."

    def add_arguments(self, parser):
        parser.add_argument("--owner", required=True, metavar="USERNAME", help="The account that writes the entries.")

    def handle(self, *, owner, verbosity, **options):
        author = Author.objects.filter(username=owner).first()
        if author is None:
            raise CommandError(f"There is no account “{owner}”. Name one that exists: manage.py demo --owner USERNAME")
        try:
            fresh = load(author)
        except BlogInUse:
            raise CommandError("This blog has entries of its own, so the demo stays away.") from None
        if verbosity:
            self.stdout.write("The demo is loaded." if fresh else "The demo was loaded before; nothing changed.")
