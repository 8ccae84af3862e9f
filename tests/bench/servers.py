"""Servers of their own for a measurement, ended with it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]


class Server:
    def __init__(self, command: list[str], port: int, **variables: str):
        self.port = port
        began = time.monotonic()
        self.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=os.environ | variables)
        self._wait()
        self.seconds_to_first_answer = time.monotonic() - began

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.getheaders(), body

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def _wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                return self.answer("/")
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError("The server did not start.") from None
                time.sleep(0.02)


@contextmanager
def site(folder: Path, **variables: str) -> Iterator[Server]:
    """The real one, as `make run` serves it, with its background worker."""
    port = free_port()
    variables |= {"DATA_DIR": str(folder), "PORT": str(port), "RATE_LIMITS": "no", "DEMO": "no"}
    with started(["manage.py", "serve"], port, **variables) as server:
        yield server


@contextmanager
def floor(kind: str, *more: str, **variables: str) -> Iterator[Server]:
    port = free_port()
    with started(["-m", "tests.bench.floors", kind, str(port), *more], port, **variables) as server:
        yield server


@contextmanager
def started(command: list[str], port: int, **variables: str) -> Iterator[Server]:
    server = Server(command, port, **variables)
    try:
        yield server
    finally:
        server.end()
