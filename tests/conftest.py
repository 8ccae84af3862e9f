"""The cast and the setting of every test."""

import os
import tempfile

# Before settings are read: tests never touch the site's own data folder or mail.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="blog-test-")
for name in ("SITE_URL", "SECRET_KEY", "REDIS_URL", "EMAIL_URL", "TRUSTED_PROXIES", "RATE_LIMITS", "HOST", "PORT"):
    os.environ.pop(name, None)

import pytest  # noqa: E402

from tests import factories  # noqa: E402


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
