import pytest
from django.core.checks import run_checks
from django.db import connection

from config.checks import sqlite_has_its_log_bug_fixed


@pytest.mark.parametrize(
    "version, is_named",
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
)
def test_a_sqlite_with_the_log_bug_is_named(monkeypatch, version, is_named):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    monkeypatch.setattr(connection.Database, "sqlite_version_info", version)
    assert bool(sqlite_has_its_log_bug_fixed()) is is_named


def test_it_is_told_before_going_public_and_not_with_every_command(monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setattr(connection.Database, "sqlite_version_info", (3, 40, 1))
        assert "config.I001" in {message.id for message in run_checks(include_deployment_checks=True)}
    assert "config.I001" not in {message.id for message in run_checks()}
