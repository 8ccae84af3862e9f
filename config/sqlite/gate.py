"""A lock between processes and threads that is waited for in line, and not for ever."""

import fcntl
import os
import time
from concurrent.futures import Future
from threading import Thread

# Seconds between the first looks. Most who are inside are gone in a moment, and to stand in line takes a thread, which
# has to wait for Python's own lock before anybody learns that the gate is open.
PAUSES = (0, 0.0003, 0.0005, 0.0008, 0.001, 0.0015, 0.002)


class GateStaysShut(Exception):
    """Nobody let us in; the message says why."""


class Gate:
    """Its holder may enter again; another Gate on the same file waits, in whatever process or thread it is."""

    def __init__(self, path: str):
        self.path = path
        self.process = os.getpid()
        self.is_inside = False
        self._file = None

    def is_of_another_process(self) -> bool:
        """A process that was forked off shares its parent's lock, so it needs a gate of its own."""
        return self.process != os.getpid()

    def enter(self, seconds: float) -> None:
        if self.is_inside:
            return
        file = self._file or opened(self.path)
        self._file = None
        if not any(is_let_in(file, pause) for pause in PAUSES):
            self._wait(file, seconds)
        self._file, self.is_inside = file, True

    def leave(self) -> None:
        if self.is_inside:
            self.is_inside = False
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _wait(self, file, seconds: float) -> None:
        """The system's queue knows no time limit, so a thread stands in it while we look at the clock."""
        turn = Future()
        Thread(target=stand_in_line, args=(file, turn), daemon=True).start()
        try:
            turn.result(seconds)
        except BaseException as trouble:
            # We are no longer there when the turn comes: closing the file passes it on.
            turn.add_done_callback(lambda _: file.close())
            if isinstance(trouble, TimeoutError):
                raise GateStaysShut(f"another process has been writing for {seconds:g} seconds") from None
            raise


def is_let_in(file, pause: float) -> bool:
    if pause:
        time.sleep(pause)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def opened(path: str):
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    except OSError as trouble:
        raise GateStaysShut(f"{path} can't be opened ({trouble.strerror})") from None


def stand_in_line(file, turn: Future) -> None:
    try:
        turn.set_result(fcntl.flock(file, fcntl.LOCK_EX))
    except OSError as trouble:
        turn.set_exception(trouble)
