"""The folder of kept pages: ready files, which page shows what, and what is being changed at the moment.

Everything that decides whether a page may be there happens under one lock of the machine. The files of a page lie at
its own path, so that a front server can send them by itself: the text as index.html (or .rss, …), compressed beside it
as .gz and .br, and index.page, which says how this site sends it and appears last.
"""

import fcntl
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

SITE = "site"
FOR_GOOD = 1e12  # as a moment: never

SIDECAR = ".page"
COMPRESSED = {"gzip": ".gz", "br": ".br"}
LONGEST_PATH, LONGEST_SEGMENT = 1000, 200  # bytes
UNPRINTABLE = re.compile(rb"[\0-\x1f\x7f]")
TURNS = 256
# A list of pages is cleaned of repetitions each time its size doubles, from here on.
LONG_LIST = 16_384


@dataclass(frozen=True)
class Place:
    """Where a page lies: the folder below the store's, and its name without what says of which kind it is."""

    folder: str
    name: str

    @classmethod
    def of(cls, path: str) -> "Place | None":
        """The place for a path as WSGI has it; none for a path that makes no safe and plain file name."""
        raw = path.encode("latin-1", "replace")
        segments = raw.strip(b"/").split(b"/") if raw != b"/" else []
        if not raw.startswith(b"/") or len(raw) > LONGEST_PATH or UNPRINTABLE.search(raw) or b"//" in raw:
            return None
        if any(odd(segment) for segment in segments):
            return None
        try:
            folder = raw.strip(b"/").decode()
        except UnicodeDecodeError:
            return None
        return cls(folder, "index" if raw.endswith(b"/") else "file")

    def __str__(self):
        return f"{self.folder}/{self.name}" if self.folder else self.name


def odd(segment: bytes) -> bool:
    """Not to be had as a folder: what leads elsewhere, is too long, or looks like one of our files."""
    return segment in {b"", b".", b".."} or len(segment) > LONGEST_SEGMENT or segment.startswith((b"index.", b"file."))


