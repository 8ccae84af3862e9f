"""Serves the site as it stands."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config.serving import check_address, serve


class Command(BaseCommand):
    help = "Serves the site on HOST and PORT with several processes, and its background worker beside them."
    requires_system_checks = []

    def handle(self, **options):
        address = check_address(settings.HOST, settings.PORT)
        serve(address, settings.PORT)
