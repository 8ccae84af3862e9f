"""Static files under names that carry a hash of their content, compressed ahead where that pays."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names with hashes once they have been collected, plain names before."""

    manifest_strict = False
    # The editor's scripts import one another, and their names carry hashes too.
    support_js_module_import_aggregation = True

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name

    def get_modified_time(self, name):
        # Makes collectstatic copy every file: one of a new release may well be older than our copy of the last.
        raise NotImplementedError

    def compress_files(self, paths):
        """Compresses what browsers are sent; of the admin's libraries that is the short form alone."""
        names = set(self.hashed_files.values())
        return super().compress_files([path for path in paths if path in names and is_sent(path)])


def is_sent(path: str) -> bool:
    return not path.endswith(".map") and ("/vendor/" not in path or ".min." in path)


def collect() -> None:
    """Brings the collected files up to date; looks only at sizes and times when nothing has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = mark_of_sources()
    if stamp.is_file() and stamp.read_text() == sources:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources)


def mark_of_sources() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{storage.location}\0{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
