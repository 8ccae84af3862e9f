"""The cast and the setting of every test."""

import gc
import os

import pytest
from hypothesis import settings as property_tests

from config.memory import RINGS
from tests import factories
from tests.reading import Reader

# How long an example takes is the machine's matter.
property_tests.register_profile("untimed", deadline=None)
property_tests.load_profile("untimed")

# As the site does it.
gc.set_threshold(*RINGS)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL"):
            item.add_marker(pytest.mark.skip("wants PostgreSQL, named by DATABASE_URL"))


@pytest.fixture
def blog(db):
    return factories.blog()


@pytest.fixture
def author(db):
    """Writes entries, owns the blog."""
    return factories.author("Steven Carney", is_superuser=True)


@pytest.fixture
def entry(author):
    """A published post by the author, a day old."""
    return factories.entry(author=author)


@pytest.fixture
def desk(client, author):
    """A browser in which the author is signed in."""
    client.force_login(author)
    return client


@pytest.fixture
def reader(transactional_db, settings, tmp_path) -> Reader:
    """Somebody who reads through the page cache, which is empty."""
    settings.PAGES_DIR = tmp_path / "pages"
    return Reader()
