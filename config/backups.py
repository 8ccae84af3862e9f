"""One file that holds a whole site, written while the site runs, and the way back.

The file is a .tar.gz: manifest.json first, then the database (a SQLite file, or PostgreSQL's own dump) and whatever
else of the data folder can't be made anew. Database and pictures are those of one instant.
"""

import io
import json
import logging
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from blog.models import Author, Entry, Picture, Rendition
from comments.models import Comment
from config import backup_record, postgres
from config.data_folder import IN_USE, Locked, locked

FORMAT = 1
KEPT = ("media", "templates", "own.css", "secret_key")  # of the data folder, beside the database
COUNTED = {"entries": Entry, "comments": Comment, "pictures": Picture, "authors": Author}
SCRATCH = "backup-in-progress"
FETCHED_AT_ONCE = 8  # of pictures in a bucket

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Manifest:
    format: int
    made_at: str
    engine: str
    counts: dict[str, int]
    migrations: list[list[str]]


# Making one


def backup(file: Path) -> Manifest:
    """Writes the whole site into one file that only its owner can read; an unfinished one never bears the name."""
    with scratch_folder() as folder:
        manifest = snapshot(folder)
        partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
        try:
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
                pack(folder, manifest, handle)
                handle.flush()
                os.fsync(handle.fileno())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    backup_record.note_made(file.stat().st_size)
    return manifest


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder on the same disk as the data; what an interrupted run left behind goes first."""
    folder = settings.DATA_DIR / SCRATCH
    try:
        with locked(settings.DATA_DIR / f"{SCRATCH}.lock", wait=False):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Locked:
        raise CommandError("Another backup or restore is under way. Try again when it has ended.") from None


def snapshot(folder: Path) -> Manifest:
    """Lays the database and the files of one instant into the folder; commits wait only while files are linked."""
    if connection.vendor == "postgresql":
        with postgres.one_instant() as instant:
            manifest, pictures = describe(), names_in_bucket()
            link_files(folder)
            postgres.dump(folder / "database.dump", instant)
        fetch(pictures, folder / "media")
        return manifest
    source = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        with connection.writers_wait():
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it sees this instant
            manifest, pictures = describe(), names_in_bucket()
            link_files(folder)
        copy = sqlite3.connect(folder / "database.sqlite3")
        source.backup(copy)
        copy.close()
    finally:
        source.close()
    fetch(pictures, folder / "media")
    return manifest


def describe() -> Manifest:
    counts = {name: model._default_manager.count() for name, model in COUNTED.items()}
    applied = sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())
    return Manifest(FORMAT, timezone.now().isoformat(timespec="seconds"), connection.vendor, counts, applied)


def link_files(folder: Path) -> None:
    for name in KEPT:
        if name == "media" and settings.STORAGE_URL.bucket:
            continue
        source = settings.DATA_DIR / name
        if source.is_dir():
            shutil.copytree(source, folder / name, copy_function=link)
        elif source.exists():
            link(source, folder / name)


def link(source: str, target: str) -> None:
    """A second name for the same content, or a copy where the disk knows no second names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        pass  # deleted while we looked
    except OSError:
        shutil.copy2(source, target)


def names_in_bucket() -> list[str]:
    """Of all pictures and their sizes, where they lie in a bucket."""
    if not settings.STORAGE_URL.bucket:
        return []
    return [name for model in (Picture, Rendition) for name in model.objects.values_list("file", flat=True)]


def fetch(names: list[str], folder: Path) -> None:
    """Brings pictures out of the bucket; what is under a name never changes, so they need not be of one moment."""

    def bring(name: str) -> str | None:
        target = folder / name
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as file:
                target.write_bytes(file.read())
        except FileNotFoundError:
            return name
        return None

    with in_bucket("fetched"), ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
        missing = list(filter(None, pool.map(bring, names)))
    if missing:
        log.warning("Not in the bucket, and so not in the backup: %s", ", ".join(missing))


@contextmanager
def in_bucket(what: str) -> Iterator[None]:
    try:
        yield
    except (ConnectionError, PermissionError) as trouble:
        raise CommandError(f"The pictures in the bucket can't be {what}: {trouble}. Look at STORAGE_URL.") from None


def pack(folder: Path, manifest: Manifest, handle) -> None:
    with tarfile.open(fileobj=handle, mode="w:gz", compresslevel=3) as archive:
        text = json.dumps(asdict(manifest), indent=1).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size, head.mode, head.mtime = len(text), 0o600, int(datetime.now(UTC).timestamp())
        archive.addfile(head, io.BytesIO(text))
        for path in sorted(folder.iterdir()):
            archive.add(path, path.name)


# Bringing one back


