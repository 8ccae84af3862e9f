"""Old blogs that were handed in on the author's side: the worker looks at them, and brings them in when that is wanted."""

import logging
import time
from threading import Thread

from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blog.importers.bylines import UnknownAccount
from blog.importers.exports import UnreadableExport
from blog.importers.survey import survey
from blog.models import Blog, Move
from config.importing import Import

SECONDS_BETWEEN_SIGNS = 1.0

log = logging.getLogger(__name__)


class Mover:
    """For the worker: a thread of its own for each old blog, since mail can't wait as long as a large one takes."""

    def __init__(self):
        self.thread: Thread | None = None

    def move_due(self) -> None:
        if self.thread and self.thread.is_alive():
            return
        # One whose file isn't here was handed in on another server, and that one's worker has it.
        due = next((move for move in Move.objects.due() if move.path.exists()), None)
        if due and due.take():
            # A daemon: told to stop, the worker leaves it, and goes on where it stopped when it is started again.
            self.thread = Thread(target=self._go, args=(due.pk,), daemon=True)
            self.thread.start()

    def _go(self, pk: int) -> None:
        try:
            go(Move.objects.get(pk=pk))
        finally:
            connection.close()


def go(move: Move) -> None:
    """The look, or the run, to its end."""
    blog = Blog.load()
    with timezone.override(blog.zone), translation.override(blog.language):
        try:
            run = begun(move)
            report = run.go()
        except (UnreadableExport, UnknownAccount) as trouble:
            move.end(Move.Stage.FAILED, trouble=str(trouble))
        except DatabaseError as trouble:
            log.exception("An old blog could not be brought in.")
            words = _("The database refused: %s. What came before is in; trying again goes on from there.")
            move.end(Move.Stage.FAILED, trouble=words % str(trouble).strip())
        except Exception:
            log.exception("An old blog could not be brought in.")
            move.end(Move.Stage.FAILED, trouble=_("Something unforeseen went wrong; the site's log says what."))
        else:
            stage = Move.Stage.DONE if move.is_wanted else Move.Stage.FOUND
            move.end(stage, report=report.summary() | {"authors": proposed_accounts(run)})


def begun(move: Move) -> Import:
    found = survey(move.path)
    said_at = time.monotonic()

    def say(done: int) -> None:
        nonlocal said_at
        if time.monotonic() - said_at > SECONDS_BETWEEN_SIGNS:
            said_at = time.monotonic()
            move.say(done, found.items)

    move.say(0, found.items)
    return Import(move.path, found, move.usernames, writes=move.is_wanted, progress=say)


def proposed_accounts(run: Import) -> list[dict]:
    """For each author of the old blog the account here that would take its place; without a name it is a new one."""
    return [
        {"login": login, "name": author.name, "username": author.username if author.pk else ""}
        for login, author in run.bylines.authors().items()
    ]
