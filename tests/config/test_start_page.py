"""What the start page says about the site itself."""

import json
import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from blog.admin.start import Group
from blog.models import Author
from config.backup_record import NAME, BackupRecord, note_made, note_tried
from config.start import rows
from tests import factories


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def owner(blog, author):
    factories.entry(author=author)
    return author


def only_row(person):
    (row,) = rows(SimpleNamespace(user=person))
    return row


def made(hours_ago: float, size: int = 4_400_000) -> None:
    BackupRecord((timezone.now() - timedelta(hours=hours_ago)).isoformat(), size).save()


def test_a_young_backup_runs_quietly_with_age_and_size(owner):
    made(7)
    row = only_row(owner)
    assert (row.group, row.sentence) == (Group.QUIETLY, "Backup")
    words = row.detail.replace("\xa0", " ")
    assert words == "7 hours old, 4.2 MB. Never tested: manage.py restore FILE --test"
    note_tried()
    assert "Taken apart as a test on " in only_row(owner).detail


@pytest.mark.parametrize(("hours", "group"), [(25.9, Group.QUIETLY), (26.1, Group.WAITS), (50, Group.WAITS)])
def test_a_backup_older_than_26_hours_waits_for_the_owner(owner, hours, group):
    made(hours)
    assert only_row(owner).group == group
    assert (only_row(owner).sentence == "Make a backup") == (group == Group.WAITS)


def test_a_site_that_never_was_backed_up_asks_for_it_after_a_day(owner):
    assert rows(SimpleNamespace(user=owner)) == []
    Author.objects.update(date_joined=timezone.now() - timedelta(hours=27))
    assert (only_row(owner).group, only_row(owner).sentence) == (Group.WAITS, "Make a first backup")


def test_only_the_owner_is_told(owner):
    made(50)
    assert rows(SimpleNamespace(user=factories.author("Ann"))) == []


def test_the_empty_file_of_earlier_versions_is_read_by_its_date(owner, own_folder):
    (own_folder / NAME).touch()
    moment = (timezone.now() - timedelta(hours=30)).timestamp()
    os.utime(own_folder / NAME, (moment, moment))
    assert only_row(owner).group == Group.WAITS


def test_a_new_backup_keeps_when_one_was_tried(own_folder):
    note_made(10)
    note_tried()
    note_made(20)
    kept = json.loads((own_folder / NAME).read_text())
    assert kept["size"] == 20 and kept["tried_at"]
