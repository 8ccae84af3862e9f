"""What the commands of this site have in common."""

import sys

from django.core.management.base import BaseCommand, CommandError


class SiteCommand(BaseCommand):
    """Starts without Django's checks of the code, and refuses in plain sentences."""

    requires_system_checks = []

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if self._called_from_command_line and not options["traceback"]:
                sys.exit(str(refusal))
            raise
