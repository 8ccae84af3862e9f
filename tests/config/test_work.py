"""The background worker: chores come back, and one that fails troubles no other."""

import os
import signal
import subprocess
import sys
from threading import Event, Thread

import pytest

from config.work import CHORES, LONGEST_BACK_OFF, PUNCTUAL_CHORES, Chore, Loop
from tests.run import ROOT


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_chore_is_done_when_it_is_due_and_not_before(clock, db):
    done = []
    loop = Loop((Chore("count", lambda: done.append(clock.now), every_seconds=30),), clock)
    for clock.now in (100, 101, 129, 130, 131, 160):
        loop.turn()
    assert done == [100, 130, 160]


def test_a_chore_that_fails_is_logged_and_keeps_no_other_from_its_turn(clock, db, caplog):
    done = []

    def fails():
        raise OSError("no network")

    chores = (Chore("send mail", fails, every_seconds=3), Chore("count", lambda: done.append(clock.now), 10))
    loop = Loop(chores, clock)
    for clock.now in (100, 110):
        loop.turn()
    assert done == [100, 110]
    assert "The chore “send mail” failed" in caplog.text and "no network" in caplog.text


def test_a_chore_that_keeps_failing_is_tried_later_and_later_and_at_once_again_when_it_works(clock, db, caplog):
    tries, works = [], False

    def act():
        tries.append(clock.now)
        if not works:
            raise OSError

    loop = Loop((Chore("send mail", act, every_seconds=3),), clock)
    for clock.now in range(100, 400):
        loop.turn()
    pauses = [later - earlier for earlier, later in zip(tries, tries[1:], strict=False)]
    assert pauses == sorted(pauses) and pauses[0] < pauses[-1] == LONGEST_BACK_OFF
    works, start = True, len(tries)
    for clock.now in range(400, 480):
        loop.turn()
    assert [later - earlier for earlier, later in zip(tries[start:], tries[start + 1 :], strict=False)][:3] == [3, 3, 3]


def test_the_loop_ends_after_the_chore_in_hand(clock, db):
    done = []
    loop = Loop((Chore("stop", lambda: loop.stopped.set(), 1), Chore("never", lambda: done.append(1), 1)), clock)
    loop.run()
    assert done == []


def test_a_chore_is_done_at_once_when_another_thread_says_so(db):
    first, done = Event(), Event()
    chore = Chore("look", lambda: done.set() if first.is_set() else first.set(), every_seconds=3600)
    loop = Loop((chore,))
    thread = Thread(target=loop.run)
    thread.start()
    assert first.wait(20)
    loop.hurry(chore)
    assert done.wait(20)
    loop.stopped.set()
    loop.woken.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chore", CHORES + PUNCTUAL_CHORES, ids=lambda chore: chore.name)
def test_every_chore_can_be_done_where_nothing_waits(chore):
    chore.act()
    chore.act()


def test_the_worker_ends_when_it_is_told_to(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", WORK, "manage.py", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == b"at work\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0


def test_a_chore_that_takes_long_is_cut_short(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", LONG], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == b"at work\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0


HEAD = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from config import work
"""
# The worker as it is, with one chore that says that the loop turns.
WORK = (
    HEAD
    + """
work.Loop.__init__.__defaults__ = ((work.Chore("speak", lambda: print("at work", flush=True), 1),), time.monotonic)
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv[1:])
"""
)
LONG = (
    HEAD
    + """
def act():
    print("at work", flush=True)
    time.sleep(60)
loop = work.Loop((work.Chore("take long", act, 1),))
loop.stop_on_signals()
loop.run()
"""
)
