"""SQLite behind a gate: of all processes, one at a time writes.

SQLite lets writers retry until they are lucky, so that some wait for seconds; and before 3.51.3 a checkpoint that
meets a commit can lose it (https://sqlite.org/wal.html#walresetbug). A lock on a file beside the database queues
writers and keeps checkpoints and commits apart: both happen only inside, the automatic checkpoint as part of the
commit that sets it off.

A commit is complete when the disk has said so. SQLite would ask it inside (`synchronous=FULL`), and all writers would
wait for the disk one after the other; here the log is forced to the disk on the way out of the gate, before the commit
returns, so that writers who wait for it wait together. The log grows at its end alone: what is there to stay includes
all that was committed before.
"""

import os
import re
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import Database, SQLiteCursorWrapper
from django.db.models.expressions import Col

from config.sqlite.gate import Gate, GateStaysShut

force = getattr(os, "fdatasync", os.fsync)  # macOS has the second alone
READS = ("SELECT", "VALUES", "EXPLAIN", "PRAGMA")
MADE_BY_DRIVER = {"BooleanField", "DateTimeField"}
WRITES_SOMEWHERE = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def only_reads(query: str) -> bool:
    """Whether a statement surely leaves the database as it is."""
    start = query.lstrip()[:7].upper()
    return start.startswith(READS) or (start.startswith("WITH") and not WRITES_SOMEWHERE.search(query))


@lru_cache(maxsize=512)
def with_question_marks(query: str) -> str:
    """A query as SQLite wants it: Django goes through the whole of it each time it is asked."""
    return SQLiteCursorWrapper.convert_query(None, query)


def moment(stored: bytes) -> datetime:
    """Moments are kept in UTC, without saying so."""
    return datetime.fromisoformat(f"{stored.decode()}+00:00")


for name in ("datetime", "timestamp"):
    Database.register_converter(name, moment)


class DatabaseOperations(base.DatabaseOperations):
    def get_db_converters(self, expression):
        # Of a column the driver makes these by itself, as it is declared; a page has hundreds of them.
        is_made = isinstance(expression, Col) and expression.output_field.get_internal_type() in MADE_BY_DRIVER
        return [] if is_made else super().get_db_converters(expression)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    # Off for work that can be done again: a power cut may undo its last commits, though none in part.
    waits_for_disk = True
    _gate: Gate | None = None

    def get_new_connection(self, conn_params):
        name = conn_params["database"]
        if not self.is_in_memory_db() and not Path(name).exists():
            # Made here so that nobody else on the machine can read it; SQLite gives its log the same permissions,
            # and says what is wrong where no file can be made.
            with suppress(OSError):
                os.close(os.open(name, os.O_RDWR | os.O_CREAT, 0o600))
        connection = super().get_new_connection(conn_params)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            connection.execute("PRAGMA synchronous=NORMAL")  # at checkpoints; `_force_log` does it for commits
        return connection

    @contextmanager
    def turn_to_write(self):
        """Enters the gate, and leaves it as soon as the connection is in no transaction."""
        if self.is_in_memory_db():
            yield
            return
        if self._gate is None or self._gate.is_of_another_process():
            self._gate = Gate(f"{self.settings_dict['NAME']}.gate")
        try:
            self._gate.enter(self.settings_dict["OPTIONS"].get("timeout", 5))
        except GateStaysShut as trouble:
            raise Database.OperationalError(f"database is locked: {trouble}") from None
        try:
            yield
        finally:
            self._leave_gate_after_transaction()

    def _leave_gate_after_transaction(self):
        if self._gate is not None and self._gate.is_inside and not self.connection.in_transaction:
            self._gate.leave()
            if self.waits_for_disk:
                self._force_log()

    def _force_log(self):
        """Returns when all that was committed is there to stay; without a log SQLite has seen to that itself."""
        try:
            log = os.open(f"{self.settings_dict['NAME']}-wal", os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            force(log)
        except OSError as trouble:
            with self.wrap_database_errors:
                raise Database.OperationalError(f"the disk doesn't keep what is written ({trouble.strerror})") from None
        finally:
            os.close(log)

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self._leave_gate_after_transaction()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._leave_gate_after_transaction()

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)  # Python commits what was begun when autocommit comes back
        self._leave_gate_after_transaction()

    def _close(self):
        try:
            super()._close()
        finally:
            self._gate = None  # closing its file leaves it

    @contextmanager
    def writers_wait(self):
        """Keeps everybody from committing for a moment."""
        self.ensure_connection()
        with self.turn_to_write():
            yield

    def checkpoint(self) -> None:
        """Moves what was committed from the log into the database and empties the log, if no reader is in the way."""
        with self.cursor() as cursor, self.turn_to_write():
            patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute("PRAGMA busy_timeout = 0")  # whoever waits for a reader in here keeps all writers waiting
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {patience}")

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=partial(GatedCursor, self))


class GatedCursor(SQLiteCursorWrapper):
    """A cursor that waits for its turn with everything that may write."""

    def __init__(self, wrapper: DatabaseWrapper, connection):
        super().__init__(connection)
        self.wrapper = wrapper
        self.returned = None

    def convert_query(self, query, *, param_names=None):
        return super().convert_query(query, param_names=param_names) if param_names else with_question_marks(query)

    def execute(self, query, params=None):
        self.returned = None
        if only_reads(query):
            return super().execute(query, params)
        with self.wrapper.turn_to_write():
            super().execute(query, params)
            if self.description is not None:
                # A write that returns rows is committed when the last of them has been read: read them inside.
                self.returned = iter(super().fetchall())
            return self

    def executemany(self, query, param_list):
        self.returned = None
        with self.wrapper.turn_to_write():
            return super().executemany(query, param_list)

    def executescript(self, script):
        self.returned = None
        with self.wrapper.turn_to_write():
            return super().executescript(script)

    def fetchone(self):
        return super().fetchone() if self.returned is None else next(self.returned, None)

    def fetchmany(self, size=None):
        size = size or self.arraysize
        return super().fetchmany(size) if self.returned is None else list(islice(self.returned, size))

    def fetchall(self):
        return super().fetchall() if self.returned is None else list(self.returned)

    def __next__(self):
        return super().__next__() if self.returned is None else next(self.returned)
