"""What tests can use beyond Python, found or fetched: throw-away servers, a browser, another Python."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

IS_ROOT = os.geteuid() == 0


class Missing(Exception):
    """Something isn't here; the message says how to get it."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, which is gone with all it held when the tests are done."""
    programs = postgres_programs()
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:  # a socket's path has to be short
        folder, user = Path(name), {}
        if IS_ROOT:  # which PostgreSQL refuses to run as
            account = pwd.getpwnam("postgres" if has_account("postgres") else "nobody")
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        quick = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        init = ["--auth=trust", "--username=blog", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        quietly([programs / "initdb", *init, data], **user)
        quietly([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", quick, "start"], **user)
        try:
            yield f"postgres://blog@{quote(str(folder), safe='')}/postgres"
        finally:
            quietly([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **user)


def postgres_programs() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    for folder in [*reversed(folders), *([Path(found).resolve().parent] if found else [])]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing("There is no PostgreSQL. On Debian or Ubuntu: apt install postgresql")


def has_account(name: str) -> bool:
    return any(account.pw_name == name for account in pwd.getpwall())


@contextmanager
def redis(port: int = 0) -> Iterator[str]:
    """The address of a Redis server of our own."""
    program, port = redis_program(), port or free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", folder]
        server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


@contextmanager
def bucket() -> Iterator[str]:
    """The address of an empty bucket on a server of S3-type storage of our own."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            with urlopen(Request(f"http://127.0.0.1:{port}/pictures-of-ours", method="PUT")):
                yield f"s3://pictures-of-ours/blog?endpoint=http://127.0.0.1:{port}"
        finally:
            server.terminate()


def redis_program() -> str:
    """The program; tests start it for themselves."""
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return found
    raise Missing("There is no Redis. On Debian or Ubuntu: apt install redis-server")


def nginx() -> str:
    """The program; tests start it with a configuration of their own."""
    if found := found_nginx():
        return found
    raise Missing("There is no nginx. On Debian or Ubuntu: apt install nginx-light")


def found_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")  # not on the PATH of most accounts


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_for(port: int, seconds: float = 20) -> None:
    """Until something answers on the port."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def chromium() -> str:
    """A Chromium, fetched if there is none."""
    if found := found_chromium():
        return found
    print("No Chromium is here; getting one …", flush=True)
    if IS_ROOT and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "chromium"]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    if found := found_chromium():
        return found
    raise Missing("There is no Chromium. Install it (Debian: apt install chromium), or set CHROMIUM=/path/to/it")


def found_chromium() -> str | None:
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    if found := next(filter(None, (shutil.which(name) for name in names if name)), None):
        return found
    asked = subprocess.run([sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True)
    return asked.stdout.strip() if Path(asked.stdout.strip() or "/nowhere").is_file() else None


PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def other_python() -> tuple[Path, str]:
    """The interpreter of the other supported Django, and its version: the newest, or on a new one Python 3.11."""
    wants_newer = sys.version_info < (3, 12)
    places = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    places += [Path("/usr/local/bin"), *Path.home().glob(".pyenv/versions/3.*/bin")]
    found = {}
    for program in {program for place in places for program in place.glob("python3.*") if is_plain(program.name)}:
        if version := version_of(program):
            found.setdefault(version, program)
    fitting = [version for version in found if (version >= (3, 12) if wants_newer else version == (3, 11))]
    if not fitting:
        wanted = "Python 3.12 or newer" if wants_newer else "Python 3.11"
        raise Missing(f"There is no {wanted} beside this one. Install one so that it is found on the PATH")
    return found[max(fitting)], "{}.{}".format(*max(fitting))


def is_plain(name: str) -> bool:
    return name.removeprefix("python3.").isdigit()


def version_of(program: Path) -> tuple[int, int] | None:
    """What it says of itself; nothing when it doesn't run or can't make environments."""
    try:
        asked = [program, "-c", "import ensurepip, sys; print(*sys.version_info[:2])"]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else None


def quietly(command: list, **options) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **options)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")