def restore(file: Path, *, replace: bool) -> Manifest:
    """Puts the site of a backup in the place of what is here; that is moved aside, and lost only if you delete it."""
    try:
        with locked(settings.DATA_DIR / IN_USE, wait=False), scratch_folder() as folder:
            manifest = unpack(file, folder)
            check_fits(manifest)
            if manifest.engine == "sqlite":
                check_whole(folder / "database.sqlite3", manifest)
            if not replace and holds_a_site():
                raise CommandError(
                    f"There is a site in {settings.DATA_DIR} already. To put the backup in its place (the old data is "
                    "moved aside, not deleted), say: manage.py restore FILE --yes-replace"
                )
            put_in_place(folder, manifest)
    except Locked:
        raise CommandError("The site is running. Stop it, then restore.") from None
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def trial(file: Path) -> Manifest:
    """Takes a backup apart beside the site and looks whether it is whole; the site may run, and nothing is restored."""
    with scratch_folder() as folder:
        manifest = unpack(file, folder)
        check_fits(manifest)
        if manifest.engine == "sqlite":
            check_whole(folder / "database.sqlite3", manifest)
        else:
            postgres.check(folder / "database.dump")
    backup_record.note_tried()
    return manifest


def unpack(file: Path, folder: Path) -> Manifest:
    """Lays what a backup may hold into the folder, and nothing else."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest = manifest_of(archive)
            for member in iter(archive.next, None):
                lay_down(archive, member, folder)
    except (OSError, EOFError, tarfile.TarError) as trouble:
        raise CommandError(f"{file} can't be read to its end: {trouble}") from None
    return manifest


def manifest_of(archive: tarfile.TarFile) -> Manifest:
    head = archive.next()
    if head is None or head.name != "manifest.json" or not head.isfile():
        raise CommandError("This file is no backup of this kind of site: it doesn't begin with manifest.json.")
    try:
        fields = json.load(archive.extractfile(head))
        if fields.get("format") != FORMAT:
            raise CommandError(f"This backup has the format {fields.get('format')}, and only {FORMAT} is known here.")
        return Manifest(**fields)
    except (ValueError, TypeError, AttributeError):
        raise CommandError("The manifest.json of this backup can't be read.") from None


def lay_down(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    path = PurePosixPath(member.name)
    known = {"database.sqlite3", "database.dump", *KEPT}
    is_plain = member.isfile() or member.isdir()
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in known or not is_plain:
        raise CommandError(
            f"This backup holds something that none of ours would: {member.name!r}. Nothing was restored."
        )
    target = folder / path
    if member.isdir():
        target.mkdir(mode=0o755, parents=True, exist_ok=True)
        return
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    is_public = path.parts[0] == "media"
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644 if is_public else 0o600), "wb") as out:
        shutil.copyfileobj(archive.extractfile(member), out)


def check_fits(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise CommandError(
            f"This backup holds a {manifest.engine} database, but the site is set up for {connection.vendor}: "
            "set or unset DATABASE_URL."
        )
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _ in known}
    if newer := [name for app, name in manifest.migrations if app in ours and (app, name) not in known]:
        raise CommandError(f"This backup was made by a newer version (it knows {newer[-1]}). Upgrade, then restore.")


def holds_a_site() -> bool:
    try:
        return Author.objects.exists()
    except DatabaseError:
        return False
    finally:
        connection.close()


def bring_back(folder: Path) -> None:
    """Puts the pictures of a backup into the bucket; what lies there already is the same, and the rest stays."""

    def put(path: Path) -> None:
        name = path.relative_to(folder).as_posix()
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(path.read_bytes()))

    with in_bucket("stored"), ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
        list(pool.map(put, (path for path in folder.rglob("*") if path.is_file())))
    shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, manifest: Manifest) -> None:
    if settings.STORAGE_URL.bucket:
        bring_back(folder / "media")  # first, so that no text is ever without its pictures
    aside = settings.DATA_DIR / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    if manifest.engine == "postgresql":
        postgres.dump(aside / "database.dump")
        postgres.load(folder / "database.dump")
        (folder / "database.dump").unlink()
        names = {}
    else:
        database = Path(connection.settings_dict["NAME"])
        for part in (f"{database.name}-wal", f"{database.name}-shm", database.name):
            move(database.with_name(part), aside / part)
        names = {"database.sqlite3": database.name}
    for name in KEPT:
        if (folder / name).exists() or name != "secret_key":
            move(settings.DATA_DIR / name, aside / name)
    for path in sorted(folder.iterdir()):
        move(path, settings.DATA_DIR / names.get(path.name, path.name))


def check_whole(database: Path, manifest: Manifest) -> None:
    """Asks the unpacked database whether it is sound and as full as the manifest says."""
    copy = sqlite3.connect(database)
    try:
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        tables = {name: model._meta.db_table for name, model in COUNTED.items()}
        counts = {name: copy.execute(f'SELECT count(*) FROM "{tables[name]}"').fetchone()[0] for name in tables}  # noqa: S608
    except sqlite3.DatabaseError as trouble:
        raise CommandError(f"The database in this backup is damaged: {trouble}") from None
    finally:
        copy.close()
    if verdict != "ok" or counts != manifest.counts:
        raise CommandError("The database in this backup is damaged, or isn't the one its manifest describes.")


def move(source: Path, target: Path) -> None:
    if source.exists():
        source.rename(target)
