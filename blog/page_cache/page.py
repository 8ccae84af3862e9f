"""A page ready to be sent: its text as it is and compressed, and the headers of each."""

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

import brotli

from blog.page_cache.store import COMPRESSED, FOR_GOOD

# Made anew after each change, so the time it takes counts too: most of what is to be had for little.
BROTLI_QUALITY, GZIP_LEVEL = 5, 6

SUFFIXES = {
    "text/html": ".html",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/feed+json": ".json",
    "application/xml": ".xml",
    "text/plain": ".txt",
}
# Of the answer that was rendered; each sending has its own.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "last-modified", "vary"}


@dataclass
class Page:
    """`bodies` by encoding ("identity" is as it is); `file` and `version` tell the kept page from any other."""

    headers: list[tuple[str, str]]
    digest: str
    made_at: float
    fresh_until: float
    suffix: str
    bodies: dict[str, bytes] = field(default_factory=dict)
    file: str = ""
    version: tuple[int, int] | None = None
    answers: dict[str, "Answer"] = field(default_factory=dict)

    @classmethod
    def rendered(cls, headers: list[tuple[str, str]], body: bytes, fresh_until: datetime | None, made_at: float):
        media_type = next((value for name, value in headers if name.lower() == "content-type"), "")
        return cls(
            headers=[(name, value) for name, value in headers if name.lower() not in OWN_HEADERS],
            digest=hashlib.sha256(body).hexdigest()[:24],
            made_at=made_at,
            fresh_until=fresh_until.timestamp() if fresh_until else FOR_GOOD,
            suffix=SUFFIXES.get(media_type.partition(";")[0].strip(), ".other"),
            bodies={"identity": body},
        )

    @classmethod
    def from_sidecar(cls, fields: dict, file: Path, version: tuple[int, int]) -> "Page":
        """As it was kept; FileNotFoundError where it is going at this moment."""
        headers = [(name, value) for name, value in fields["headers"]]
        page = cls(**fields | {"headers": headers, "file": str(file), "version": version})
        base = file.with_suffix(page.suffix)
        page.bodies["identity"] = base.read_bytes()
        for encoding, suffix in COMPRESSED.items():
            with suppress(FileNotFoundError):
                page.bodies[encoding] = base.with_name(base.name + suffix).read_bytes()
        return page

    def sidecar(self) -> dict:
        names = ("headers", "digest", "made_at", "fresh_until", "suffix")
        return {name: getattr(self, name) for name in names}

    @property
    def bytes(self) -> int:
        return sum(map(len, self.bodies.values()))

    @property
    def stamp(self) -> int:
        """A moment that is the same for the same text, and else another."""
        return int(self.digest[:8], 16) >> 1

    def compress(self, *encodings: str) -> None:
        body = self.bodies["identity"]
        for encoding in encodings:
            packed = (
                brotli.compress(body, brotli.MODE_TEXT, BROTLI_QUALITY)
                if encoding == "br"
                else gzip.compress(body, GZIP_LEVEL, mtime=0)
            )
            if len(packed) < len(body):
                self.bodies[encoding] = packed

    def answer(self, encoding: str) -> "Answer":
        """What is sent to who takes this encoding; the text as it is where compressing gained nothing."""
        if encoding not in self.answers:
            self.answers[encoding] = Answer.of(self, encoding if encoding in self.bodies else "identity")
        return self.answers[encoding]


@dataclass(frozen=True)
class Answer:
    """Headers and text of a page in one encoding.

    Its date goes with it only once its second has passed: a later change can't bear the same date then, and the date
    alone never says “unchanged” of what changed.
    """

    etag: str
    last_modified: str
    dated_from: float
    headers: list[tuple[str, str]]
    dated_headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]
    parts: tuple[bytes]

    @classmethod
    def of(cls, page: Page, encoding: str) -> "Answer":
        mark = {"identity": "", "gzip": "-gz", "br": "-br"}[encoding]
        etag, last_modified = f'"{page.digest}{mark}"', formatdate(int(page.made_at), usegmt=True)
        always = [*page.headers, ("Vary", "Accept-Encoding"), ("ETag", etag)]
        body = page.bodies[encoding]
        own = [("Content-Length", str(len(body)))]
        if encoding != "identity":
            own.append(("Content-Encoding", encoding))
        return cls(
            etag=etag,
            last_modified=last_modified,
            dated_from=int(page.made_at) + 1,
            headers=always + own,
            dated_headers=[*always, *own, ("Last-Modified", last_modified)],
            unchanged=[pair for pair in always if pair[0].lower() != "content-type"],
            parts=(body,),
        )

    def is_what_they_have(self, environ: dict, moment: float) -> bool:
        """Whether the browser has it already: asked by ETag, or by the date where it names none (RFC 9110, 13.2.2)."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None:
            return known == self.etag or any(
                tag.strip().removeprefix("W/") in {self.etag, "*"} for tag in known.split(",")
            )
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return since is not None and since == self.last_modified and moment >= self.dated_from


@lru_cache(maxsize=512)
def chosen_encoding(accepted: str) -> str:
    """The best that an Accept-Encoding header takes; of two that it likes the same, the smaller."""
    weights = dict(map(weighed, accepted.lower().split(",")))
    otherwise = weights.get("*", 0.0)
    best = max(("br", "gzip"), key=lambda encoding: weights.get(encoding, otherwise))
    return best if weights.get(best, otherwise) > 0 else "identity"


def weighed(part: str) -> tuple[str, float]:
    encoding, _semicolon, weight = part.partition(";")
    try:
        return encoding.strip(), float(weight.strip().removeprefix("q=") or 1) if weight else 1.0
    except ValueError:
        return encoding.strip(), 0.0
