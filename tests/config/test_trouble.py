"""A database that can't be used for the moment is said to be just that."""

import pytest
from django.db import OperationalError

from blog.models import Blog


@pytest.fixture
def fails(client, monkeypatch):
    """Makes the first query of each request fail."""
    client.raise_request_exception = False

    def with_trouble(trouble: Exception):
        def load(*arguments):
            raise trouble

        monkeypatch.setattr(Blog, "load", load)
        return client.get("/")

    return with_trouble


def test_a_database_that_cannot_be_used_asks_to_come_back(fails):
    answer = fails(OperationalError("attempt to write a readonly database"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_a_mistake_of_ours_does_not(fails):
    answer = fails(ZeroDivisionError())
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
