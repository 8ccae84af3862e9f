"""What a verb says inside its transaction, and what becomes of it when that ends one way or the other."""

import pytest
from django.db import transaction

from blog import page_cache
from blog.page_cache.store import listed, things_in
from tests import factories


class Trouble(Exception):
    pass


@pytest.fixture
def marks(reader):
    factories.blog()

    def found() -> set[str]:
        files = listed(reader.front.store.marks)
        return {thing for file in files for thing in things_in(file) if not thing.startswith("transaction ")}

    assert found() == set()
    return found


def test_a_thing_is_touched_inside_a_transaction_or_not_at_all(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        page_cache.touch("entry 1")


def test_the_mark_stands_until_the_transaction_is_over(marks):
    with transaction.atomic():
        page_cache.touch("entry 1", "entry 2")
        with transaction.atomic():
            page_cache.touch("entry 3", "entry 1")
        assert marks() == {"entry 1", "entry 2", "entry 3"}
    assert marks() == set()


def test_a_change_that_is_taken_back_ends_when_its_thread_has_nothing_under_way(marks, reader):
    with pytest.raises(Trouble), transaction.atomic():
        page_cache.touch("site")
        raise Trouble
    assert marks() == {"site"}
    assert reader.get("/archive/").status == 200  # every request of this thread ends with that
    assert marks() == set()
    reader.get("/archive/")
    assert reader.is_kept("/archive/")


def test_a_part_that_is_taken_back_leaves_no_mark_behind(marks):
    with transaction.atomic():
        with pytest.raises(Trouble), transaction.atomic():
            page_cache.touch("entry 1")
            raise Trouble
        page_cache.touch("entry 2")
    assert marks() == set()


def test_what_was_taken_back_and_done_again_is_touched_again(marks, reader):
    with transaction.atomic():
        with pytest.raises(Trouble), transaction.atomic():
            page_cache.touch("entry 1")
            raise Trouble
        position = reader.front.store.position()
        page_cache.touch("entry 1")
        assert reader.front.store.position() > position
    assert marks() == set()


def test_the_same_thing_twice_in_a_transaction_is_touched_once(marks, reader):
    with transaction.atomic():
        page_cache.touch("entry 1")
        position = reader.front.store.position()
        page_cache.touch("entry 1")
        assert reader.front.store.position() == position
