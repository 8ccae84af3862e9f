"""What stands before the site: kept pages without a question to the database, everything else passed on as it came."""

import gzip
import json
from datetime import timedelta
from threading import Barrier, Event, Thread
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from blog import page_cache
from blog.models import Blog
from blog.page_cache.front import Memory
from blog.page_cache.page import Page
from blog.page_cache.store import FOR_GOOD
from tests import factories

KINDS = [
    "/",
    "/archive/",
    "/feed/",
    "/feed/atom/",
    "/feed/json/",
    "/sitemap.xml",
    "/sitemap-entries.xml",
    "/robots.txt",
]


@pytest.fixture
def entry(reader):
    factories.blog()
    return factories.entry(tags=["bones"])


def test_a_page_is_rendered_once_and_then_sent_without_a_question(reader, entry, django_assert_num_queries):
    first = reader.get(f"/{entry.path}")
    assert first.status == 200
    with django_assert_num_queries(0):
        second = reader.get(f"/{entry.path}")
    assert reader.renders == [f"/{entry.path}"]
    assert second.body == first.body and "Bone and Heart" in first.body.decode()


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_is_kept(reader, entry, path):
    assert reader.get(path).status == 200
    assert reader.is_kept(path)


def test_a_kept_page_is_what_the_site_itself_answers(reader, entry):
    for path in [*KINDS, f"/{entry.path}", "/tag/bones/", f"/author/{entry.author.slug}/"]:
        plain = Client().get(path, headers={"host": "127.0.0.1"})
        for answer in (reader.get(path), reader.get(path)):
            assert answer.body == plain.content
            own = {"Content-Length", "ETag", "Vary", "Last-Modified"}
            sent = {name: value for name, value in answer.headers.items() if name not in own}
            assert sent == {name: value for name, value in plain.headers.items() if name not in own}


def test_a_page_is_kept_in_every_encoding(reader, entry):
    plain = reader.get("/").body
    packed = reader.get("/", accept_encoding="gzip")
    assert gzip.decompress(packed.body) == plain and packed.headers["Content-Encoding"] == "gzip"
    assert reader.get("/", accept_encoding="br").headers["Content-Encoding"] == "br"
    assert reader.renders == ["/"]


def test_head_is_answered_like_get_without_the_text(reader, entry):
    head, get = reader.get("/", method="HEAD"), reader.get("/")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.body))
    assert reader.renders == ["/"]


