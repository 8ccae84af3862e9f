"""The folder that holds all data of a site (database, media, key), made on first start with safe permissions."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

IN_USE = "running"  # a server holds a lock on this file for as long as it runs


def prepared(folder: Path) -> Path:
    """The folder, made if it was missing; readable by its owner alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for public in ("media", "static"):
            (folder / public).mkdir(mode=0o755, exist_ok=True)
    except OSError as trouble:
        raise unwritable(folder, trouble) from None
    return folder


def secret_key(folder: Path) -> str:
    """The site's own secret, made once; several starting processes agree on one."""
    file = folder / "secret_key"
    fresh = folder / f"secret_key.{os.getpid()}"
    try:
        if not file.exists():
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
                handle.write(get_random_secret_key())
            try:
                # A link appears whole or not at all, and never replaces another process's key.
                os.link(fresh, file)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return file.read_text().strip()
    except OSError as trouble:
        raise unwritable(folder, trouble) from None


def unwritable(folder: Path, trouble: OSError) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The data folder {folder} can't be written ({trouble.strerror}). "
        "Choose another with DATA_DIR=/path/to/folder, or change who may write there."
    )


class Locked(Exception):
    """Somebody else holds the lock."""


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Holds a lock on a file or folder; it ends with the process at the latest."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Locked from None
        yield
    finally:
        os.close(handle)
