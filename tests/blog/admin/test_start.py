"""What the start page says about the blog."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from blog.admin.start import Group, rows
from tests import factories


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def said(group: Group) -> list[str]:
    return [row.sentence for row in rows(None) if row.group == group]


def backup(folder, hours: float) -> None:
    file = folder / "last_backup"
    file.touch()
    moment = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(file, (moment, moment))


def test_an_empty_blog_leads_to_the_first_entry(blog):
    assert [(row.sentence, row.url) for row in rows(None)] == [("Write your first entry", "/admin/blog/entry/add/")]


def test_one_draft_leads_to_its_page_and_many_to_the_list(blog):
    draft = factories.entry("Idea", state="draft", published_at=None)
    first = rows(None)[0]
    assert (first.sentence, first.url) == ("Finish 1 draft", f"/admin/blog/entry/{draft.pk}/change/")
    factories.entry("Other", state="draft", published_at=None)
    first = rows(None)[0]
    assert (first.sentence, first.url) == ("Finish 2 drafts", "/admin/blog/entry/?state=draft")
    assert first.detail.startswith("“Other”, saved on ")


def test_what_goes_out_by_itself_is_told_with_its_moment(blog):
    factories.entry("Later", published_at=datetime(2099, 7, 6, 9, tzinfo=UTC))
    assert said(Group.BY_ITSELF) == ["1 entry goes out on July 6, 2099 at 9:00 AM"]
    factories.entry("Sooner", published_at=datetime(2099, 7, 5, 9, tzinfo=UTC))
    assert said(Group.BY_ITSELF) == ["2 entries go out, the first on July 5, 2099 at 9:00 AM"]


def test_nothing_is_said_where_nothing_is_to_say(blog):
    factories.entry()
    assert rows(None) == []


def test_a_young_backup_runs_quietly(blog, tmp_path):
    factories.entry()
    backup(tmp_path, 25)
    assert said(Group.QUIETLY) == ["Backup"]


def test_an_old_backup_waits_for_the_author(blog, tmp_path):
    factories.entry()
    backup(tmp_path, 27)
    assert said(Group.WAITS) == ["Make a backup"]
