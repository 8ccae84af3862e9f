"""Many comments and notes of one network at once: exactly as many come through as may."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from comments import senders
from comments.models import Comment, DiscussionRule, Note
from tests import factories

AT_ONCE = 24


@pytest.fixture
def entries(transactional_db, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    factories.blog()
    return [factories.entry("One"), factories.entry("Two")]


def statuses(address_of) -> Counter:
    """The answers to as many posts at once, each to its own address."""
    found, start = Counter(), threading.Barrier(AT_ONCE)

    def post(number):
        start.wait()
        response = Client().post(address_of(number), {"text": f"Words number {number} of many"})
        found[response.status_code] += 1
        connection.close()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_limit_holds_over_all_discussions(entries):
    found = statuses(lambda number: f"/comments/{entries[number % 2].pk}/")
    most = DiscussionRule.load().flood_ten_minutes
    assert found == {303: most, 429: AT_ONCE - most}
    assert Comment.objects.count() == most


def test_the_limit_holds_for_notes(entries):
    found = statuses(lambda number: "/comments/note/")
    most = senders.NOTE_LIMITS[0][1]
    assert found == {303: most, 429: AT_ONCE - most}
    assert Note.objects.count() == most
