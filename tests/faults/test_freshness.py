"""No reader of a running site is ever given the older page, whatever is changed, killed or asked for at once.

ROUNDS=1000 makes as many changes, and a fifth as many kills.
"""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import services
from tests.run import ROOT
from tests.sites import database, environment, site

ROUNDS = int(os.environ.get("ROUNDS", "40"))
CLIENTS = 500

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="starts servers as they run on Linux")


def freshness(folder: Path, address: str, *words, **variables: str) -> str:
    """The report of a run of tests.faults.freshness."""
    command = [sys.executable, "-m", "tests.faults.freshness", *map(str, words)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(folder, 1, address, **variables),
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    return done.stdout


def test_readers_never_see_an_older_page_once_a_change_has_returned(tmp_path):
    with database() as address, site(tmp_path, address) as port:
        report = freshness(tmp_path, address, "hammer", ROUNDS, port)
    assert re.match(rf"{ROUNDS} changes, \d+ reads, 0 faults\n", report), report


def test_a_process_killed_between_commit_and_expiry_leaves_no_stale_page(tmp_path):
    with database() as address, site(tmp_path, address) as port:
        report = freshness(tmp_path, address, "kill", max(8, ROUNDS // 5), port)
    assert " 0 faults\n" in report, report


@pytest.mark.postgres
@pytest.mark.parametrize("redis", ["none", "there", "gone"])
def test_a_second_machine_follows_within_a_second(tmp_path, redis):
    with ExitStack() as stack:
        variables = {"REDIS_URL": redis_as_wanted(redis, stack)}
        address = stack.enter_context(database())
        port = stack.enter_context(site(tmp_path / "one", address, **variables))
        second = stack.enter_context(site(tmp_path / "two", address, **variables))
        time.sleep(4)  # both workers have begun to follow
        report = freshness(tmp_path / "one", address, "hammer", ROUNDS, port, second, **variables)
    assert re.match(rf"{ROUNDS} changes, \d+ reads, 0 faults\n", report), report


def redis_as_wanted(which: str, stack: ExitStack) -> str:
    match which:
        case "there":
            try:
                return stack.enter_context(services.redis())
            except services.Missing as missing:
                pytest.skip(str(missing))
        case "gone":
            return f"redis://127.0.0.1:{services.free_port()}/0"
    return ""


def test_however_many_ask_for_an_expired_page_it_is_rendered_once(tmp_path):
    """The site's own template says to the microsecond when it was rendered, so every rendering is another text."""
    (tmp_path / "templates" / "blog").mkdir(parents=True)
    (tmp_path / "templates" / "blog" / "_head.html").write_text('<meta name="rendered" content="{% now \'s.u\' %}">')
    with site(tmp_path) as port:
        answers = asked_at_once(port, "/archive/")
        assert len(answers) == CLIENTS and len({answer.partition(b"\r\n\r\n")[2] for answer in answers}) == 1
        assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)


def asked_at_once(port: int, path: str) -> list[bytes]:
    sockets = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(CLIENTS)]
    for one in sockets:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answers = []
    for one in sockets:
        parts = []
        while part := one.recv(65536):
            parts.append(part)
        one.close()
        answers.append(b"".join(parts))
    return answers
