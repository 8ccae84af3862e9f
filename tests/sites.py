"""Whole sites for tests that break things: real servers of their own, and databases of their own on PostgreSQL."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.run import ROOT
from tests.services import free_port, wait_for

PASSWORD = "a long enough password"


def environment(folder: Path, port: int, database: str = "", **variables: str) -> dict[str, str]:
    own = {"DATA_DIR": str(folder), "PORT": str(port), "DEMO": "no", "RATE_LIMITS": "off", "DATABASE_URL": database}
    own |= {"DJANGO_SETTINGS_MODULE": "config.settings", "OWNER_PASSWORD": PASSWORD}
    return os.environ | own | variables


@contextmanager
def site(folder: Path, database: str = "", **variables: str) -> Iterator[int]:
    """A running site in the folder; its port."""
    port = free_port()
    command = [sys.executable, "manage.py", "start"]
    own = environment(folder, port, database, **variables)
    with subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port, seconds=120)
            yield port
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database on the server of DATABASE_URL; none where that is not set (SQLite)."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
