"""PostgreSQL's own programs: a dump of one instant, and loading it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import CommandError
from django.db import connection, transaction

PLAIN = ("--no-owner", "--no-privileges")  # of whatever database and role it comes into
VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}


@contextmanager
def one_instant() -> Iterator[str]:
    """The name of a snapshot, which this connection sees too for as long as it lasts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def dump(file: Path, instant: str | None = None) -> None:
    at = [f"--snapshot={instant}"] if instant else []
    run("pg_dump", "--format=custom", *PLAIN, *at, f"--file={file}", *database())


def load(file: Path) -> None:
    """Puts a dump in the place of all tables, in one transaction: all of it or nothing."""
    script = file.with_suffix(".sql")
    run("pg_restore", "--clean", "--if-exists", *PLAIN, f"--file={script}", str(file))
    tables = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.table_names())
    connection.close()
    drop = [f"--command=DROP TABLE {tables} CASCADE"] if tables else []
    strict = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run("psql", *strict, *drop, f"--file={script}", *database())
    script.unlink()


def check(file: Path) -> None:
    """Reads a dump to its end, as loading it would."""
    run("pg_restore", *PLAIN, f"--file={os.devnull}", str(file))


def database() -> list[str]:
    return [f"--dbname={connection.get_connection_params()['dbname']}"]


def run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise CommandError(f"{program} is needed and not here. On Debian or Ubuntu: apt install postgresql-client")
    # Through the environment, so that no password stands in the list of processes.
    known = connection.get_connection_params()
    variables = {variable: str(known[name]) for name, variable in VARIABLES.items() if known.get(name)}
    done = subprocess.run([program, *arguments], env=os.environ | variables, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()[-500:]}")
