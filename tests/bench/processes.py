"""What the processes of a server cost, read from /proc: a busy machine makes them slower, and no dearer."""

import os
from pathlib import Path

from config.server import WORKER

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that it started, without the background worker and what that started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(folder.name)):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def is_background_worker(pid: int) -> bool:
    return _read(Path(f"/proc/{pid}/comm")) == f"{WORKER}\n".encode()


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes, with that of children of theirs that have ended."""
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := _stat(pid))) / TICKS


def megabytes(pids: list[int]) -> float:
    """Their proportional set size: memory that several share is counted once."""
    rollups = (_read(Path(f"/proc/{pid}/smaps_rollup")).decode().split("\n") for pid in pids)
    return sum(int(line.split()[1]) for lines in rollups for line in lines if line.startswith("Pss:")) / 1024


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold anything: state, parent, …"""
    return _read(Path(f"/proc/{pid}/stat")).decode(errors="replace").rpartition(")")[2].split()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
