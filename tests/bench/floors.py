"""What the site is compared with, served as it is: python -m tests.bench.floors KIND PORT [FOLDER].

`misses` is the site without the pages it keeps, so that each is made anew; `site` is all of it.
`bytes` is a bare WSGI application that returns the very bytes that the site gave for each page; `constant` is a view that
returns a word, in a Django project as `startproject` makes it.
"""

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.utils.module_loading import import_string

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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # By name: it reads the settings that were named just now.
    return import_string("tests.bench.misses.application")


def site() -> Callable:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    return import_string("config.wsgi.application")


def main(kind: str, port: str, folder: str = "") -> None:
    application = bytes_of(Path(folder)) if folder else {"constant": constant, "misses": misses, "site": site}[kind]()
    server("127.0.0.1", int(port)).serve(target_loader=lambda *_: application, wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
