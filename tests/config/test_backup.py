"""A backup holds one instant of a running site, and restoring it brings that instant back or changes nothing."""

import io
import json
import sqlite3
import stat
import subprocess
import sys
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.utils import load_backend
from django.utils import timezone

from blog.models import Author, Entry
from config import backups
from config.backup_record import BackupRecord
from config.backups import backup, restore, trial
from config.data_folder import IN_USE, locked, prepared
from tests import factories


@pytest.fixture
def site(tmp_path, settings, django_db_setup, django_db_blocker):
    """A site with a data folder and a database file of its own; gives the folder."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has tests of its own below")
    folder = prepared(tmp_path / "site")
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    with django_db_blocker.unblock():
        in_memory = connections["default"]
        with in_memory.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "blog.sqlite3")])
        file = in_memory.settings_dict | {"NAME": folder / "blog.sqlite3"}
        connections["default"] = load_backend("config.sqlite").DatabaseWrapper(file, "default")
        yield folder
        connections["default"].close()
        connections["default"] = in_memory


@pytest.fixture
def entry(site):
    (site / "media" / "bowl.webp").write_bytes(b"a picture")
    (site / "secret_key").write_text("the key")
    (site / "own.css").write_text("body { color: green }")
    return factories.entry("Want Bone and Heart Health?", author=factories.author("Ada"))


def contents(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def test_a_backup_holds_all_that_cannot_be_made_anew(site, entry, tmp_path):
    (site / "static" / "base.css").write_text("can be collected again")
    manifest = backup(tmp_path / "blog.tar.gz")
    kept = {"manifest.json", "database.sqlite3", "media", "media/bowl.webp", "own.css", "secret_key"}
    assert set(contents(tmp_path / "blog.tar.gz")) == kept
    assert manifest.counts["entries"] == 1
    assert stat.S_IMODE((tmp_path / "blog.tar.gz").stat().st_mode) == 0o600
    record = BackupRecord.load()
    assert record.size == (tmp_path / "blog.tar.gz").stat().st_size
    assert timezone.now() - record.made < timedelta(minutes=1) and record.tried is None


def test_a_backup_is_taken_apart_as_a_test_beside_the_site(site, entry, tmp_path):
    backup(tmp_path / "blog.tar.gz")
    Entry.objects.update(title="Changed since")
    assert trial(tmp_path / "blog.tar.gz").counts["entries"] == 1
    assert Entry.objects.get().title == "Changed since"
    assert timezone.now() - BackupRecord.load().tried < timedelta(minutes=1)
    made_at = BackupRecord.load().made_at
    backup(tmp_path / "again.tar.gz")
    assert BackupRecord.load().tried and BackupRecord.load().made_at > made_at


def test_a_damaged_backup_fails_its_test(site, entry, tmp_path):
    file = tmp_path / "blog.tar.gz"
    backup(file)
    file.write_bytes(file.read_bytes()[: -file.stat().st_size // 3])
    with pytest.raises(CommandError, match="can't be read to its end"):
        trial(file)
    assert BackupRecord.load().tried is None


def test_nothing_is_left_beside_the_backup(site, entry, tmp_path):
    before = {path.name for path in site.iterdir()}
    backup(tmp_path / "blog.tar.gz")
    assert {path.name for path in site.iterdir()} - before <= {"last_backup", "backup-in-progress.lock"}
    assert [path.name for path in tmp_path.iterdir() if path.name != "site"] == ["blog.tar.gz"]


def test_a_restored_site_is_the_one_that_was_backed_up(site, entry, tmp_path):
    backup(tmp_path / "blog.tar.gz")
    Entry.objects.update(title="Changed since")
    (site / "media" / "bowl.webp").unlink()
    (site / "media" / "newer.webp").touch()
    (site / "secret_key").write_text("another key")
    connection.close()
    manifest = restore(tmp_path / "blog.tar.gz", replace=True)
    assert manifest.counts["entries"] == 1
    assert Entry.objects.get().title == "Want Bone and Heart Health?"
    assert (site / "media" / "bowl.webp").read_bytes() == b"a picture"
    assert not (site / "media" / "newer.webp").exists()
    assert (site / "secret_key").read_text() == "the key"
    assert (site / "own.css").exists()
    aside = next(site.glob("before-restore-*"))
    assert (aside / "media" / "newer.webp").exists() and (aside / "secret_key").read_text() == "another key"
    old = sqlite3.connect(aside / "blog.sqlite3")
    assert old.execute("SELECT title FROM blog_entry").fetchone()[0] == "Changed since"
    old.close()


def test_a_restored_key_and_database_stay_their_owners_alone(site, entry, tmp_path):
    backup(tmp_path / "blog.tar.gz")
    restore(tmp_path / "blog.tar.gz", replace=True)
    assert stat.S_IMODE((site / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((site / "blog.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((site / "media" / "bowl.webp").stat().st_mode) == 0o644


def test_a_site_is_replaced_only_on_demand(site, entry, tmp_path):
    backup(tmp_path / "blog.tar.gz")
    with pytest.raises(CommandError, match="--yes-replace"):
        restore(tmp_path / "blog.tar.gz", replace=False)
    Entry.objects.all().delete()
    Author.objects.all().delete()
    restore(tmp_path / "blog.tar.gz", replace=False)
    assert Entry.objects.count() == 1


def test_a_running_site_is_not_replaced(site, entry, tmp_path):
    backup(tmp_path / "blog.tar.gz")
    with locked(site / IN_USE, shared=True), pytest.raises(CommandError, match="The site is running. Stop it"):
        restore(tmp_path / "blog.tar.gz", replace=True)


def test_a_backup_while_somebody_publishes_is_of_one_instant(site, entry, tmp_path):
    command = [sys.executable, "-m", "tests.config.publisher", str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as publisher:
        assert publisher.stdout.readline() == b"at work\n"
        for number in range(5):
            backup(tmp_path / f"{number}.tar.gz")
        assert publisher.poll() is None
        publisher.kill()
    seen = [instant(tmp_path / f"{number}.tar.gz", tmp_path / str(number)) for number in range(5)]
    assert all(left == right <= pictures for left, right, pictures in seen)
    assert len({max(left) for left, _, _ in seen}) > 1


def instant(file: Path, folder: Path) -> tuple[set[int], set[int], set[int]]:
    """The left rows, the right rows and the pictures in a backup, each by its number."""
    folder.mkdir()
    backups.unpack(file, folder)
    database = sqlite3.connect(folder / "database.sqlite3")
    left, right = (
        {number for (number,) in database.execute("SELECT number FROM pairs WHERE side = ?", [side])}
        for side in ("left", "right")
    )
    database.close()
    return left, right, {int(path.name) for path in (folder / "media").iterdir() if path.name.isdigit()}


def test_a_disk_without_second_names_gets_copies(site, entry, tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError("no links here")

    monkeypatch.setattr(backups.os, "link", refuse)
    backup(tmp_path / "blog.tar.gz")
    assert "media/bowl.webp" in contents(tmp_path / "blog.tar.gz")


def test_an_unfinished_backup_never_bears_the_name(site, entry, tmp_path, monkeypatch):
    def breaks_off(folder, manifest, handle):
        handle.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "pack", breaks_off)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", str(tmp_path / "blog.tar.gz"))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert not (site / "last_backup").exists()


def test_an_existing_file_is_replaced_only_on_demand(site, entry, tmp_path):
    file = tmp_path / "blog.tar.gz"
    file.write_text("something dear")
    with pytest.raises(CommandError, match="--force"):
        call_command("backup", str(file))
    assert file.read_text() == "something dear"
    call_command("backup", str(file), "--force", stdout=io.StringIO())
    assert "manifest.json" in contents(file)


def test_a_missing_folder_or_file_is_said_in_a_sentence(site, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "blog.tar.gz"))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(tmp_path / "nowhere.tar.gz"))


def archive(file: Path, *members: tarfile.TarInfo, **manifest) -> Path:
    """A file that looks like a backup up to what the test puts into it."""
    fields = {"format": 1, "made_at": "2026-11-22", "engine": "sqlite", "counts": {}, "migrations": []} | manifest
    text = json.dumps(fields).encode()
    head = tarfile.TarInfo("manifest.json")
    head.size = len(text)
    with tarfile.open(file, "w:gz") as made:
        made.addfile(head, io.BytesIO(text))
        for member in members:
            made.addfile(member, io.BytesIO(b"x" * member.size))
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, 1 if kind == tarfile.REGTYPE else 0
    return info


@pytest.mark.parametrize(
    "odd",
    [
        member("../outside"),
        member("media/../../outside"),
        member("/etc/passwd"),
        member("blog.sqlite3"),
        member("static/base.css"),
        member("media/link", tarfile.SYMTYPE, "/etc/passwd"),
        member("media/link", tarfile.LNKTYPE, "secret_key"),
        member("media/pipe", tarfile.FIFOTYPE),
        member("media/device", tarfile.CHRTYPE),
    ],
    ids=lambda odd: f"{odd.name} {odd.type}",
)
def test_a_file_that_would_write_elsewhere_is_refused_whole(site, entry, tmp_path, odd):
    file = archive(tmp_path / "odd.tar.gz", member("media/fine.webp"), odd)
    with pytest.raises(CommandError, match="Nothing was restored"):
        restore(file, replace=True)
    assert Entry.objects.count() == 1 and not (tmp_path / "outside").exists()
    assert (site / "media" / "bowl.webp").exists() and not (site / "media" / "fine.webp").exists()


@pytest.mark.parametrize(
    "manifest, words",
    [
        ({"format": 2}, "format 2"),
        ({"engine": "postgresql"}, "DATABASE_URL"),
        ({"migrations": [["blog", "9999_from_the_future"]]}, "newer version"),
        ({"surprise": 1}, "can't be read"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_with_the_reason(site, entry, tmp_path, manifest, words):
    with pytest.raises(CommandError, match=words):
        restore(archive(tmp_path / "odd.tar.gz", **manifest), replace=True)
    assert Entry.objects.count() == 1


def test_a_file_that_is_no_backup_or_broke_off_is_refused(site, entry, tmp_path):
    whole = tmp_path / "blog.tar.gz"
    backup(whole)
    (tmp_path / "half.tar.gz").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (tmp_path / "words.tar.gz").write_text("This is no archive.")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as other:
        other.addfile(member("letters.txt"), io.BytesIO(b"x"))
    for name in ("half", "words", "other"):
        with pytest.raises(CommandError):
            restore(tmp_path / f"{name}.tar.gz", replace=True)
    assert Entry.objects.count() == 1


def test_a_damaged_database_is_refused_before_anything_is_moved(site, entry, tmp_path):
    whole, folder = tmp_path / "blog.tar.gz", tmp_path / "unpacked"
    backup(whole)
    folder.mkdir()
    manifest = backups.unpack(whole, folder)
    damaged = bytearray((folder / "database.sqlite3").read_bytes())
    damaged[8192:200_000] = b"\xff" * (200_000 - 8192)
    (folder / "database.sqlite3").write_bytes(damaged)
    with (tmp_path / "damaged.tar.gz").open("wb") as handle:
        backups.pack(folder, manifest, handle)
    with pytest.raises(CommandError, match="damaged"):
        restore(tmp_path / "damaged.tar.gz", replace=True)
    assert Entry.objects.count() == 1 and not list(site.glob("before-restore-*"))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgresql_is_dumped_and_loaded_by_its_own_programs(tmp_path, settings):
    settings.DATA_DIR = prepared(tmp_path / "site")
    factories.entry("Want Bone and Heart Health?", author=factories.author("Ada"))
    (settings.DATA_DIR / "media" / "bowl.webp").write_bytes(b"a picture")
    backup(tmp_path / "blog.tar.gz")
    Entry.objects.update(title="Changed since")
    (settings.DATA_DIR / "media" / "bowl.webp").unlink()
    restore(tmp_path / "blog.tar.gz", replace=True)
    assert Entry.objects.get().title == "Want Bone and Heart Health?"
    assert (settings.DATA_DIR / "media" / "bowl.webp").exists()
    assert list(settings.DATA_DIR.glob("before-restore-*/database.dump"))
