"""Does the chores that come back, until it is stopped."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand

from config.data_folder import IN_USE, locked
from config.work import Loop


class Command(BaseCommand):
    help = "Does the work that waits: it runs beside the site (`serve` starts it) until it is stopped."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--child", action="store_true", help="End when the process that started this one ends.")

    def handle(self, *, child, **options):
        parent = os.getppid()
        loop = Loop()
        loop.stop_on_signals()
        with locked(settings.DATA_DIR / IN_USE, shared=True):
            loop.run(keep_on=lambda: not child or os.getppid() == parent)
