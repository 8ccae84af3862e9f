"""Serves the site as it stands."""

from django.conf import settings

from config.management.base import SiteCommand
from config.serving import check_address, serve


class Command(SiteCommand):
    help = "Serves the site on HOST and PORT with several processes, and its background worker beside them."

    def handle(self, **options):
        address = check_address(settings.HOST, settings.PORT)
        serve(address, settings.PORT)
