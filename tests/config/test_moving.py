"""An old blog handed in on the author's side: looked at without writing, brought in when wanted, by one worker."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from blog.models import Author, Blog, Entry, ImportedRecord, Move
from comments.models import Comment
from config import moving
from tests.blog.importers.wxr import comment, item, wxr

TABLES = (Entry, Comment, Author, ImportedRecord, Blog)
EXPORT = wxr(item(comment(101), comment(102, parent=101)), item(wp__post_id="13", wp__post_type="nav_menu_item"))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def handed_in(content: str = EXPORT, **fields) -> Move:
    move = Move.of(SimpleUploadedFile("old.xml", content.encode()), None)
    for name, value in fields.items():
        setattr(move, name, value)
    move.save()
    return move


def looked_at(content: str = EXPORT) -> Move:
    move = handed_in(content)
    moving.go(move)
    move.refresh_from_db()
    return move


@pytest.fixture
def owner(db):
    return Author.objects.create(username="owner", name="Steve C.", is_superuser=True)


def test_a_look_writes_nothing_and_says_what_would_come(blog, owner):
    before = [model.objects.count() for model in TABLES]
    move = looked_at()
    assert move.is_found and [model.objects.count() for model in TABLES] == before
    assert [row["what"] for row in move.report["taken"]] == ["1 author", "1 post", "2 comments"]
    assert [row["what"] for row in move.report["skipped"]] == ["1 menu item"]
    assert move.report["authors"] == [{"login": "steve", "name": "Steven Carney", "username": ""}]
    assert move.path.exists()


def test_what_is_wanted_comes_in_under_the_chosen_account_and_the_file_goes(blog, owner):
    move = looked_at()
    assert move.want({"steve": "owner"})
    move.refresh_from_db()
    moving.go(move)
    move.refresh_from_db()
    assert move.is_done and not move.path.exists()
    entry = Entry.objects.get()
    assert entry.author == owner and entry.discussion.approved_count == 2
    assert [row["what"] for row in move.report["taken"]][1:3] == ["1 post", "2 comments"]


def test_what_was_cut_short_goes_on_and_adds_nothing_twice(blog, owner, monkeypatch):
    content = wxr(*(item(comment(number), wp__post_id=str(number), wp__post_name=f"e{number}") for number in range(9)))
    move = looked_at(content)
    move.want({})
    move.refresh_from_db()

    class Killed(BaseException):
        pass

    def die(self, done, items):
        if done == 5:
            raise Killed

    monkeypatch.setattr(Move, "say", die)
    monkeypatch.setattr(moving, "SECONDS_BETWEEN_SIGNS", -1)
    with pytest.raises(Killed):
        moving.go(move)
    assert 0 < Entry.objects.count() < 9
    monkeypatch.undo()
    moving.go(move)
    move.refresh_from_db()
    assert move.is_done and Entry.objects.count() == 9 and Comment.objects.count() == 9


def test_one_worker_has_it_until_it_falls_silent(blog):
    move = handed_in()
    moment = timezone.now()
    assert move.take(moment) and not move.take(moment)
    assert not Move.objects.due(moment).exists()
    assert move.take(moment + timedelta(minutes=2))


def test_a_file_that_is_elsewhere_is_left_to_the_worker_there(blog):
    move = handed_in()
    move.path.unlink()
    moving.Mover().move_due()
    move.refresh_from_db()
    assert move.is_new and move.leased_until is None


def test_an_account_that_is_gone_meanwhile_is_named(blog, owner):
    move = looked_at()
    move.want({"steve": "gone"})
    move.refresh_from_db()
    moving.go(move)
    move.refresh_from_db()
    assert move.stage == Move.Stage.FAILED and "“gone”" in move.trouble and move.path.exists()


def test_a_database_that_refuses_is_told_and_may_be_tried_again(blog, owner, monkeypatch):
    move = looked_at()
    move.want({})
    move.refresh_from_db()

    def full(self):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(moving.Import, "go", full)
    moving.go(move)
    move.refresh_from_db()
    assert move.stage == Move.Stage.FAILED and "disk is full" in move.trouble
    monkeypatch.undo()
    assert move.want(move.usernames)
    move.refresh_from_db()
    moving.go(move)
    assert Entry.objects.count() == 1


def test_a_damaged_file_says_so_before_anything_is_written(blog, owner):
    move = looked_at(EXPORT[:-40].replace("</channel>", "<channel"))
    assert move.is_found and "stops being XML at line" in move.report["broken"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_it_up_by_itself():
    Blog.load().save()
    move = handed_in()
    mover = moving.Mover()
    mover.move_due()
    mover.thread.join(20)
    move.refresh_from_db()
    assert move.is_found
