"""What verbs say when they change what pages show."""

import threading

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from blog.page_cache.store import Mark, Store

# Written in the transaction itself, so that other machines learn of the change exactly if it comes to be. The number of
# the transaction tells which rows one can have missed: ids are given out in another order than transactions end.
TELL = """
INSERT INTO blog_expiry (things, machine, transaction, made_at)
VALUES (%s, %s, pg_current_xact_id()::text::bigint, now()) RETURNING transaction
"""
TRANSACTION = "transaction "
bell = import_string("blog.page_cache.bell.Bell")(settings.REDIS_URL) if settings.REDIS_URL else None


class Own(threading.local):
    """The mark of what this thread is changing."""

    mark: Mark | None = None


own = Own()


class Touched:
    """Stands among what the connection does on commit, for as long as the touch is part of the transaction."""

    def __init__(self, things: list[str]):
        self.things = things

    def __call__(self) -> None:
        if settle() and bell and is_shared():
            bell.ring()


def touch(*things: str) -> None:
    """These things change in this transaction: pages that show them go now, and none is kept until it is over.

    Call it within `atomic()`, before or after the change itself.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A thing is touched inside the transaction that changes it.")
    told = {thing for _sids, act, *_ in connection.run_on_commit if isinstance(act, Touched) for thing in act.things}
    new = [thing for thing in dict.fromkeys(things) if thing not in told]
    if not new:
        return
    store = Store(settings.PAGES_DIR)
    notes = [*new, *_tell_other_machines(connection, store, new)] if is_shared() else new
    own.mark = store.begin(notes, own.mark)
    transaction.on_commit(Touched(new), robust=True)


def settle() -> bool:
    """Ends the mark of this thread once its transaction is over; one that was rolled back ends by this alone."""
    if own.mark is None or transaction.get_connection().in_atomic_block:
        return False
    mark, own.mark = own.mark, None
    Store(settings.PAGES_DIR).release(mark)
    return True


def is_shared() -> bool:
    """Whether other machines may have pages of the same blog."""
    return transaction.get_connection().vendor == "postgresql"


def _tell_other_machines(connection, store: Store, things: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TELL, ["\n".join(things), store.machine()])
        return [f"{TRANSACTION}{cursor.fetchone()[0]}"]
