"""Readers and writers: wrk for as many requests as the server can take, and a pace of our own for steady ones."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.services import IS_ROOT, Missing

CONNECTIONS = 8
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """What came of a while of requests; times in milliseconds."""

    requests: int
    seconds: float
    median: float
    p99: float
    failures: int

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds


def wrk() -> str:
    """The load generator, fetched if there is none."""
    if not shutil.which("wrk") and IS_ROOT and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-q", "-y", "wrk"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if found := shutil.which("wrk"):
        return found
    raise Missing("There is no wrk, which drives the server. On Debian or Ubuntu: apt install wrk")


def drive(address: str, seconds: int, *, script: Path | None = None, **headers: str) -> Load:
    """As many requests as eight connections can make in so many seconds."""
    command = [wrk(), "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    command += ["-s", str(script)] if script else []
    command += [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    done = subprocess.run([*command, address], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"wrk failed: {done.stderr or done.stdout}")
    done = read(done.stdout)
    # On a busy machine not even one answer may come in time.
    return done if done.requests else drive(address, 2 * seconds, script=script, **headers)


def read(report: str) -> Load:
    """What wrk says."""
    requests, took, unit = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)", report).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", report)
    failures = int(refused[1]) if refused else 0
    failures += sum(map(int, broken.groups())) if broken else 0
    return Load(int(requests), float(took) * UNITS[unit] / 1000, _share(report, 50), _share(report, 99), failures)


def _share(report: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)$", report, re.M)
    return float(found[1]) * UNITS[found[2]] if found else 0.0
