"""A reader before the whole site: WSGI requests through the page cache, without a server."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from blog import page_cache
from blog.page_cache.front import Front


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Reader:
    """`renders` lists the paths that the site itself was asked for; every other answer was a kept one."""

    def __init__(self):
        page_cache.settle()
        self.renders: list[str] = []
        self.site = WSGIHandler()
        self.front = Front(self.answered, "test")
        # Here no worker follows other machines; tests/blog/page_cache/test_machines.py has what that means.
        self.front.is_shared = False

    def answered(self, environ, start_response):
        self.renders.append(environ["PATH_INFO"])
        return self.site(environ, start_response)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        path, _question, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        told = {}

        def start_response(status, fields, exc_info=None):
            told.update(status=int(status.split()[0]), fields=fields)

        parts = self.front(environ, start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        assert len({name.lower() for name, _ in told["fields"]}) == len(told["fields"]), told["fields"]
        return Answer(told["status"], dict(told["fields"]), body)

    def is_kept(self, path: str) -> bool:
        """Whether the page is answered without asking the site."""
        before = len(self.renders)
        self.get(path)
        return len(self.renders) == before


def kept_files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.glob("kept-*/**/*") if file.is_file()}
