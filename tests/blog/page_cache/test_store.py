"""The folder of kept pages: which paths may lie there, what goes when a thing is touched, and what is left behind."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.page_cache import store as store_module
from blog.page_cache.page import Page
from blog.page_cache.rendering import Render
from blog.page_cache.store import FOR_GOOD, Place, Store, append, lines
from tests.reading import kept_files


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "pages")


def keep(store, path="/an-entry/", *things, position=None, fresh_until=FOR_GOOD, text=b"words " * 50) -> bool:
    page = Page.rendered([("Content-Type", "text/html; charset=utf-8")], text, None, time.time())
    page.fresh_until = fresh_until
    page.compress("gzip", "br")
    render = Render(store.position() if position is None else position)
    render.things |= set(things)
    return store.keep(Place.of(path), page, render)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index"),
        ("/an-entry/", "an-entry/index"),
        ("/2012/07/an-entry/", "2012/07/an-entry/index"),
        ("/robots.txt", "robots.txt/file"),
        ("/stra\u00c3\u009fe/", "stra\u00dfe/index"),
    ],
)
def test_a_page_lies_at_its_own_path(path, file):
    assert str(Place.of(path)) == file


@pytest.mark.parametrize(
    "path",
    [
        "",
        "an-entry/",
        "//an-entry/",
        "/a//b/",
        "/../secret_key/",
        "/a/../b/",
        "/./",
        "/a\0/",
        "/a\n/",
        "/\u00ff/",
        "/" + "a" * 201 + "/",
        "/" + "a/" * 600,
        "/index.html/",
        "/a/file.txt",
    ],
)
def test_an_odd_path_has_no_place(path):
    assert Place.of(path) is None


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_no_path_leads_out_of_the_folder(path):
    place = Place.of(f"/{path}")
    if place:
        file = Path("/pages/kept", place.folder, place.name)
        assert file.is_relative_to("/pages/kept") and ".." not in file.parts
        assert "\n" not in str(place)


def test_the_files_of_a_page_are_ready_to_be_sent_by_others(store):
    assert keep(store)
    names = {file.rsplit("/", 1)[1] for file in kept_files(store.folder)}
    assert names == {"index.html", "index.html.gz", "index.html.br", "index.page"}
    stamps = {file.stat().st_mtime for file in store.kept.rglob("index.html*")}
    assert len(stamps) == 1  # of the content, so that a front server's ETag changes with the text alone
    assert (store.kept / "an-entry").stat().st_mode & 0o055 == 0o055


def test_what_shows_a_thing_goes_when_it_is_touched_and_nothing_else_does(store):
    keep(store, "/one/", "entry 1", "discussion 1")
    keep(store, "/two/", "entry 2")
    store.touch(["discussion 1"])
    assert {file.split("/")[1] for file in kept_files(store.folder)} == {"two"}
    store.touch(["site"])
    assert kept_files(store.folder) == set()
    assert keep(store, "/two/", "entry 2")


def test_what_was_touched_since_its_rendering_began_is_not_kept(store):
    position = store.position()
    store.touch(["entry 1"])
    assert not keep(store, "/one/", "entry 1", position=position)
    assert keep(store, "/two/", "entry 2", position=position)
    store.touch(["site"])
    assert not keep(store, "/two/", "entry 2", position=position)


def test_while_a_thing_is_being_changed_pages_that_show_it_are_not_kept(store):
    mark = store.begin(["entry 1"])
    assert not keep(store, "/one/", "entry 1")
    assert keep(store, "/two/", "entry 2")
    position = store.position()
    store.release(mark)
    assert not keep(store, "/one/", "entry 1", position=position)
    assert keep(store, "/one/", "entry 1")


def test_the_mark_of_a_living_process_stays_and_that_of_a_dead_one_is_found(store):
    mark = store.begin(["entry 1"])
    assert store.marks_of_the_dead() == []
    store.release(mark)
    died = "import os, sys; from pathlib import Path; from blog.page_cache.store import Store;"
    died += "mark = Store(Path(sys.argv[1])).begin(['entry 2']); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", died, store.folder])
    assert not keep(store, "/two/", "entry 2")
    position = store.position()
    [left] = store.marks_of_the_dead()
    assert left.things() == {"entry 2"}
    store.release(left)
    assert not keep(store, "/two/", "entry 2", position=position)
    assert keep(store, "/two/", "entry 2")


def test_a_page_goes_when_its_time_has_come(store):
    keep(store, "/soon/", fresh_until=1000.4)
    keep(store, "/later/", fresh_until=2000.0)
    store.expire_due(1000.9)
    assert len(kept_files(store.folder)) == 8
    store.expire_due(1001.4)
    assert {file.split("/")[1] for file in kept_files(store.folder)} == {"later"}


def test_what_is_thrown_away_is_deleted_later(store):
    keep(store)
    store.touch(["site"])
    assert list(store.thrown.iterdir())
    store.delete_thrown()
    assert list(store.thrown.iterdir()) == []


def test_where_nothing_is_kept_nothing_is_thrown_away(store):
    for _ in range(3):
        store.touch(["site"])
    assert list(store.thrown.iterdir()) == []


def test_a_list_of_pages_does_not_grow_with_every_rendering(tmp_path):
    listing = tmp_path / "shown"
    for number in range(20_000):
        append(listing, f"kept/an-entry-{number % 7}/index.html")
    assert listing.stat().st_size < 4 * store_module.LONG_LIST
    assert len(set(lines(listing))) == 7


def test_a_page_that_cannot_be_written_is_not_kept_and_no_trouble(store, tmp_path):
    keep(store, "/one/")
    (store.kept / "two").write_text("where the folder should be")
    assert not keep(store, "/two/")
    assert list(store.fresh.iterdir()) == []
