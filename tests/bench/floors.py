"""What the site is compared with, served as it is: python -m tests.bench.floors KIND PORT [FOLDER].

`misses` is the site without the pages it keeps, so that each is made anew.
`bytes` is a bare WSGI application that returns the very bytes that the site gave for each page; `constant` is a view that
returns a word, in a Django project as `startproject` makes it.
"""

import gc
import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpResponse
from django.urls import path, resolve
from django.utils.module_loading import import_string

from blog.page_cache.front import send
from blog.page_cache.page import Page
from blog.page_cache.rendering import Render, rendering
from config.server import server


def bytes_of(folder: Path) -> Callable:
    """Answers /0, /1, … with what was kept under these names, and / with the first."""
    kept = {f"/{file.stem}": pickle.loads(file.read_bytes()) for file in folder.glob("*.answer")}

    kept["/"] = kept["/0"]

    def application(environ, start_response):
        headers, body = kept[environ["PATH_INFO"]]
        start_response("200 OK", headers)
        return [body]

    return application


def constant() -> Callable:
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="none",
        INSTALLED_APPS=[f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    return get_wsgi_application()


urlpatterns = [path("", lambda request: HttpResponse("constant"))]


def misses() -> Callable:
    """What the site does for a page that is not kept (`blog/page_cache/front.py`), but for laying it down and packing it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    application = import_string("config.wsgi.application").site
    resolve("/")
    connections.close_all()
    gc.collect()
    gc.freeze()

    def anew(environ, start_response):
        answer, render = {}, Render(position=0)
        with rendering(render):
            parts = application(
                environ, lambda status, headers, exc_info=None: answer.update(status=status, headers=headers)
            )
            body = b"".join(parts)
            parts.close()
        if not render.is_public:
            start_response(answer["status"], answer["headers"])
            return [body]
        return send(Page.rendered(answer["headers"], body, render.fresh_until, time.time()), environ, start_response)

    return anew


def main(kind: str, port: str, folder: str = "") -> None:
    application = bytes_of(Path(folder)) if folder else {"constant": constant, "misses": misses}[kind]()
    server("127.0.0.1", int(port)).serve(target_loader=lambda *_: application, wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
