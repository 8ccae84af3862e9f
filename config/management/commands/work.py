"""Does the chores that come back, until it is stopped."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

from django.conf import settings

from blog.page_cache.touching import bell
from config.data_folder import IN_USE, locked
from config.management.base import SiteCommand
from config.server import WORKER
from config.work import FOLLOW, PUNCTUAL_CHORES, Loop


class Command(SiteCommand):
    help = "Does the work that waits: it runs beside the site (`serve` starts it) until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--under", type=int, metavar="PID", help="End when the process with this number ends.")

    def handle(self, *, under, **options):
        with suppress(OSError):  # not every system has it
            Path("/proc/self/comm").write_text(WORKER)
        loop = Loop()
        loop.stop_on_signals()
        punctual = Loop(PUNCTUAL_CHORES)
        Thread(target=punctual.run, daemon=True).start()
        if bell:
            Thread(target=bell.listen, args=[lambda: punctual.hurry(FOLLOW)], daemon=True).start()
        with locked(settings.DATA_DIR / IN_USE, shared=True):
            loop.run(keep_on=lambda: under in (None, os.getppid()))