class Store:
    """`edition` names the pages of one code, style and policy; whoever only touches things needs none."""

    def __init__(self, folder: Path, edition: str = "plain"):
        self.folder = folder
        self.kept = folder / f"kept-{edition}"
        self.log = self.folder / "log"
        self.marks = self.folder / "marks"
        self.due = self.folder / "due"
        self.shown = self.folder / "shown"
        self.thrown = self.folder / "thrown"
        self.fresh = self.folder / "new"

    # Pages

    def sidecar(self, place: Place) -> Path:
        return self.kept / place.folder / (place.name + SIDECAR)

    def keep(self, place: Place, page, render) -> bool:
        """Lays a page down, unless what it shows was touched since its rendering began or is being changed."""
        written = []
        try:
            written = self._written(place, page)
            with self.alone():
                if render.things & (self._touched_since(render.position) | self._in_change()):
                    return False
                file = f"{self.kept.name}/{place}{page.suffix}"
                for thing in render.things - {SITE}:
                    append(self.shown / name_of(thing), file)
                if page.fresh_until < FOR_GOOD:
                    append(self.due / str(ceil(page.fresh_until)), file)
                (self.kept / place.folder).mkdir(parents=True, exist_ok=True)
                for new, target in written:
                    new.rename(target)
            return True
        except OSError:
            return False  # a full disk, or a page where another has a folder: it is rendered again next time
        finally:
            for new, _target in written:
                new.unlink(missing_ok=True)

    def _written(self, place: Place, page) -> list[tuple[Path, Path]]:
        """The files of a page under other names, and where they belong, in the order they are put there."""
        if not self.fresh.is_dir():
            self.prepare()
        base, new = self.kept / place.folder / place.name, self.fresh / uuid.uuid4().hex
        contents = [(page.bodies[name], page.suffix + COMPRESSED[name]) for name in COMPRESSED if name in page.bodies]
        contents += [(page.bodies["identity"], page.suffix), (json.dumps(page.sidecar()).encode(), SIDECAR)]
        written = []
        for content, suffix in contents:
            file = new.with_name(new.name + suffix)
            file.write_bytes(content)
            # A front server makes its ETag of a file's size and moment, so here the moment stands for the content.
            os.utime(file, (page.stamp, page.stamp))
            written.append((file, base.with_name(base.name + suffix)))
        return written

    # What changes

    def position(self) -> int:
        """How much was ever touched; a render notes it before it asks for anything."""
        try:
            return self.log.stat().st_size
        except FileNotFoundError:
            return 0

    def touch(self, things: Iterable[str]) -> None:
        """Pages that show these things are gone, and what is being rendered isn't kept."""
        with self.alone():
            self._note(things)
            self._expire(things)

    def begin(self, things: Iterable[str], mark: "Mark | None" = None) -> "Mark":
        """A change begins: as `touch`, and until its mark is released no page that shows them is kept."""
        with self.alone():
            mark = mark or Mark(self.marks / uuid.uuid4().hex)
            mark.write(things)
            self._note(things)
            self._expire(things)
        return mark

    def release(self, mark: "Mark") -> None:
        """The change is over, made or not: what was rendered meanwhile isn't kept, and from now on pages are."""
        with self.alone():
            self._note(mark.things())
            mark.end()

    def marks_of_the_dead(self) -> list["Mark"]:
        """What processes left behind that ended in the midst of a change."""
        left = []
        with self.alone():
            for file in listed(self.marks):
                with suppress(BlockingIOError, FileNotFoundError):
                    left.append(Mark(file))
        return left

    def _touched_since(self, position: int) -> set[str]:
        if self.position() < position:
            return {SITE}
        with suppress(FileNotFoundError), self.log.open("rb") as log:
            log.seek(position)
            return set(log.read().decode().split("\n")[:-1])
        return set()

    def _in_change(self) -> set[str]:
        return {thing for file in listed(self.marks) for thing in things_in(file)}

    def _note(self, things: Iterable[str]) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.writelines(f"{thing}\n" for thing in things)

    def _expire(self, things: Iterable[str]) -> None:
        if SITE in things:
            self._throw_away()
            return
        for thing in things:
            self._expire_listed(self.shown / name_of(thing))

    def _expire_listed(self, listing: Path) -> None:
        for file in lines(listing):
            self._remove(self.folder / file)
        listing.unlink(missing_ok=True)

    def _remove(self, file: Path) -> None:
        # First what this site goes by, then what a front server does.
        file.with_suffix(SIDECAR).unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        for suffix in COMPRESSED.values():
            file.with_name(file.name + suffix).unlink(missing_ok=True)

    def _throw_away(self) -> None:
        """All pages at once: the folders move aside, and the worker deletes them."""
        filled = [folder for folder in self.folder.glob("kept-*") if listed(folder)]
        for folder in [*filled, self.shown, self.due] if filled else []:
            folder.rename(self.thrown / uuid.uuid4().hex)
        self.prepare()

    # For the worker

    def expire_due(self, moment: float) -> None:
        """Removes the pages that the clock alone has made old."""
        if any(int(file.name) <= moment for file in listed(self.due)):
            with self.alone():
                for file in listed(self.due):
                    if int(file.name) <= moment:
                        self._expire_listed(file)

    def delete_thrown(self) -> None:
        for folder in listed(self.thrown):
            shutil.rmtree(folder, ignore_errors=True)

    def clear(self) -> None:
        """Nothing is kept: for when code, templates or style may have changed."""
        self.touch([SITE])
        self.delete_thrown()

    # The lock

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time on this machine. Nobody asks the database for anything in here."""
        handle = self._opened("lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def turn(self, place: Place) -> Iterator[bool]:
        """Of the machine's processes one renders a page; says whether somebody else was at it until now."""
        number = int.from_bytes(uuid.uuid5(uuid.NAMESPACE_URL, str(place)).bytes[:2]) % TURNS
        handle = self._opened(f"turns/{number}")
        try:
            waited = False
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = True
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield waited
        finally:
            os.close(handle)

    def machine(self) -> str:
        """The name of this store among those of other machines."""
        file = self.folder / "machine"
        if not file.exists():
            with self.alone():
                if not file.exists():
                    file.write_text(uuid.uuid4().hex)
        return file.read_text()

    def _opened(self, name: str) -> int:
        try:
            return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            self.prepare()
            return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (self.marks, self.shown, self.due, self.thrown, self.fresh, self.folder / "turns"):
            folder.mkdir(mode=0o700, exist_ok=True)


class Mark:
    """A change under way: a file with the things it touches, locked for as long as its owner lives.

    Made only under the store's lock. A second one on the same file raises BlockingIOError while the owner lives.
    """

    def __init__(self, file: Path):
        self.file = file
        # Closed with the thread that forgets it; the lock goes then, and the worker finds the mark.
        self.handle = file.open("ab", buffering=0)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.leave()
            raise

    def write(self, things: Iterable[str]) -> None:
        self.handle.write("".join(f"{thing}\n" for thing in things).encode())

    def things(self) -> set[str]:
        return things_in(self.file)

    def end(self) -> None:
        self.file.unlink(missing_ok=True)
        self.leave()

    def leave(self) -> None:
        self.handle.close()


def things_in(file: Path) -> set[str]:
    return set(lines(file))


def name_of(thing: str) -> str:
    return re.sub(r"[^\w.-]", "~", thing)


def append(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as listing:
        before = listing.tell()
        listing.write(f"{line}\n")
    size = before + len(line.encode()) + 1
    if size > LONG_LIST and before.bit_length() != size.bit_length():
        file.write_text("".join(f"{one}\n" for one in dict.fromkeys(lines(file))), encoding="utf-8")


def lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")[:-1]
    except FileNotFoundError:
        return []


def listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
