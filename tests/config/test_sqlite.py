"""The gate in front of SQLite: whoever writes is alone, and nobody is left inside."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import F, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.utils import load_backend

from comments.models import Comment, Discussion
from config.sqlite import base
from config.sqlite.base import only_reads
from config.sqlite.gate import Gate, GateStaysShut
from tests import factories

INSERT = "INSERT INTO rows_ (words) VALUES ('some')"


@pytest.fixture
def connect(tmp_path, django_db_blocker):
    """Opens connections to one database file, under an alias each and with a short patience."""
    opened = []

    def opens(alias, timeout=0.05):
        options = {"transaction_mode": "IMMEDIATE", "timeout": timeout, "init_command": "PRAGMA journal_mode=WAL"}
        given = {"ENGINE": "config.sqlite", "NAME": tmp_path / "blog.sqlite3", "OPTIONS": options, "TIME_ZONE": None}
        given |= {"AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "TEST": {"NAME": None}}
        connections[alias] = load_backend("config.sqlite").DatabaseWrapper(given, alias)
        opened.append(alias)
        return connections[alias]

    with django_db_blocker.unblock():
        with opens("first").cursor() as cursor:
            cursor.execute("CREATE TABLE rows_ (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
        yield opens
        for alias in opened:
            connections[alias].close()
            del connections[alias]


def is_free(tmp_path) -> bool:
    gate = Gate(str(tmp_path / "blog.sqlite3.gate"))
    try:
        gate.enter(0.01)
    except GateStaysShut:
        return False
    gate.leave()
    return True


@pytest.mark.parametrize(
    "query, reads",
    [
        ("SELECT 1", True),
        ("  select 1", True),
        ("PRAGMA foreign_keys = OFF", True),
        ("EXPLAIN QUERY PLAN SELECT 1", True),
        ("VALUES (1)", True),
        ("WITH x AS (SELECT 1) SELECT * FROM x", True),
        ("WITH x AS (SELECT 1) INSERT INTO y SELECT * FROM x", False),
        ("with x as (select 1) delete from y", False),
        ("INSERT INTO x VALUES (1)", False),
        ("UPDATE x SET y = 1", False),
        ("REPLACE INTO x VALUES (1)", False),
        ("BEGIN IMMEDIATE", False),
        ("SAVEPOINT s", False),
        ("CREATE TABLE x (y)", False),
        ("VACUUM", False),
        ("REINDEX", False),
        ("/* a remark */ DELETE FROM x", False),
    ],
)
def test_what_may_write_waits_for_its_turn_and_reading_does_not(query, reads):
    assert only_reads(query) is reads


def test_eight_processes_write_at_once_and_every_row_is_there(connect, tmp_path):
    file, rows = str(tmp_path / "blog.sqlite3"), 100
    reader = connect("reader")  # open throughout, so that no writer is the last to close, which would be a checkpoint
    reader.ensure_connection()
    command = [sys.executable, "-m", "tests.config.writers", file, str(rows)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    assert [writer.communicate()[1] for writer in writers] == [""] * 8
    with reader.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM rows_").fetchone()[0] == 8 * rows
        assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_the_gate_is_left_with_the_transaction_and_not_before(connect, tmp_path):
    connect("writer")
    with transaction.atomic(using="writer"):
        assert not is_free(tmp_path)
        with transaction.atomic(using="writer"), connections["writer"].cursor() as cursor:
            cursor.execute(INSERT)
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_the_gate_is_left_when_a_transaction_is_rolled_back(connect, tmp_path):
    connect("writer")
    with suppress(ZeroDivisionError), transaction.atomic(using="writer"):
        raise ZeroDivisionError
    assert is_free(tmp_path)
    with pytest.raises(IntegrityError), connections["writer"].cursor() as cursor:
        cursor.execute("INSERT INTO rows_ (words) VALUES (NULL)")
    assert is_free(tmp_path)


def test_the_gate_is_left_when_a_connection_closes_inside(connect, tmp_path):
    writer = connect("writer")
    with suppress(OperationalError), transaction.atomic(using="writer"):
        writer.close()
        assert is_free(tmp_path)
    assert is_free(tmp_path)


def test_every_kind_of_single_write_leaves_the_gate(connect, tmp_path):
    with connect("writer").cursor() as cursor:
        for write in (
            lambda: cursor.execute(INSERT),
            lambda: cursor.execute(f"{INSERT} RETURNING id"),
            lambda: cursor.executemany("INSERT INTO rows_ (words) VALUES (%s)", [["one"], ["two"]]),
            lambda: cursor.executescript(f"{INSERT}; {INSERT};"),
            lambda: cursor.execute("WITH x(w) AS (VALUES ('x')) INSERT INTO rows_ (words) SELECT w FROM x"),
            lambda: cursor.execute("VACUUM"),
            lambda: connections["writer"].checkpoint(),
        ):
            write()
            assert is_free(tmp_path)


def test_what_a_write_returns_can_be_read_in_every_way(connect):
    insert = "INSERT INTO rows_ (words) VALUES ('a'), ('b'), ('c') RETURNING words"
    with connect("writer").cursor() as cursor:
        assert cursor.execute(insert).fetchall() == [("a",), ("b",), ("c",)]
        assert cursor.execute(insert).fetchmany(2) == [("a",), ("b",)]
        assert cursor.fetchone() == ("c",)
        assert cursor.fetchone() is None
        assert list(cursor.execute(insert)) == [("a",), ("b",), ("c",)]
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_a_returning_write_is_committed_before_its_rows_are_asked_for(connect):
    other = connect("other")
    with connect("writer").cursor() as cursor, other.cursor() as reader:
        cursor.execute(f"{INSERT} RETURNING id")
        assert reader.execute("SELECT count(*) FROM rows_").fetchone()[0] == 1
        reader.execute(INSERT)


def test_readers_pass_while_a_writer_is_inside(connect):
    connect("writer")
    with transaction.atomic(using="writer"), connect("reader").cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM rows_").fetchone()[0] == 0


def test_a_second_writer_waits_only_so_long_and_then_says_that_the_database_is_locked(connect):
    connect("writer")
    with connect("second").cursor() as cursor:
        with transaction.atomic(using="writer"), pytest.raises(OperationalError, match="database is locked"):
            cursor.execute(INSERT)
        cursor.execute(INSERT)


def test_a_writer_that_waits_gets_in_as_soon_as_the_first_has_left(connect, django_db_blocker):
    connect("writer")
    patient = connect("patient", timeout=20)
    patient.inc_thread_sharing()
    written = []

    def write():
        with django_db_blocker.unblock(), patient.cursor() as cursor:
            cursor.execute(INSERT)
            written.append(cursor.lastrowid)

    with transaction.atomic(using="writer"):
        thread = Thread(target=write)
        thread.start()
        thread.join(0.1)
        assert written == []
    thread.join(20)
    assert written == [1]


def test_giving_up_leaves_no_lock_behind(tmp_path):
    path = str(tmp_path / "gate")
    holder, waiter = Gate(path), Gate(path)
    holder.enter(0)
    for _ in range(3):
        with pytest.raises(GateStaysShut):
            waiter.enter(0.01)
    holder.leave()
    waiter.enter(5)
    waiter.leave()
    holder.enter(5)


def test_a_forked_process_stands_in_line_like_any_other(connect, tmp_path):
    writer = connect("writer")
    with transaction.atomic(using="writer"):
        child = os.fork()
        if child == 0:
            refused = 1
            try:
                with writer.turn_to_write():
                    pass
            except sqlite3.OperationalError:
                refused = 0
            finally:
                os._exit(refused)
        assert os.waitpid(child, 0)[1] == 0
        assert not is_free(tmp_path)


def forced(monkeypatch, tmp_path) -> list[tuple[bool, bool]]:
    """Of each time that the log is forced to the disk: whether the gate was free, and whether it was the log."""
    seen, log = [], tmp_path / "blog.sqlite3-wal"

    def force(handle):
        seen.append((is_free(tmp_path), os.fstat(handle).st_ino == log.stat().st_ino))

    monkeypatch.setattr(base, "force", force)
    return seen


def test_a_commit_returns_when_the_disk_has_it_and_others_may_write_meanwhile(connect, tmp_path, monkeypatch):
    connect("writer")
    seen = forced(monkeypatch, tmp_path)
    with transaction.atomic(using="writer"), connections["writer"].cursor() as cursor:
        cursor.execute(INSERT)
        assert seen == []
    assert seen == [(True, True)]


def test_every_kind_of_single_write_waits_for_the_disk(connect, tmp_path, monkeypatch):
    with connect("writer").cursor() as cursor:
        seen = forced(monkeypatch, tmp_path)
        cursor.execute(INSERT)
        cursor.execute(f"{INSERT} RETURNING id")
        cursor.executemany("INSERT INTO rows_ (words) VALUES (%s)", [["one"], ["two"]])
        cursor.executescript(f"{INSERT}; {INSERT};")
        assert seen == [(True, True)] * 4
        cursor.execute("SELECT count(*) FROM rows_").fetchone()
        assert len(seen) == 4


def test_a_disk_that_keeps_nothing_is_an_error_of_the_database(connect, monkeypatch):
    def force(handle):
        raise OSError(errno.EIO, "Input/output error")

    connect("writer")
    monkeypatch.setattr(base, "force", force)
    with pytest.raises(OperationalError, match="doesn't keep"), transaction.atomic(using="writer"):
        connections["writer"].cursor().execute(INSERT)
    with pytest.raises(OperationalError, match="doesn't keep"):
        connections["writer"].cursor().execute(INSERT)


def test_without_a_log_sqlite_itself_waits_for_the_disk(connect, tmp_path):
    connections["first"].close()  # only who is alone can do without one
    plain = connect("plain")
    plain.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=DELETE"
    with plain.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
        cursor.execute(INSERT)
        assert not (tmp_path / "blog.sqlite3-wal").exists()


def test_a_checkpoint_empties_the_log_and_keeps_the_patience(connect, tmp_path):
    writer = connect("writer", timeout=3)
    with writer.cursor() as cursor:
        cursor.execute(INSERT)
        assert (tmp_path / "blog.sqlite3-wal").stat().st_size > 0
        writer.checkpoint()
        assert (tmp_path / "blog.sqlite3-wal").stat().st_size == 0
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 3000


def test_the_database_is_readable_by_its_owner_alone(connect, tmp_path):
    connect("any").ensure_connection()
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_tables_can_be_changed_behind_the_gate(connect, tmp_path):
    writer = connect("writer")
    with writer.schema_editor() as editor:
        editor.execute("ALTER TABLE rows_ ADD COLUMN more TEXT")
    with writer.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        cursor.execute("INSERT INTO rows_ (words, more) VALUES ('some', 'more')")
    assert is_free(tmp_path)


def test_in_memory_there_is_no_gate(django_db_blocker):
    given = {"ENGINE": "config.sqlite", "NAME": ":memory:", "OPTIONS": {}, "TIME_ZONE": None, "AUTOCOMMIT": True}
    given |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "TEST": {"NAME": None}}
    with django_db_blocker.unblock():
        wrapper = load_backend("config.sqlite").DatabaseWrapper(given)
        with wrapper.cursor() as cursor:
            cursor.execute("CREATE TABLE x (y)")
        assert wrapper._gate is None


def test_moments_and_booleans_are_such_however_a_query_reaches_their_columns(entry):
    """The driver makes them, by what a column is declared as."""
    factories.comment(entry)
    columns, comments = ("created_at", "was_shown"), Comment.objects.order_by()
    numbered = comments.annotate(number=Window(RowNumber(), partition_by=[F("root")], order_by=["pk"]))
    queries = [
        comments.values_list(*columns),
        comments.values_list(*columns).union(comments.values_list(*columns)).order_by(),
        comments.values_list(*columns).distinct(),
        numbered.filter(number=1).values_list(*columns),
        comments.values_list(Coalesce("created_at", "turned_at"), Coalesce("was_shown", "is_locked")),
        Discussion.objects.values_list("comments__created_at", "comments__was_shown"),
    ]
    assert {tuple(query) for query in queries} == {((Comment.objects.get().created_at, True),)}
    assert [type(value) for query in queries for row in query for value in row] == [datetime, bool] * len(queries)
    assert Comment.objects.get().created_at.tzinfo is UTC
