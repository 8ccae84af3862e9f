"""Readers hammer a running site while somebody changes it: `python -m tests.faults.freshness hammer ROUNDS PORT [PORT]`.

Every change leaves a word with a higher number on pages, such as text-17. Before a reader asks, it notes how high the
number must be that it will find: on the first port that of the last change that has returned, on another that of the
last one a second ago. `kill ROUNDS PORT` changes things in processes that are killed at any moment, most of them
between the commit and what is done after it.

Runs as a process of the site (DATA_DIR and DATABASE_URL name it) and ends with a sentence for each fault.
"""

import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from threading import Thread

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402 (settings first)
from django.utils import timezone  # noqa: E402

from blog.models import Addendum, Blog, Entry  # noqa: E402
from comments.models import Comment, Discussion, DiscussionRule  # noqa: E402
from tests import factories  # noqa: E402

READERS = 6
ELSEWHERE_SECONDS = 1.0
WORD = re.compile(rb"\b(text|line|said|note|added|title)-(\d+)\b")


class Blogful:
    """Two entries and the numbers that their pages must show."""

    def __init__(self):
        blog = Blog.load()
        blog.save()
        # However many there are: the newest comment stands on the entry's own page.
        DiscussionRule(newest_first=True).save()
        author = factories.author("Steven Carney")
        self.entries = [
            factories.entry(f"Entry {name}", author=author, tags=["bones"], slug=f"entry-{name}") for name in "ab"
        ]
        for entry in self.entries:
            Addendum(entry=entry, source="<p>Begun.</p>").save()

    def acts(self) -> dict[str, tuple[Callable[[Entry, int], None], Callable[[Entry], list[str]]]]:
        """For each kind of word: what writes it, and the pages on which it then stands."""
        return {
            "text": (self.edit, lambda entry: [*own(entry), *LISTS]),
            "title": (self.retitle, lambda entry: [*own(entry), *LISTS, "/archive/"]),
            "line": (self.settings, lambda entry: [*own(self.entries[0]), *own(self.entries[1]), "/", "/archive/"]),
            "said": (self.say, lambda entry: [*own(entry), f"/{entry.path}feed/", "/comments/feed/"]),
            "note": (self.words, own),
            "added": (self.add, lambda entry: [*own(entry), "/feed/"]),
        }

    def edit(self, entry: Entry, number: int) -> None:
        entry = Entry.objects.get(pk=entry.pk)
        entry.source = f"<p>text-{number}</p>"
        entry.save()

    def retitle(self, entry: Entry, number: int) -> None:
        entry = Entry.objects.get(pk=entry.pk)
        entry.title = f"title-{number}"
        entry.save()

    def settings(self, entry: Entry, number: int) -> None:
        blog = Blog.load()
        blog.tagline = f"line-{number}"
        blog.save()

    def say(self, entry: Entry, number: int) -> None:
        words = f"said-{number}"
        comment = Comment(name="wendy", source=words, format="markdown", status="approved", created_at=timezone.now())
        factories.accept(Discussion.on(entry), comment)

    def words(self, entry: Entry, number: int) -> None:
        Discussion.on(entry).close(words=f"note-{number}")

    def add(self, entry: Entry, number: int) -> None:
        addendum = Addendum.objects.filter(entry=entry).first()
        addendum.source = f"<p>added-{number}</p>"
        addendum.save()


LISTS = ["/", "/tag/bones/", "/feed/", "/feed/atom/"]


def own(entry: Entry) -> list[str]:
    return [f"/{entry.path}"]


def numbers(body: bytes) -> dict[str, int]:
    """The highest number of each kind of word on a page."""
    found: dict[str, int] = {}
    for word, number in WORD.findall(body):
        found[word.decode()] = max(int(number), found.get(word.decode(), 0))
    return found


