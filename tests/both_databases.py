"""What is timed on both databases: here on one that is gone afterwards, then in a process of its own on PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.test.utils import get_runner, setup_test_environment

from tests import services


@contextmanager
def throwaway_database() -> Iterator[None]:
    """An empty one with all tables, on the server of DATABASE_URL; without that, SQLite."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(made)


def again_on_postgresql(module: str, *words) -> None:
    """Runs the module with these words; where there is no PostgreSQL, says so."""
    try:
        with services.postgres() as address:
            command = [sys.executable, "-m", module, *map(str, words)]
            subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=True)
    except services.Missing as missing:
        print(missing)
