"""The bell of several servers: it is heard at once, and nothing waits for it when its Redis is gone."""

from threading import Event, Thread

import pytest
from django.db import transaction

from blog import page_cache
from blog.page_cache import bell as bells
from blog.page_cache import touching
from blog.page_cache.bell import Bell
from tests import services


@pytest.fixture
def port() -> int:
    try:
        services.redis_program()
    except services.Missing as missing:
        pytest.skip(str(missing))
    return services.free_port()


class Ears:
    """Somebody who listens; `heard` is set by a ring."""

    def __init__(self, address: str):
        self.heard = Event()
        Thread(target=Bell(address).listen, args=[self.heard.set], daemon=True).start()

    def hear(self, bell: Bell) -> bool:
        """Whether a ring is heard, once they listen."""
        for _attempt in range(200):
            bell.ring()
            if self.heard.wait(0.1):
                self.heard.clear()
                return True
        return False


def test_a_ring_is_heard_by_everybody_who_listens(port):
    with services.redis(port) as address:
        bell = Bell(address)
        assert all([Ears(address).hear(bell) for _machine in range(2)])


def test_nobody_waits_for_a_redis_that_is_gone_and_it_is_heard_again_when_it_is_back(port, monkeypatch, caplog):
    monkeypatch.setattr(bells, "REST", 0.05)
    with services.redis(port) as address:
        bell, ears = Bell(address), Ears(address)
        assert ears.hear(bell)
    bell.ring()
    assert "can't be reached" in caplog.text
    with services.redis(port):
        assert ears.hear(bell)


def test_a_redis_that_failed_is_left_alone_for_a_while(port, caplog):
    bell = Bell(f"redis://127.0.0.1:{port}/0")
    for _change in range(20):
        bell.ring()
    assert len(caplog.records) == 1


class Counted:
    def __init__(self):
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1


@pytest.mark.postgres
def test_a_change_rings_once_when_it_is_there_to_be_seen(reader, monkeypatch):
    bell = Counted()
    monkeypatch.setattr(touching, "bell", bell)
    with transaction.atomic():
        page_cache.touch("entry 1")
        page_cache.touch("entry 2")
        assert bell.rings == 0
    assert bell.rings == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        page_cache.touch("entry 1")
        raise ZeroDivisionError
    page_cache.settle()
    assert bell.rings == 1
