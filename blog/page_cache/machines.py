"""What keeps a machine's pages true beside its own verbs: its worker follows other machines and ends what others left.

Several machines share one PostgreSQL database; what one touches is a row there, written in the transaction itself.
"""

import time

from django.conf import settings
from django.db import connection

from blog.page_cache.store import SITE, Mark, Store
from blog.page_cache.touching import TRANSACTION, is_shared

# A transaction below the horizon has ended, so none of its rows can still appear; of the others, all are asked for.
NEWS = """
SELECT here.horizon, expiry.id, expiry.transaction, expiry.things, expiry.machine
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS here
LEFT JOIN blog_expiry AS expiry ON expiry.transaction >= %s
"""
HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
# Whoever heard nothing for this long may have missed rows that are gone, and begins anew.
LONGEST_SILENCE = 300
ROWS_STAY = 2 * LONGEST_SILENCE
# So long after the worker's last look, pages that it watches over are believed.
TRUST_SECONDS, ASK_EVERY = 3.0, 0.5


class Follower:
    """What the worker of one machine has heard of."""

    def __init__(self):
        self.store = Store(settings.PAGES_DIR)
        self.horizon, self.seen, self.heard_at = None, set(), 0.0
        self.prunes = []

    def follow(self) -> None:
        """Expires here what was touched elsewhere since the last look."""
        if not is_shared():
            return
        if self.horizon is None or time.monotonic() - self.heard_at > LONGEST_SILENCE:
            self._begin_anew()
        with connection.cursor() as cursor:
            cursor.execute(NEWS, [self.horizon])
            rows = cursor.fetchall()
        horizon, news = rows[0][0], [row[1:] for row in rows if row[1] is not None]
        if horizon < self.horizon:  # another database stands there now
            self._begin_anew()
            return
        me = self.store.machine()
        things = {
            thing
            for pk, _, text, machine in news
            if pk not in self.seen and machine != me
            for thing in text.split("\n")
        }
        if things:
            self.store.touch(things)
        self.seen = {pk for pk, transaction, _, _ in news if transaction >= horizon}
        self.horizon = horizon
        self._heard()

    def prune(self) -> None:
        """Deletes rows that everybody has had time to read."""
        if not is_shared():
            return
        with connection.cursor() as cursor:
            cursor.execute(HORIZON)
            self.prunes.append((time.monotonic(), cursor.fetchone()[0]))
            while self.prunes and time.monotonic() - self.prunes[0][0] > ROWS_STAY:
                _noted_at, horizon = self.prunes.pop(0)
                cursor.execute("DELETE FROM blog_expiry WHERE transaction < %s", [horizon])

    def _begin_anew(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(HORIZON)
            self.horizon, self.seen = cursor.fetchone()[0], set()
        self.store.touch([SITE])
        self._heard()

    def _heard(self) -> None:
        self.heard_at = time.monotonic()
        (self.store.folder / "heartbeat").touch()


class Trust:
    """Whether this machine's worker follows the others, so that what is kept here may be believed."""

    def __init__(self, store: Store):
        self.file = store.folder / "heartbeat"
        self.asked_at, self.heard_at = 0.0, 0.0

    def is_given(self) -> bool:
        now = time.time()
        if now - self.asked_at > ASK_EVERY:
            self.asked_at = now
            try:
                self.heard_at = self.file.stat().st_mtime
            except FileNotFoundError:
                self.heard_at = 0.0
        return now - self.heard_at < TRUST_SECONDS


def end_marks_of_the_dead() -> None:
    """A process was killed in the midst of a change, or after it: its mark goes when the database has ended it too."""
    store = Store(settings.PAGES_DIR)
    for mark in store.marks_of_the_dead():
        if is_over(mark):
            store.release(mark)
        else:
            mark.leave()


def is_over(mark: Mark) -> bool:
    numbers = [int(line.removeprefix(TRANSACTION)) for line in mark.things() if line.startswith(TRANSACTION)]
    if not numbers:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_xact_status(%s::text::xid8)", [str(max(numbers))])
        return cursor.fetchone()[0] != "in progress"
