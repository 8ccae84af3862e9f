"""The server that answers, with all its limits, whatever application it is given."""

import os

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

WORKERS = min(4, max(2, os.cpu_count() or 2))
THREADS = 8  # in each worker; each holds a database connection of its own
DRAIN_SECONDS = 10
WORKER = "blog-worker"  # the name of the process that answers nobody and works in the background


def server(address: str, port: int) -> Granian:
    """The server with all its limits; what it serves is said when it starts."""
    return Granian(
        "config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
        log_level=LogLevels.error,
    )
