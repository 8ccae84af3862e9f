"""What a WSGI server runs: the site, behind a door that refuses bodies too large and senders too slow.

In front of both stand the kept pages.
"""

import os
from collections import deque
from io import BytesIO
from threading import BoundedSemaphore, Lock

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from blog.page_cache.front import Front

MEGABYTE = 1024 * 1024
PUBLIC_LIMIT = 2 * MEGABYTE
ADMIN_LIMIT = 4096 * MEGABYTE  # exports of old blogs are large
SENDERS_AT_ONCE = 4  # half of a worker's threads: however slowly some send, the other half answers readers
# Of a worker's threads one makes pages for readers, and two take what they wrote, who mostly wait for the disk. More would
# only take turns, at a higher price and in the way of those that send what is kept. Authors wait for no reader.
RENDERS_AT_ONCE, WRITES_AT_ONCE = 1, 2


class Turns:
    """So many at once; the others wait in line. Before a semaphore, who has just left comes in again ahead of who waits."""

    def __init__(self, at_once: int):
        self.free, self.line, self.lock = at_once, deque(), Lock()

    def __enter__(self):
        with self.lock:
            if self.free:
                self.free -= 1
                return
            turn = Lock()
            turn.acquire()
            self.line.append(turn)
        turn.acquire()

    def __exit__(self, *trouble):
        with self.lock:
            if self.line:
                self.line.popleft().release()
            else:
                self.free += 1


class Door:
    """Looks at the length of a request before anything reads it, and lets only some threads wait for senders."""

    def __init__(self, site):
        self.site = site
        self.senders = BoundedSemaphore(SENDERS_AT_ONCE)
        self.renders, self.writes = Turns(RENDERS_AT_ONCE), Turns(WRITES_AT_ONCE)

    def __call__(self, environ, start_response):
        length = environ.get("CONTENT_LENGTH") or "0"
        path = environ.get("PATH_INFO", "")
        is_admin = path.startswith("/admin/")
        if length == "0":
            if environ.get("HTTP_TRANSFER_ENCODING"):
                return refusal(start_response, "411 Length Required", "Say how long this is before sending it.")
            if is_admin or path.startswith("/media/"):  # a picture may have to be fetched from a bucket
                return self.site(environ, start_response)
            with self.renders:
                return self.site(environ, start_response)
        if not (length.isascii() and length.isdigit()):
            return refusal(start_response, "400 Bad Request", "The length of this request is no number.")
        if int(length) > (ADMIN_LIMIT if is_admin else PUBLIC_LIMIT):
            return refusal(start_response, "413 Content Too Large", "This is more than can be sent here.")
        if not self.senders.acquire(timeout=0.1):
            busy = "Too many are sending something at the moment. Try again in a few seconds."
            return refusal(start_response, "503 Service Unavailable", busy, ("Retry-After", "5"))
        try:
            if is_admin:
                return self.site(environ, start_response)
            body = environ["wsgi.input"].read(int(length))
        finally:
            self.senders.release()
        if len(body) < int(length):
            return refusal(start_response, "400 Bad Request", "This request broke off before its end.")
        environ["wsgi.input"] = BytesIO(body)
        with self.writes:
            return self.site(environ, start_response)


def refusal(start_response, status: str, sentence: str, *headers: tuple[str, str]):
    body = sentence.encode()
    plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, [*plain, ("Cache-Control", "no-store"), *headers])
    return [body]


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# By name, since it reads the settings that were named just now.
edition = import_string("config.headers.edition")
application = Front(Door(get_wsgi_application()), edition())
