"""The one command that tries everything counts what happened and hides nothing."""

import sys

import pytest

from tests import services
from tests.run import Run


@pytest.fixture
def run(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    return Run()


@pytest.mark.parametrize(
    "status, last_line, counts",
    [
        (0, "12 passed in 3.20s", {"passed": 12, "failed": 0}),
        (0, "12 passed, 2 skipped, 8 warnings in 3.20s", {"passed": 12, "skipped": 2, "failed": 0}),
        (1, "1 failed, 11 passed, 3 deselected in 3.20s", {"passed": 11, "failed": 1}),
        (1, "11 passed, 2 errors in 3.20s", {"passed": 11, "failed": 2}),
        (5, "3 deselected in 0.10s", {"passed": 0, "failed": 1}),
        (2, "ImportError: no module", {"passed": 0, "failed": 1}),
        (-9, "", {"passed": 0, "failed": 1}),
    ],
)
def test_the_last_line_of_a_suite_is_counted(run, status, last_line, counts):
    run.count(status, last_line)
    assert {word: run.counts[word] for word in counts} == counts


def test_a_failed_step_is_named_at_the_end_and_stops_no_other(run, capsys):
    run.step("First", [sys.executable, "-c", "print('words'); raise SystemExit(3)"], {})
    run.step("Second", [sys.executable, "-c", "print('more words')"], {})
    run.counts["failed"] = 1
    assert run.summary() == 1
    printed = capsys.readouterr().out
    assert "words\n   FAILED" in printed and "── Second\nmore words\n   good" in printed
    assert printed.endswith("FAILED: First\n0 passed, 1 failed, 0 skipped\n")


def test_what_is_not_here_is_said_loudly_and_fails_only_where_everything_has_to_be(run, capsys, monkeypatch):
    def fetch():
        raise services.Missing("There is no PostgreSQL. On Debian or Ubuntu: apt install postgresql")

    assert run.have("PostgreSQL", fetch) is None
    assert run.summary() == 0
    assert "LEFT OUT: PostgreSQL: There is no PostgreSQL." in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert run.summary() == 1


def test_suites_run_with_their_own_variables(run, monkeypatch):
    seen = []
    monkeypatch.setattr(run, "step", lambda *given: seen.append(given) or (0, "1 passed in 1s"))
    run.tests("One", DATABASE_URL="postgres://")
    run.tests("Two", python="python3.99")
    assert run.counts["passed"] == 2
    assert [(title, command[0], variables) for title, command, variables in seen] == [
        ("One", sys.executable, {"DATABASE_URL": "postgres://"}),
        ("Two", "python3.99", {}),
    ]


def test_an_interpreter_that_does_not_run_is_none(tmp_path):
    (tmp_path / "python3.99").write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    (tmp_path / "python3.99").chmod(0o755)
    assert services.version_of(tmp_path / "python3.99") is None
    assert services.version_of(tmp_path / "python3.98") is None
    assert services.version_of(sys.executable) == sys.version_info[:2]
