"""Takes all kept pages away, here and on other servers."""

from django.db import transaction

from blog import page_cache
from config.management.base import SiteCommand


class Command(SiteCommand):
    help = "Lets every page be rendered anew: for when rows were changed past the site (by SQL, loaddata, …)."

    def handle(self, **options):
        with transaction.atomic():
            page_cache.touch("site")
        self.stdout.write("Every page is rendered anew when it is next asked for.")
