"""The background worker: one loop over a short list of chores, each done when it is due."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection

from blog import images, page_cache
from blog.page_cache import machines
from blog.page_cache.store import Store
from comments import additions, arrivals, author_mail, gist, notifications, outbox, sweeps
from comments.spam import learning
from config import backup_mail
from config.moving import Mover

log = logging.getLogger(__name__)

SHORTEST_BACK_OFF, LONGEST_BACK_OFF = 5, 60  # seconds
GRACE_SECONDS = 0.8


@dataclass(frozen=True)
class Chore:
    """Work that comes back. `act` does what is due, may be cut short or run twice at once, and does no harm then."""

    name: str
    act: Callable[[], object]
    every_seconds: float


def empty_write_ahead_log() -> None:
    if connection.vendor == "sqlite":
        connection.checkpoint()


def forget_old_sessions() -> None:
    call_command("clearsessions", verbosity=0)


def expire_due_pages() -> None:
    Store(settings.PAGES_DIR).expire_due(time.time())


def delete_thrown_pages() -> None:
    Store(settings.PAGES_DIR).delete_thrown()


follower = machines.Follower()
FOLLOW = Chore("follow what other machines change", follower.follow, every_seconds=0.4)

CHORES = (
    Chore("write the mails that news calls for", notifications.spread_news, every_seconds=3),
    Chore("tell of addenda", additions.spread_news, every_seconds=5),
    Chore("send mail", outbox.send_due, every_seconds=3),
    Chore("learn from verdicts", learning.learn, every_seconds=5),
    Chore("judge what was imported", arrivals.judge_waiting, every_seconds=5),
    Chore("read what comments come down to", gist.read_unread, every_seconds=3),
    Chore("bring in old blogs", Mover().move_due, every_seconds=2),
    Chore("decide on very many comments", sweeps.go_on, every_seconds=1),
    Chore("make smaller pictures", images.due_renditions, every_seconds=5),
    Chore("empty the write-ahead log", empty_write_ahead_log, every_seconds=15),
    Chore("write digests", author_mail.write_digests, every_seconds=300),
    Chore("tell of mail that came back", author_mail.tell_of_returned, every_seconds=300),
    Chore("tell of an old backup", backup_mail.tell_when_old, every_seconds=3600),
    Chore("forget mail that was sent", outbox.forget_sent, every_seconds=24 * 3600),
    Chore("make the filter anew from all verdicts", learning.rebuild, every_seconds=24 * 3600),
    Chore("purge old spam and trash", learning.purge, every_seconds=24 * 3600),
    Chore("forget links to decide by", author_mail.forget_links, every_seconds=24 * 3600),
    Chore("forget where notes came from", notifications.forget_networks, every_seconds=24 * 3600),
    Chore("forget old sessions", forget_old_sessions, every_seconds=24 * 3600),
)
# Readers would see it if one of these came late, so none of them waits for a chore above.
PUNCTUAL_CHORES = (
    Chore("expire pages whose time has come", expire_due_pages, every_seconds=0.4),
    FOLLOW,
    Chore("end the changes of processes that are gone", machines.end_marks_of_the_dead, every_seconds=0.4),
    Chore("delete expired pages", delete_thrown_pages, every_seconds=3),
    Chore("forget what other machines have read", follower.prune, every_seconds=60),
)


class Loop:
    """Does chores until it is told to stop; a chore that fails is logged and tried again later and later."""

    def __init__(self, chores: tuple[Chore, ...] = CHORES, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self.due_at = dict.fromkeys(chores, clock())
        self.failures = dict.fromkeys(chores, 0)
        self.stopped, self.woken = Event(), Event()

    def run(self, keep_on: Callable[[], bool] = lambda: True) -> None:
        try:
            while not self.stopped.is_set() and keep_on():
                self.turn()
                self.woken.wait(min(1.0, max(0.0, min(self.due_at.values()) - self.clock())))
                self.woken.clear()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def hurry(self, chore: Chore) -> None:
        """Another thread knows that there is something to do."""
        self.due_at[chore] = self.clock()
        self.woken.set()

    def turn(self) -> None:
        """Each chore that is due, once."""
        for chore, due_at in self.due_at.items():
            if due_at <= self.clock() and not self.stopped.is_set():
                self.failures[chore] = 0 if self.succeeds(chore) else self.failures[chore] + 1
                self.due_at[chore] = self.clock() + self.pause(chore)

    def succeeds(self, chore: Chore) -> bool:
        try:
            close_old_connections()
            chore.act()
        except Exception:
            log.exception("The chore “%s” failed; it is tried again later.", chore.name)
            return False
        finally:
            page_cache.settle()
        return True

    def pause(self, chore: Chore) -> float:
        if not self.failures[chore]:
            return chore.every_seconds
        return min(SHORTEST_BACK_OFF * 2 ** (self.failures[chore] - 1), LONGEST_BACK_OFF)

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C end the loop after the chore in hand, or in the midst of it when that takes long."""

        def stop(*_) -> None:
            self.stopped.set()
            self.woken.set()
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

        def interrupt(*_) -> None:
            raise SystemExit(0)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGALRM, interrupt)