def test_who_has_the_page_already_is_told_so(reader, entry):
    page = reader.get("/", accept_encoding="gzip")
    again = reader.get("/", accept_encoding="gzip", if_none_match=page.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == page.headers[name]
    assert "Content-Length" not in again.headers and "Content-Encoding" not in again.headers
    assert reader.get("/", if_none_match='"another"').status == 200


def test_what_a_browser_sends_along_changes_nothing(reader, entry):
    plain = reader.get("/")
    signed_in = reader.get("/", cookie="session=abc; csrf=def", authorization="Bearer x", accept_language="de")
    assert signed_in.body == plain.body and "Set-Cookie" not in signed_in.headers
    assert reader.renders == ["/"]


@pytest.mark.parametrize("question", ["utm_source=mail", "fbclid=1&x=%00", "=", "&&&", "Q=no", "amp;p=1"])
def test_words_of_a_question_that_no_page_reads_multiply_nothing(reader, entry, question):
    reader.get("/")
    assert reader.get(f"/?{question}").status == 200
    assert reader.renders == ["/"]


def test_an_unread_question_does_not_come_into_the_page(reader, entry):
    assert b"utm" not in reader.get("/?utm_source=mail").body
    assert reader.is_kept("/")


def test_a_question_that_a_page_reads_goes_past_what_is_kept(reader, entry):
    reader.get("/search/?q=vitamin")
    assert b"vitamin" in reader.get("/search/?q=vitamin").body
    assert reader.get("/?p=1").status == 404
    assert reader.renders == ["/search/", "/search/", "/"]


@pytest.mark.parametrize("path", ["/search/", "/no-such-page/", "/comments/note/", "/admin/login/", "/favicon.ico"])
def test_what_is_not_public_is_never_kept(reader, entry, path):
    reader.get(path)
    assert not reader.is_kept(path)


@pytest.mark.parametrize("path", ["/page/002/", "/0999/", "/0999/07/", "/tag/bones/page/02/"])
def test_what_has_no_end_is_not_kept(reader, entry, path):
    """Other ways to write a number, and years in which nothing was written."""
    Blog.objects.update(entries_per_page=1)
    factories.entry("Another", tags=["bones"])
    assert reader.get(path).status == 200
    assert not reader.is_kept(path)
    assert reader.is_kept("/page/2/") or reader.is_kept("/page/2/")


def test_years_and_months_with_entries_are_kept(reader, entry):
    for path in (f"/{entry.published_at:%Y}/", f"/{entry.published_at:%Y/%m}/"):
        assert reader.get(path).status == 200
        assert reader.is_kept(path)


def test_a_withdrawn_entry_is_not_kept(reader, entry):
    entry.withdraw("Wrong.")
    assert reader.get(f"/{entry.path}").status == 410
    assert not reader.is_kept(f"/{entry.path}")


def test_what_is_not_kept_passes_as_the_site_answers_it(reader, entry):
    packed = reader.get("/search/?q=vitamin", accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    missing = reader.get("/no-such-page/", accept_encoding="gzip")
    assert missing.status == 404 and b"vitamin" not in gzip.decompress(missing.body)
    assert reader.get("/", method="POST").status == 405
    assert reader.get("/%ff/".replace("%ff", "\u00ff")).status == 404


def test_a_host_that_is_not_ours_is_refused_whatever_is_kept(reader, entry):
    assert reader.get("/").status == 200
    assert reader.get("/", host="elsewhere.example").status == 400
    assert reader.get("/", host="localhost:8000").status == 200
    assert reader.renders == ["/", "/"]


def test_where_https_is_asked_for_plain_http_is_led_there(reader, entry, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secured = type(reader)()
    assert secured.get("/", x_forwarded_proto="https").status == 200
    assert secured.get("/", x_forwarded_proto="https").status == 200
    assert secured.get("/").status == 301
    assert secured.renders == ["/", "/"]


def test_names_in_other_scripts_are_kept_too(reader):
    factories.blog()
    entry = factories.entry("Knochen & Größe", slug="größe")
    assert reader.get(f"/{entry.path}").status == 200
    assert reader.is_kept(f"/{entry.path}")
    assert quote("größe") in entry.get_absolute_url()


def test_a_page_goes_by_itself_when_its_time_has_come(reader, entry):
    reader.get("/")
    [sidecar] = reader.front.store.kept.glob("index.page")
    assert json.loads(sidecar.read_text())["fresh_until"] < FOR_GOOD  # its discussion closes one day
    factories.entry("Later", days_old=-1 / 86_400_000)  # a millisecond ahead
    reader.get("/")
    until = timezone.now() + timedelta(seconds=20)
    while b"Later" not in reader.get("/").body:
        assert timezone.now() < until


def test_a_page_of_another_process_is_found_and_its_end_is_noticed(reader, entry):
    other = type(reader)()
    reader.get("/")
    assert other.get("/").body == reader.get("/").body
    assert other.renders == []
    entry.title = "Another title"
    entry.save()
    assert b"Another title" in other.get("/").body
    assert b"Another title" in reader.get("/").body
    assert reader.renders == ["/"] and other.renders == ["/"]


def test_what_is_rendered_while_somebody_changes_it_is_sent_and_not_kept(reader, entry):
    changed, go_on = Event(), Event()

    def change():
        with transaction.atomic():
            entry.title = "Another title"
            entry.save()
            changed.set()
            go_on.wait(20)
        connection.close()

    if connection.vendor == "sqlite":
        connection.close()
    author = Thread(target=change)
    author.start()
    assert changed.wait(20)
    assert b"Another title" not in reader.get("/").body
    assert not reader.is_kept("/")
    go_on.set()
    author.join()
    assert b"Another title" in reader.get("/").body
    assert reader.is_kept("/")


def test_who_waits_for_a_page_gets_the_one_that_is_rendered(reader, entry):
    asked, go_on, answers = Event(), Event(), []
    site = reader.site

    def slowly(environ, start_response):
        asked.set()
        go_on.wait(20)
        return site(environ, start_response)

    reader.site = slowly
    other = type(reader)()  # another process, as far as locks know
    others_site, other.site = other.site, lambda *request: pytest.fail("rendered twice") or others_site(*request)

    def read(one):
        answers.append(one.get("/").body)
        connection.close()

    first = Thread(target=read, args=[reader])
    first.start()
    assert asked.wait(20)
    waiting = [Thread(target=read, args=[one]) for one in [reader] * 6 + [other] * 6]
    for thread in waiting:
        thread.start()
    go_on.set()
    for thread in [first, *waiting]:
        thread.join(20)
    assert len(answers) == 13 and len(set(answers)) == 1
    assert reader.renders == ["/"] and other.renders == []


def test_nobody_queues_for_a_page_that_cannot_be_kept(reader, entry):
    mark = reader.front.store.begin(["site"])
    together, site = Barrier(4), reader.site

    def meeting(environ, start_response):
        if len(reader.renders) > 1:
            together.wait(20)  # only passed when the others render at the same time
        return site(environ, start_response)

    asked, go_on = Event(), Event()

    def first(environ, start_response):
        asked.set()
        go_on.wait(20)
        reader.site = meeting
        return site(environ, start_response)

    reader.site = first

    def read():
        assert reader.get("/").status == 200
        connection.close()

    threads = [Thread(target=read) for _ in range(5)]
    threads[0].start()
    assert asked.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(reader.front.renders) < 1:
        pass
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert not together.broken
    reader.front.store.release(mark)


def test_a_failure_lets_the_next_one_try(reader, entry):
    site = reader.site

    def broken(environ, start_response):
        reader.site = site
        raise OSError("gone")

    reader.site = broken
    with pytest.raises(OSError):
        reader.get("/")
    assert reader.get("/").status == 200
    assert reader.front.renders == {}


def test_memory_is_bounded_and_what_came_first_goes_first(monkeypatch):
    monkeypatch.setattr("blog.page_cache.front.MOST_BYTES", 2500)
    memory = Memory()
    for name in ("/one/", "/two/", "/three/"):
        memory.keep(name, Page.rendered([], b"x" * 1000, None, 0.0))
    assert list(memory.pages) == ["/two/", "/three/"] and memory.bytes == 2000
    memory.keep("/two/", Page.rendered([], b"x" * 500, None, 0.0))
    memory.forget("/three/")
    memory.forget("/three/")
    assert list(memory.pages) == ["/two/"] and memory.bytes == 500


def test_outside_of_a_kept_rendering_nothing_is_noted():
    page_cache.shows("entry 1")
    page_cache.until(timezone.now())
