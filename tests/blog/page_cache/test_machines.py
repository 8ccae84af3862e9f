"""Several machines on one PostgreSQL database: each follows what the others touch, whatever order commits come in."""

import time
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from blog import page_cache
from blog.models import Expiry
from blog.page_cache import machines
from blog.page_cache.machines import Follower, Trust, end_marks_of_the_dead
from blog.page_cache.store import Store, listed
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.fixture
def elsewhere(reader, settings, tmp_path):
    """The follower of another machine, which has heard everything so far."""
    here = settings.PAGES_DIR
    settings.PAGES_DIR = tmp_path / "elsewhere"
    follower = Follower()
    settings.PAGES_DIR = here
    follower.follow()
    return follower


def heard(follower: Follower) -> set[str]:
    """What the follower touches on its machine when it looks."""
    position = follower.store.position()
    follower.follow()
    return follower.store._touched_since(position)


def test_what_is_touched_here_is_touched_there_once(elsewhere):
    with transaction.atomic():
        page_cache.touch("entry 1", "discussion 1")
    assert heard(elsewhere) == {"entry 1", "discussion 1"}
    assert heard(elsewhere) == set()


def test_what_was_taken_back_is_not_heard_of(elsewhere):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        page_cache.touch("entry 1")
        raise ZeroDivisionError
    assert heard(elsewhere) == set()
    with transaction.atomic():
        page_cache.touch("entry 1")
    assert heard(elsewhere) == {"entry 1"}


def test_a_change_that_began_first_and_ends_last_is_not_missed(elsewhere):
    begun, go_on = Event(), Event()

    def slow():
        with transaction.atomic():
            page_cache.touch("entry 1")
            begun.set()
            go_on.wait(20)
        connection.close()

    first = Thread(target=slow)
    first.start()
    assert begun.wait(20)
    for number in range(2, 5):
        with transaction.atomic():
            page_cache.touch(f"entry {number}")
        assert heard(elsewhere) == {f"entry {number}"}
    go_on.set()
    first.join()
    assert heard(elsewhere) == {"entry 1"}
    assert heard(elsewhere) == set()


def test_a_machine_does_not_hear_itself(reader):
    own = Follower()
    own.follow()
    with transaction.atomic():
        page_cache.touch("entry 1")
    position = own.store.position()
    own.follow()
    assert own.store.position() == position


def test_who_heard_nothing_for_long_begins_anew(elsewhere, monkeypatch):
    elsewhere.heard_at -= machines.LONGEST_SILENCE + 1
    assert heard(elsewhere) == {"site"}


def test_another_database_is_noticed(elsewhere):
    elsewhere.horizon += 1_000_000
    assert heard(elsewhere) == {"site"}


def test_rows_go_when_everybody_has_had_time_to_read_them(elsewhere, monkeypatch):
    with transaction.atomic():
        page_cache.touch("entry 1")
    elsewhere.prune()
    assert Expiry.objects.count() == 1
    monkeypatch.setattr(machines, "ROWS_STAY", -1)
    # Until every transaction of the server is over that was under way then, another test's too.
    until = time.monotonic() + 20
    while Expiry.objects.exists() and time.monotonic() < until:
        elsewhere.prune()
    assert Expiry.objects.count() == 0


def test_kept_pages_are_believed_while_the_worker_follows(reader, elsewhere, monkeypatch):
    factories.blog()
    reader.front.is_shared = True
    assert not Trust(reader.front.store).is_given()
    reader.get("/archive/")
    assert not reader.is_kept("/archive/")
    Follower().follow()
    reader.front.trust = Trust(reader.front.store)
    reader.get("/archive/")
    assert reader.is_kept("/archive/")
    monkeypatch.setattr(machines, "TRUST_SECONDS", -1.0)
    assert not reader.is_kept("/archive/")


def test_the_mark_of_the_dead_stays_while_their_transaction_is_under_way(reader):
    store = Store(reader.front.store.folder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            number = cursor.fetchone()[0]
        begun = Event()

        def die():
            store.begin(["entry 1", f"transaction {number}"]).leave()
            begun.set()

        Thread(target=die).start()
        assert begun.wait(20)
        thread = Thread(target=lambda: (end_marks_of_the_dead(), connection.close()))
        thread.start()
        thread.join()
        assert len(listed(store.marks)) == 1
    end_marks_of_the_dead()
    assert listed(store.marks) == []
