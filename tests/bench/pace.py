"""So many requests a second, no more: what a reader waits while others write.

A request's time counts from the moment it was due, so that one that was begun late, because others took long, is late.
"""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import product
from statistics import median
from threading import Event
from urllib.parse import urlencode, urlsplit

from tests.bench.load import CONNECTIONS, Load

WORDS = [
    "".join(parts) for parts in product("b d f g k l m n p r s t v w st tr".split(), "aeiou", ["", "n", "ret", "lis"])
]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# Sends one request over a connection and says its status.
Act = Callable[[HTTPConnection], int]


def read(*paths: str) -> Act:
    def act(connection: HTTPConnection) -> int:
        connection.request("GET", random.choice(paths))
        return answered(connection)

    return act


def comment(path: str) -> Act:
    """Sixty words, never the same."""

    def act(connection: HTTPConnection) -> int:
        fields = {"text": " ".join(random.choices(WORDS, k=60)), "name": f"Reader {random.randrange(10**12)}"}
        connection.request("POST", path, urlencode(fields), FORM)
        return answered(connection)

    return act


def answered(connection: HTTPConnection) -> int:
    response = connection.getresponse()
    response.read()
    return response.status


def keep_pace(address: str, act: Act, a_second: int, seconds: float, over: Event | None = None) -> Load:
    """Eight connections take turns for so long, or until it is over."""
    over, began = over or Event(), time.monotonic() + 0.1

    def run(number: int) -> tuple[list[float], int]:
        connection, took, failures = HTTPConnection(urlsplit(address).netloc, timeout=60), [], 0
        for turn in range(number, int(a_second * seconds), CONNECTIONS):
            due = began + turn / a_second
            if over.wait(max(0.0, due - time.monotonic())):
                break
            try:
                failures += act(connection) >= 400
            except (OSError, HTTPException):
                failures += 1
                connection.close()
            took.append((time.monotonic() - due) * 1000)
        connection.close()
        return took, failures

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        runs = list(pool.map(run, range(CONNECTIONS)))
    took = sorted(one for times, _failures in runs for one in times)
    last = time.monotonic() - began
    p99 = took[min(len(took) - 1, len(took) * 99 // 100)]
    return Load(len(took), last, median(took), p99, sum(failures for _times, failures in runs))


@contextmanager
def meanwhile(address: str, act: Act, a_second: int) -> Iterator[list[Load]]:
    """Keeps a pace beside what is done within; the list holds what came of it afterwards."""
    over, found = Event(), []
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(keep_pace, address, act, a_second, 24 * 3600, over)
        try:
            yield found
        finally:
            over.set()
            found.append(running.result())
