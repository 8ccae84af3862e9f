"""The same site under other servers: python -m tests.bench.rivals FOLDER 2>/dev/null, with a filled database's folder.

What isn't installed here is fetched for the while, and never comes into the site's own packages. Each server has two
processes of eight threads, or one where it knows no more. Without the site's background worker, and its settings.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from threading import Event

from tests.bench import load, processes, servers
from tests.bench.__main__ import cost
from tests.services import Missing, free_port

PACKAGES = ["gunicorn", "waitress", "cheroot"]
SERVERS = {
    "granian": "-m tests.bench.floors {kind} {port}",
    "gunicorn, gthread": "-m gunicorn --preload -k gthread -w 2 --threads 8 -b 127.0.0.1:{port} {application}",
    "waitress": "-m waitress --threads 8 --listen 127.0.0.1:{port} {application}",
    "cheroot": "-m cheroot --threads 8 --bind 127.0.0.1:{port} {application}",
}
APPLICATIONS = {"site": "config.wsgi:application", "misses": "tests.bench.misses:application"}
HIT, MISS, LONG_MISS = "/archive/", "/", "/feed/"
ROUNDS, SECONDS, SLOW, SENDERS = 3, 2, 60, 8


def main(folder: Path) -> None:
    load.wrk()
    with tempfile.TemporaryDirectory(prefix="rivals-") as packages:
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", packages, *PACKAGES]
        subprocess.run(command, check=True)
        variables = {"DATA_DIR": str(folder), "PYTHONPATH": packages, "DJANGO_SETTINGS_MODULE": "config.settings"}
        variables |= {"RATE_LIMITS": "no", "PAGES_DIR": f"{packages}/pages"}
        print(
            "| server | hit, CPU ms | miss, CPU ms | hits/s | PSS, MB | hit beside slow clients, ms | stop, s | broken off |\n"
            "| --- | --: | --: | --: | --: | --: | --: | --: |"
        )
        for name in SERVERS:
            print(row(name, variables), flush=True)


def row(name: str, variables: dict[str, str]) -> str:
    with served(name, "site", variables) as site, served(name, "misses", variables) as misses:
        rounds = [(cost(site, HIT, SECONDS), cost(misses, MISS, SECONDS)) for _ in range(ROUNDS + 1)][1:]
        hit, miss = (median(one[kind][0] for one in rounds) for kind in (0, 1))
        a_second = median(load_of_hits.a_second for (_spent, load_of_hits), _miss in rounds)
        memory = processes.megabytes(processes.family(site.process.pid) + processes.family(misses.process.pid)) / 2
        waited = beside_slow_clients(site)
        seconds, broken, answered = stopped(misses)
    slow = "none came" if waited is None else f"{waited:.0f}"
    return (
        f"| {name} | {hit:.3f} | {miss:.2f} | {a_second:,.0f} | {memory:.0f} | {slow} | {seconds:.1f} "
        f"| {broken} of {answered + broken} |"
    )


@contextmanager
def served(name: str, kind: str, variables: dict[str, str]):
    port = free_port()
    command = SERVERS[name].format(kind=kind, port=port, application=APPLICATIONS[kind])
    with servers.started(command.split(), port, **variables) as server:
        yield server


def beside_slow_clients(server: servers.Server) -> float | None:
    """How long a kept page takes while many send their headers a letter at a time and some their comments."""
    over, clients = Event(), [socket.create_connection(("127.0.0.1", server.port)) for _ in range(SLOW + SENDERS)]
    for client in clients[:SENDERS]:
        client.sendall(b"POST /comments/1/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n")
    for client in clients[SENDERS:]:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")

    def trickle() -> None:
        while not over.wait(0.2):
            for client in clients:
                with suppress(OSError):  # the server had enough of it
                    client.sendall(b"a")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(trickle)
        time.sleep(1)
        try:
            return median(seconds_for(server.port) for _ in range(9)) * 1000
        except OSError:
            return None
        finally:
            over.set()
            for client in clients:
                client.close()


def seconds_for(port: int) -> float:
    began = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", HIT)
        connection.getresponse().read()
    return time.monotonic() - began


def stopped(server: servers.Server) -> tuple[float, int, int]:
    """SIGTERM while eight readers ask: seconds to the end, answers that broke off, answers that came."""

    def ask() -> tuple[int, int]:
        answered = 0
        while True:
            with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
                try:
                    connection.connect()
                except OSError:
                    return 0, answered  # it listens no more: that is said before anything is sent
                try:
                    connection.request("GET", LONG_MISS)
                    connection.getresponse().read()
                    answered += 1
                except (OSError, HTTPException):
                    return 1, answered

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask) for _ in range(8)]
        time.sleep(1)
        began = time.monotonic()
        os.kill(server.process.pid, signal.SIGTERM)
        server.process.wait(60)
        seconds = time.monotonic() - began
        results = [one.result() for one in asking]
    return seconds, sum(broken for broken, _ in results), sum(answered for _, answered in results)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Missing as missing:
        sys.exit(str(missing))