class Hammer:
    def __init__(self, ports: list[int]):
        self.blog = Blogful()
        self.ports = ports
        # (path, kind of word) → when a change returned, and the number that it wrote
        self.due: dict[tuple[str, str], list[tuple[float, int]]] = {}
        self.faults: list[str] = []
        self.reads = 0
        self.is_over = False

    def run(self, rounds: int) -> None:
        kinds = self.blog.acts()
        paths = sorted({path for _act, shown in kinds.values() for entry in self.blog.entries for path in shown(entry)})
        readers = [
            Thread(target=self.read, args=(port, paths, delay))
            for port, delay in zip(self.ports, (0.0, ELSEWHERE_SECONDS), strict=False)
            for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for number in range(1, rounds + 1):
            kind = random.choice(sorted(kinds))
            act, shown = kinds[kind]
            entry = random.choice(self.blog.entries)
            if kind == "said" and Discussion.on(entry).state_at().is_closed:
                Discussion.on(entry).reopen()
            act(entry, number)
            for path in shown(entry):
                # Two entries share a list; the later one's number is the higher one there.
                self.due.setdefault((path, kind), []).append((time.monotonic(), number))
            time.sleep(random.uniform(0, 0.01))
        time.sleep(ELSEWHERE_SECONDS + 1)
        self.is_over = True
        for reader in readers:
            reader.join()

    def read(self, port: int, paths: list[str], delay: float) -> None:
        while not self.is_over:
            path = random.choice(paths)
            least = {
                kind: max((number for at, number in list(due) if at <= time.monotonic() - delay), default=0)
                for (where, kind), due in list(self.due.items())
                if where == path
            }
            status, body = fetch(port, path)
            found = numbers(body)
            self.reads += 1
            if status != 200:
                self.faults.append(f"{path} on {port}: status {status}")
            for kind, number in least.items():
                if kind == "note" and kind not in found:
                    continue  # reopened meanwhile: its words don't show
                if found.get(kind, 0) < number:
                    self.faults.append(f"{path} on {port}: {kind}-{found.get(kind, 0)} after {kind}-{number}")


def fetch(port: int, path: str) -> tuple[int, bytes]:
    talk = HTTPConnection("127.0.0.1", port, timeout=30)
    talk.request("GET", path)
    answer = talk.getresponse()
    body = answer.read()
    talk.close()
    return answer.status, body


def killed(rounds: int, port: int) -> list[str]:
    """After each kill the pages are what the database says, at once and again when the worker has cleaned up."""
    blog, faults = Blogful(), []
    kinds = {kind: act for kind, (act, _shown) in blog.acts().items() if kind in {"text", "line", "said", "added"}}
    pages = [*own(blog.entries[0]), "/", "/feed/", f"/{blog.entries[0].path}feed/"]
    for number in range(1, rounds + 1):
        for path in pages:
            fetch(port, path)
        connections.close_all()
        child = os.fork()
        if not child:
            die_in_the_midst(random.choice(list(kinds.values())), blog.entries[0], number, port, pages)
        if number % 4 == 0:
            time.sleep(random.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for moment in ("at once", "later"):
            for path in pages:
                faults += [f"round {number}, {moment}: {path}: {fault}" for fault in differences(port, path, blog)]
            if moment == "at once":
                time.sleep(0.02)
    return faults


def die_in_the_midst(act: Callable, entry: Entry, number: int, port: int, pages: list[str]) -> None:
    with transaction.atomic():
        # Before what the act itself wants done on commit.
        if number % 4:
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        act(entry, number)
        for path in pages:  # rendered from what was there before
            fetch(port, path)
    os._exit(0)


def differences(port: int, path: str, blog: Blogful) -> list[str]:
    found = numbers(fetch(port, path)[1])
    entry = Entry.objects.get(pk=blog.entries[0].pk)
    said = Comment.objects.filter(discussion__entry=entry).order_by("pk").last()
    texts = {
        "text": entry.body_html if not path.endswith(f"{entry.path}feed/") else "",
        "line": Blog.load().tagline if path in {f"/{entry.path}", "/"} else "",
        "said": said.source if said and "/entry-" in path else "",
        "added": entry.addenda.first().body_html if path in {f"/{entry.path}", "/feed/"} else "",
    }
    connection.close()
    wanted = {kind: numbers(text.encode()).get(kind, 0) for kind, text in texts.items()}
    return [
        f"{kind}-{found.get(kind, 0)} instead of {kind}-{number}"
        for kind, number in wanted.items()
        if number and found.get(kind, 0) != number
    ]


def main(what: str, rounds: int, *ports: int) -> None:
    if what == "kill":
        faults, done = killed(rounds, ports[0]), f"{rounds} kills"
    else:
        hammer = Hammer(list(ports))
        hammer.run(rounds)
        faults, done = hammer.faults, f"{rounds} changes, {hammer.reads} reads"
    print(f"{done}, {len(faults)} faults", *faults[:20], sep="\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
