"""SQLite behind a gate: of all processes, one at a time writes.

SQLite lets writers retry until they are lucky, so that some wait for seconds; and before 3.51.3 a checkpoint that
meets a commit can lose it (https://sqlite.org/wal.html#walresetbug). A lock on a file beside the database queues
writers fairly and keeps checkpoints and commits apart.
"""

import fcntl
import os
from functools import partial

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._gate = None
        self._is_inside = False

    def enter_gate(self) -> bool:
        """Waits for the turn to write; says whether it was taken here (and is to be left here)."""
        name = str(self.settings_dict["NAME"])
        if self._is_inside or self.is_in_memory_db():
            return False
        if self._gate is None:
            self._gate = os.open(f"{name}.gate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        self._is_inside = True
        return True

    def leave_gate(self) -> None:
        if self._is_inside:
            fcntl.flock(self._gate, fcntl.LOCK_UN)
            self._is_inside = False

    def _start_transaction_under_autocommit(self):
        self.enter_gate()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.leave_gate()
            raise

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if autocommit:
            self.leave_gate()

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self.leave_gate()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self.leave_gate()

    def _close(self):
        super()._close()
        self.leave_gate()
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=partial(GatedCursor, self))


class GatedCursor(SQLiteCursorWrapper):
    """A cursor whose single writes, outside a transaction, pass the gate too."""

    def __init__(self, wrapper: DatabaseWrapper, connection):
        super().__init__(connection)
        self.wrapper = wrapper

    def execute(self, query, params=None):
        if not query.lstrip()[:7].upper().startswith(WRITES) or not self.wrapper.enter_gate():
            return super().execute(query, params)
        try:
            return super().execute(query, params)
        finally:
            self.wrapper.leave_gate()
