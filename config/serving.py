"""The production server: several processes that answer, one that works in the background, all ending together."""

import errno
import os
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import NoReturn

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from django.urls import resolve

from blog.page_cache.store import Store
from config import headers
from config.data_folder import IN_USE, locked
from config.memory import bound_memory, give_back_memory, leave_alone_what_is_loaded
from config.server import server


def check_address(host: str, port: int) -> str:
    """The numeric address to listen on, after a try; a sentence about what is in the way otherwise."""
    elsewhere = f"Stop what uses it, or choose another: make run PORT={port + 1 if port < 65535 else 8000}"
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        raise CommandError(f"The variable HOST is {host!r}, but no such host is known. Try HOST=127.0.0.1") from None
    except PermissionError:
        raise CommandError(f"Port {port} is kept for the system. Choose another: make run PORT=8000") from None
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} on {host} is taken. {elsewhere}") from None
        raise CommandError(f"This machine can't listen on {host} ({trouble.strerror}). Try HOST=127.0.0.1") from None
    return address[0]


def serve(address: str, port: int) -> None:
    """Answers until SIGTERM or Ctrl-C; then requests in hand are finished first."""
    bound_memory()
    site, chores = server(address, port), BackgroundWorker()
    site.on_shutdown(chores.stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup has it
        # A closed terminal ends the site; granian alone would go on unseen and keep the port.
        site.on_startup(lambda: signal.signal(signal.SIGHUP, site.signal_handler_interrupt))
    empty_page_cache()
    preload()
    with locked(settings.DATA_DIR / IN_USE, shared=True):
        chores.start()
        site.serve(target_loader=partial(application_in_a_worker, os.getpid()), wrap_loader=False)


def empty_page_cache() -> None:
    """What was kept may be of other code, templates or style; and tells a front server where pages are now."""
    Store(settings.PAGES_DIR).clear()
    (settings.PAGES_DIR / "nginx.conf").write_text(headers.for_nginx())


def preload() -> None:
    """Loads everything before the workers are forked off, so that they share its memory."""
    get_internal_wsgi_application()
    resolve("/")
    connections.close_all()
    leave_alone_what_is_loaded()


def application_in_a_worker(parent: int):
    Thread(target=keep_house, args=(parent,), daemon=True).start()
    return get_internal_wsgi_application()


def keep_house(parent: int) -> None:
    """In a worker: it ends with its parent, without which it would go on alone and keep the port; and its memory is
    given back once a minute."""
    seconds = 0
    while os.getppid() == parent:
        time.sleep(1)
        seconds += 1
        if seconds % 60 == 0:
            give_back_memory()
    os.kill(os.getpid(), signal.SIGTERM)


class BackgroundWorker(Thread):
    """Keeps the worker running. The first is forked off, and shares what is loaded; later ones are `manage.py work`."""

    def __init__(self):
        super().__init__(daemon=True)
        self.stopped = Event()
        self.parent, self.pid = os.getpid(), 0

    def start(self) -> None:
        """Before there are threads, connections and sockets, which a fork would take along."""
        self.pid = os.fork() or work_under(self.parent)
        super().start()

    def run(self) -> None:
        pause = 1
        while True:
            started_at = time.monotonic()
            os.waitpid(self.pid, 0)
            # One that dies again and again is started less and less often.
            pause = 1 if time.monotonic() - started_at > 60 else min(60, pause * 2)
            if self.stopped.wait(pause):
                return
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--under", str(self.parent)]
            self.pid = os.posix_spawn(sys.executable, command, os.environ)

    def stop(self) -> None:
        self.stopped.set()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
            self.join(3)
            if self.is_alive():
                os.kill(self.pid, signal.SIGKILL)


def work_under(parent: int) -> NoReturn:
    """What the forked worker does, until it is told to stop or its parent is gone."""
    status = 1
    try:
        time.sleep(1)  # the first page comes first
        call_command("work", under=parent)
        status = 0
    except (KeyboardInterrupt, SystemExit):
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)
