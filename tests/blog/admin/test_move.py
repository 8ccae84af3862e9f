"""Handing in an old blog: refused with a sentence when it is none, kept out of sight, written only when wanted."""

import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Author, Move
from tests import factories
from tests.blog.importers.wxr import item, wxr

MOVE = "/admin/blog/move/old-blog/"
FOUND = {
    "taken": [
        {"kind": "post", "what": "2 posts", "words": "2 published"},
        {"kind": "comment", "what": "30 comments", "words": "30 approved"},
    ],
    "known": [],
    "skipped": [
        {"what": "2 menu items", "words": "Menus stay.", "count": 12, "names": ["Home", "<b>About</b>"], "more": 2}
    ],
    "to_look_at": [{"words": "Has no title", "count": 1, "names": ["12"], "more": 0}],
    "broken": "",
    "authors": [{"login": "steve", "name": "Steve", "username": ""}],
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "imports"


def hand_in(desk, content: str | bytes = "", name: str = "old.xml"):
    content = content or wxr(item())
    data = content if isinstance(content, bytes) else content.encode()
    return desk.post(MOVE, {"do": "look", "file": SimpleUploadedFile(name, data)})


def found(**fields) -> Move:
    move = Move.of(SimpleUploadedFile("old.xml", wxr(item()).encode()), None)
    for name, value in ({"stage": Move.Stage.FOUND, "report": FOUND} | fields).items():
        setattr(move, name, value)
    move.save()
    return move


def test_a_file_is_kept_for_the_worker_where_nobody_else_reads_it(desk, folder):
    assert hand_in(desk, name="../../my blog.xml").status_code == 303
    move = Move.objects.get()
    assert move.called == "my blog.xml" and move.is_new
    assert move.path.parent == folder
    assert stat.S_IMODE(move.path.stat().st_mode) == 0o600
    page = desk.get(MOVE).content.decode()
    assert "Opening my blog.xml" in page and "Nothing is written." in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<!doctype html><title>Not found</title>", "This is a web page"),
        ("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "DOCTYPE"),
        (b"PK\x03\x04....", "Unpack it"),
        (b"\x1f\x8b broken", "is damaged"),
        ("hello", "not a WordPress export"),
    ],
)
def test_what_is_no_export_is_refused_at_once_and_not_kept(desk, folder, content, words):
    response = hand_in(desk, content)
    assert response.status_code == 422 and words in response.content.decode()
    assert not Move.objects.exists() and not list(folder.iterdir())


def test_nothing_chosen_is_said_kindly(desk):
    response = desk.post(MOVE, {"do": "look"})
    assert response.status_code == 422 and "Choose the file first." in response.content.decode()


def test_the_page_says_what_was_found_and_the_button_says_how_much(desk):
    found()
    page = desk.get(MOVE).content.decode()
    assert "Nothing has been written yet." in page
    assert "Bring in 2 posts and 30 comments" in page
    assert "2 menu items: Menus stay." in page and "&lt;b&gt;About&lt;/b&gt;" in page and "and 2 more" in page
    assert "Has no title: <bdi>12</bdi>" in page


def test_the_only_author_of_the_old_blog_is_whoever_hands_it_in(desk, author):
    move = found()
    page = desk.get(MOVE).content.decode()
    assert f'value="{author.username}" selected' in page
    desk.post(MOVE, {"do": "run", "account-0": author.username})
    move.refresh_from_db()
    assert move.is_wanted and move.usernames == {"steve": author.username}


def test_an_account_that_is_not_here_is_not_taken(desk):
    move = found()
    desk.post(MOVE, {"do": "run", "account-0": "nobody"})
    move.refresh_from_db()
    assert move.is_wanted and move.usernames == {}


def test_trying_again_keeps_what_was_chosen(desk):
    move = found(stage=Move.Stage.FAILED, trouble="The disk is full.", usernames={"steve": "ann"})
    assert "The disk is full." in desk.get(MOVE).content.decode()
    desk.post(MOVE, {"do": "run"})
    move.refresh_from_db()
    assert move.is_wanted and move.usernames == {"steve": "ann"} and not move.trouble


def test_leaving_it_removes_the_file_and_what_is_under_way_stays(desk):
    move = found(stage=Move.Stage.WANTED)
    desk.post(MOVE, {"do": "leave"})
    assert move.path.exists()
    Move.objects.update(stage=Move.Stage.FOUND)
    desk.post(MOVE, {"do": "leave"})
    assert not move.path.exists() and not Move.objects.exists()


def test_a_second_press_and_a_second_file_change_nothing(desk):
    move = found(stage=Move.Stage.WANTED, usernames={"steve": "ann"})
    page = desk.post(MOVE, {"do": "run"}, follow=True).content.decode()
    assert "Nothing was changed now." in page
    hand_in(desk)
    assert Move.objects.get().usernames == move.usernames


def test_only_who_owns_the_site_may(client, db):
    helper = factories.author("Ann", is_staff=True)
    client.force_login(helper)
    assert client.get(MOVE).status_code == 403
    assert client.get("/admin/blog/move/").status_code == 302
    assert hand_in(client).status_code == 403
    assert not Move.objects.exists() and Author.objects.count() == 1


def test_progress_is_shown_as_it_was_told(desk):
    move = found(stage=Move.Stage.WANTED)
    move.say(22, 38)
    page = desk.get(MOVE).content.decode()
    assert 'max="38" value="22"' in page and "22 of 38" in page


def test_a_stranger_may_not_send_as_much_as_an_export(client, db):
    response = client.post(MOVE, {"file": SimpleUploadedFile("old.xml", b"x" * 100_000)})
    assert response.status_code == 413 and response.content == b"Sign in before you send this."
