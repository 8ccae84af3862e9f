"""One page while it is rendered: what it shows, and until when it holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from blog.page_cache.store import SITE


@dataclass
class Render:
    """`position` and `moment` are from before the first question to the database."""

    position: int
    moment: datetime = field(default_factory=timezone.now)
    things: set[str] = field(default_factory=lambda: {SITE})
    fresh_until: datetime | None = None
    # The view said that its answer is the same for everyone.
    is_public: bool = False


_current: ContextVar[Render | None] = ContextVar("render", default=None)


@contextmanager
def rendering(render: Render) -> Iterator[Render]:
    token = _current.set(render)
    try:
        yield render
    finally:
        _current.reset(token)


def current() -> Render | None:
    """The page that is being rendered to be kept; none in the admin, in a command, for a question of a search."""
    return _current.get()


def will_be_kept(response) -> bool:
    """Whether the page cache sends this answer itself, compressed and compared as each request wants it."""
    render = current()
    return bool(render and render.is_public and response.status_code == 200)


def shows(*things: str) -> None:
    """The page shows these, so it goes when one of them is touched."""
    if render := current():
        render.things.update(things)


def until(moment: datetime | None) -> None:
    """What the page says holds until then by itself, or for good (None)."""
    render = current()
    if render and moment:
        render.fresh_until = min(moment, render.fresh_until or moment)
