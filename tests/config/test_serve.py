"""The running site: several processes that start together, outlive one another and end together."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError

from config.serving import check_address
from tests.bench import processes
from tests.run import ROOT
from tests.services import free_port, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")


@contextmanager
def started(folder: Path, port: int):
    """A site of its own, after its first start."""
    environment = os.environ | {"DATA_DIR": str(folder), "PORT": str(port), "DEMO": "no"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "start"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            wait_for(port, seconds=120)
            yield server
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def site(folder):
    port = free_port()
    with started(folder, port) as server:
        server.port, server.folder = port, folder
        yield server


def fetch(port: int, path: str = "/", **headers: str):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def children(pid: int) -> set[int]:
    """Those that any of its threads has started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for found in lists for child in found.read_text().split()}


def chores(site) -> set[int]:
    """The process that works in the background: forked off the site, or started again as a command."""
    return {pid for pid in children(site.pid) if processes.is_background_worker(pid)}


def until(condition) -> None:
    """Waits for what has to come true, and gives up long after it should have."""
    pause, give_up_at = Event(), time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up_at, "This never came true."
        pause.wait(0.05)


def test_the_first_start_serves_an_empty_blog_and_names_its_owner_once(site):
    assert fetch(site.port).status == 200
    assert fetch(site.port, "/admin/login/").status == 200
    said = "".join(site.stdout.readline() for _ in range(6))
    assert re.search(r"name +owner\n +password +[a-z0-9]{4}(-[a-z0-9]{4}){3}\n", said)


def test_several_processes_answer(site):
    until(lambda: len(children(site.pid) - chores(site)) >= 2)


def test_static_files_are_kept_for_ever_under_hashed_names(site):
    paths = json.loads((site.folder / "static" / "staticfiles.json").read_text())["paths"]
    answer = fetch(site.port, f"/static/{paths['admin/css/base.css']}", **{"Accept-Encoding": "br"})
    assert answer.status == 200 and answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in fetch(site.port, "/static/admin/css/base.css").headers["Cache-Control"]


def test_a_taken_port_is_said_in_a_sentence_before_anything_is_touched(site, tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path / "data"), "PORT": str(site.port)}
    second = subprocess.run(
        [sys.executable, "manage.py", "start"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {site.port} on 127.0.0.1 is taken. Stop what uses it, or choose another")
    assert len(second.stderr.splitlines()) == 1
    assert not (tmp_path / "data" / "blog.sqlite3").exists()


def test_a_killed_worker_is_replaced_and_the_site_answers_on(site):
    before = children(site.pid)
    worker = min(before - chores(site))
    os.kill(worker, signal.SIGKILL)
    until(lambda: len(children(site.pid) - before) > 0 and worker not in children(site.pid))
    assert {fetch(site.port).status for _ in range(10)} == {200}


def test_the_background_worker_is_started_and_started_again(site):
    until(lambda: chores(site))
    first = chores(site)
    os.kill(min(first), signal.SIGKILL)
    until(lambda: chores(site) - first)


def test_a_running_site_is_not_replaced_by_a_backup(site, tmp_path):
    environment = os.environ | {"DATA_DIR": str(site.folder)}
    environment.pop("DATABASE_URL", None)
    for command in (
        ["backup", str(tmp_path / "blog.tar.gz")],
        ["restore", str(tmp_path / "blog.tar.gz"), "--yes-replace"],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
    assert (done.returncode, done.stderr) == (1, "The site is running. Stop it, then restore.\n")


def test_a_request_in_hand_is_answered_before_the_site_ends_and_nobody_is_left(site):
    family = children(site.pid)
    sender = socket.create_connection(("127.0.0.1", site.port), timeout=30)
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: 4\r\n"
    sender.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
    assert sender.recv(100).startswith(b"HTTP/1.1 100")  # somebody has begun to read
    site.send_signal(signal.SIGTERM)
    until(lambda: refuses(site.port))
    sender.sendall(b"a=b!")
    assert re.match(rb"HTTP/1.1 [234]\d\d ", sender.recv(1000))
    assert site.wait(30) == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_second_start_changes_nothing_and_a_killed_one_leaves_no_orphans(site, folder):
    site.terminate()  # unless a test before has ended it
    site.wait(30)
    before = (folder / "secret_key").read_bytes(), (folder / "static" / ".sources").stat().st_mtime_ns
    port = free_port()
    with started(folder, port) as second:
        assert fetch(port).status == 200
        assert "password" not in second.stdout.readline()
        assert ((folder / "secret_key").read_bytes(), (folder / "static" / ".sources").stat().st_mtime_ns) == before
        until(lambda: len(children(second.pid)) >= 3)
        family = children(second.pid)
        second.kill()
        second.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))


@pytest.mark.parametrize(
    "host, words",
    [
        ("no-such-host.invalid", "The variable HOST is 'no-such-host.invalid'"),
        ("203.0.113.9", "can't listen on 203.0.113.9"),
    ],
)
def test_a_host_that_is_not_here_is_said_in_a_sentence(host, words):
    with pytest.raises(CommandError, match=words):
        check_address(host, 8000)


def test_a_free_port_and_a_name_give_the_number_to_listen_on():
    assert check_address("127.0.0.1", free_port()) == "127.0.0.1"
    assert check_address("localhost", free_port()) in {"127.0.0.1", "::1"}
