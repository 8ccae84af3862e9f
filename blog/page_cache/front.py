"""Stands before the whole site and answers with kept pages; what isn't kept is rendered, once for all who wait."""

import json
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event, Lock
from urllib.parse import parse_qsl

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from blog.page_cache.machines import Trust, is_shared
from blog.page_cache.page import Page, chosen_encoding
from blog.page_cache.rendering import Render, rendering
from blog.page_cache.store import Place, Store
from blog.page_cache.touching import settle

# The only words of a question (?word=…) that a public page reads. One that has none of them is the page without any.
READ_WORDS = frozenset({"p", "page_id", "q", "year", "tag", "page"})

MOST_BYTES = 6 * 1024 * 1024  # of pages in memory, in each process
MOST_HOSTS = 100
NOTHING = (b"",)


class Front:
    """A WSGI application around the site's own."""

    def __init__(self, site: Callable, edition: str):
        self.site = site
        self.store = Store(settings.PAGES_DIR, edition)
        self.trust, self.is_shared = Trust(self.store), is_shared()
        self.memory = Memory()
        self.renders: dict[str, Event] = {}
        self.hosts: set[str] = set()
        self.elsewhere = ("/admin/", settings.STATIC_URL, settings.MEDIA_URL)
        self.asks_for_https = settings.SECURE_SSL_REDIRECT

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        # Most requests are this one, so it is done here and now: a plain wish for a page that is in memory.
        page = self.memory.pages.get(environ["PATH_INFO"])
        if (
            page is None
            or environ["REQUEST_METHOD"] != "GET"
            or environ["QUERY_STRING"]
            or environ.get("HTTP_HOST") not in self.hosts
            or (self.asks_for_https and not is_secure(environ))
            or not self.is_current(page)
        ):
            return self.answered(environ, start_response)
        return send(page, environ, start_response)

    def answered(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Whatever is asked for, from what is kept if that may be and else by the site."""
        path = environ["PATH_INFO"]
        if not self.may_be_kept(environ, path):
            return self.passed_on(environ, start_response)
        page = self.kept(path)
        if page:
            return send(page, environ, start_response)
        place = Place.of(path)
        if not place:
            return self.passed_on(environ, start_response)
        return self.rendered_in_turn(place, path, environ, start_response)

    def may_be_kept(self, environ: dict, path: str) -> bool:
        """Whether this is somebody's plain wish to read a page."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(self.elsewhere):
            return False
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or "HTTP_TRANSFER_ENCODING" in environ:
            return False
        question = environ.get("QUERY_STRING")
        if question and asks_for_more(question):
            return False
        if self.asks_for_https and not is_secure(environ):
            return False
        return environ.get("HTTP_HOST") in self.hosts or self.knows_host(environ.get("HTTP_HOST", ""))

    def knows_host(self, host: str) -> bool:
        """As Django asks of every request that it answers itself."""
        is_known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        if is_known and len(self.hosts) < MOST_HOSTS:
            self.hosts.add(host)
        return is_known

    def passed_on(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        try:
            return self.site(environ, start_response)
        finally:
            settle()

    # Kept pages

    def kept(self, path: str) -> Page | None:
        """The page as it is kept at this moment, from memory where that is still the same."""
        if self.is_shared and not self.trust.is_given():
            return None
        page = self.memory.pages.get(path)
        return page if page and self.is_current(page) else self.loaded(path)

    def is_current(self, page: Page) -> bool:
        """Whether a page in memory is still the one that is kept, and its time has not come."""
        if self.is_shared and not self.trust.is_given():
            return False
        try:
            found = os.stat(page.file)  # noqa: PTH116  (a Path takes longer)
        except OSError:
            return False
        return (found.st_ino, found.st_ctime_ns) == page.version and time.time() < page.fresh_until

    def loaded(self, path: str) -> Page | None:
        place = Place.of(path)
        page = read(self.store, place) if place else None
        if page is None or time.time() >= page.fresh_until:
            self.memory.forget(path)
            return None
        self.memory.keep(path, page)
        return page

    # Rendering

    def rendered_in_turn(self, place: Place, path: str, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Who comes while the page is being rendered waits once for that, and renders it himself if it wasn't kept."""
        done, is_first = self.joined(path)
        if not is_first:
            done.wait()
            page = self.kept(path)
            return send(page, environ, start_response) if page else self.rendered(place, environ, start_response)
        try:
            with self.store.turn(place) as waited:
                page = self.kept(path) if waited else None
                if not page:
                    return self.rendered(place, environ, start_response)
            return send(page, environ, start_response)
        finally:
            del self.renders[path]
            done.set()

    def joined(self, path: str) -> tuple[Event, bool]:
        mine = Event()
        event = self.renders.setdefault(path, mine)
        return event, event is mine

    def rendered(self, place: Place, environ: dict, start_response: Callable) -> Iterable[bytes]:
        render = Render(self.store.position())
        asked = environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": ""}
        answer = {}

        def take(status, headers, exc_info=None):
            answer.update(status=status, headers=headers)
            return lambda text: None

        with rendering(render):
            parts = self.passed_on(asked, take)
            try:
                is_public = render.is_public and answer["status"].startswith("200 ") and not sets_cookie(answer)
                if not is_public:
                    start_response(answer["status"], answer["headers"])
                    return [b"".join(parts)]
                body = b"".join(parts)
            finally:
                with suppress(AttributeError):
                    parts.close()
        page = Page.rendered(answer["headers"], body, render.fresh_until, time.time())
        if page.fresh_until > page.made_at:
            page.compress("gzip", "br")
            self.store.keep(place, page, render)
        else:
            page.compress(chosen_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        return send(page, environ, start_response)


class Memory:
    """The pages that this process sent lately, of a bounded size; the one longest here goes first."""

    def __init__(self):
        self.pages: dict[str, Page] = {}
        self.bytes = 0
        self.lock = Lock()

    def keep(self, path: str, page: Page) -> None:
        with self.lock:
            self._drop(path)
            self.pages[path] = page
            self.bytes += page.bytes
            while self.bytes > MOST_BYTES:
                self._drop(next(iter(self.pages)))

    def forget(self, path: str) -> None:
        with self.lock:
            self._drop(path)

    def _drop(self, path: str) -> None:
        if page := self.pages.pop(path, None):
            self.bytes -= page.bytes


def send(page: Page, environ: dict, start_response: Callable) -> Iterable[bytes]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    answer = page.answer(chosen_encoding(accepted) if accepted else "identity")
    moment = time.time()
    if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and answer.is_what_they_have(
        environ, moment
    ):
        start_response("304 Not Modified", answer.unchanged)
        return NOTHING
    start_response("200 OK", answer.dated_headers if moment >= answer.dated_from else answer.headers)
    return answer.parts if environ["REQUEST_METHOD"] == "GET" else NOTHING


def read(store: Store, place: Place) -> Page | None:
    """The page that is kept there, all of it of one time."""
    sidecar = store.sidecar(place)
    try:
        with sidecar.open("rb") as file:
            state = os.fstat(file.fileno())
            page = Page.from_sidecar(json.load(file), sidecar, (state.st_ino, state.st_ctime_ns))
        found = sidecar.stat()
    except OSError:
        return None  # gone, or going at this moment
    return page if (found.st_ino, found.st_ctime_ns) == page.version else None


def asks_for_more(question: str) -> bool:
    return any(word in READ_WORDS for word, _value in parse_qsl(question, keep_blank_values=True))


def is_secure(environ: dict) -> bool:
    trusted = settings.SECURE_PROXY_SSL_HEADER
    if trusted and trusted[0] in environ:
        return environ[trusted[0]].split(",")[0].strip() == trusted[1]
    return environ.get("wsgi.url_scheme") == "https"


def sets_cookie(answer: dict) -> bool:
    return any(name.lower() == "set-cookie" for name, _value in answer["headers"])
