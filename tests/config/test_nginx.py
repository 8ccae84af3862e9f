"""The nginx of deploy/nginx.conf in front of a running site: it sends kept pages by itself, as the site would."""

import gzip
import re
import shutil
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.headers import of_kept_pages
from tests.fronts import nginx
from tests.run import ROOT
from tests.services import found_nginx
from tests.sites import environment, site

OWN = {"date", "server", "connection", "transfer-encoding", "etag", "last-modified", "accept-ranges"}

pytestmark = pytest.mark.skipif(found_nginx() is None, reason="wants nginx (Debian: apt install nginx-light)")


@pytest.fixture(scope="module")
def fronted(tmp_path_factory):
    """(nginx's port, the site's own, the folder)"""
    folder = tmp_path_factory.mktemp("nginx")
    with site(folder / "data") as own, nginx(folder, folder / "data" / "pages", own) as port:
        in_site(folder, "from tests import factories; factories.entry('An entry', author=factories.author('Ada'))")
        yield port, own, folder


def in_site(folder: Path, code: str) -> None:
    """Runs code as a command of the site would."""
    script = f"import django; django.setup()\n{code}"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment(folder / "data", 1), check=True)


def fetch(port: int, path: str, method: str = "GET", **headers: str):
    talk = HTTPConnection("127.0.0.1", port, timeout=30)
    talk.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = talk.getresponse()
    answer.body = answer.read()
    talk.close()
    return answer


def is_from_nginx(answer) -> bool:
    """It alone makes a length out of the end of an ETag."""
    return bool(re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+"', answer.headers.get("ETag", "")))


PAGES = ["/", "/an-entry/", "/archive/", "/feed/", "/feed/atom/", "/feed/json/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_is_sent_by_nginx_as_the_site_would(fronted, path):
    port, own, _folder = fronted
    assert not is_from_nginx(fetch(own, path))
    for encoding in ("identity", "gzip"):
        here, there = fetch(port, path, Accept_Encoding=encoding), fetch(own, path, Accept_Encoding=encoding)
        assert is_from_nginx(here) and here.body == there.body
        alike = [{name.lower(): value for name, value in one.headers.items()} for one in (here, there)]
        assert [{name: one[name] for name in one.keys() - OWN} for one in alike][0] == {
            name: alike[1][name] for name in alike[1].keys() - OWN
        }
        assert "last-modified" not in alike[0]
        assert len(here.headers.keys()) == len(alike[0])


def test_what_the_include_says_is_what_every_kept_page_is_sent_with(fronted):
    port, own, folder = fronted
    for name, value in of_kept_pages().items():
        assert fetch(own, "/").headers[name] == value


def test_nginx_says_that_nothing_changed_until_something_did(fronted):
    port, _own, folder = fronted
    fetch(port, "/an-entry/")
    page = fetch(port, "/an-entry/", Accept_Encoding="gzip")
    assert "Vitamin K2" in gzip.decompress(page.body).decode()
    again = {"Accept_Encoding": "gzip", "If_None_Match": page.headers["ETag"]}
    assert fetch(port, "/an-entry/", **again).status == 304
    in_site(
        folder,
        "from blog.models import Entry; entry = Entry.objects.get(); entry.source = '<p>Vitamin K3.</p>'; entry.save()",
    )
    for _ in range(2):
        changed = fetch(port, "/an-entry/", **again)
        assert changed.status == 200 and "Vitamin K3" in gzip.decompress(changed.body).decode()


def test_questions_posts_and_what_is_not_kept_go_to_the_site(fronted):
    port, _own, _folder = fronted
    fetch(port, "/")
    assert not is_from_nginx(fetch(port, "/?p=7")) and fetch(port, "/?p=7").status == 404
    assert not is_from_nginx(fetch(port, "/search/?q=vitamin"))
    assert fetch(port, "/", method="POST").status == 405
    assert fetch(port, "/no-such-page/").status == 404
    assert fetch(port, "/../secret_key").status in {400, 404}
    assert fetch(port, "/lock").status == fetch(port, "/log").status == 404
    head = fetch(port, "/", method="HEAD")
    assert is_from_nginx(head) and head.body == b""


def test_a_picture_is_asked_of_the_site_once(fronted):
    port, own, folder = fronted
    file = folder / "data" / "media" / "pictures" / "leaf-9w.webp"
    file.parent.mkdir(exist_ok=True)
    assert fetch(port, "/media/pictures/leaf-9w.webp").status == 404
    file.write_bytes(b"a picture" * 100)
    here, there = (fetch(place, "/media/pictures/leaf-9w.webp") for place in (port, own))
    assert here.body == there.body == b"a picture" * 100
    for name in ("Cache-Control", "Content-Security-Policy", "Content-Type", "X-Content-Type-Options"):
        assert here.headers[name] == there.headers[name]
    file.unlink()
    assert fetch(own, "/media/pictures/leaf-9w.webp").status == 404
    assert fetch(port, "/media/pictures/leaf-9w.webp").body == here.body


def test_pages_for_other_headers_are_not_found_by_nginx(fronted):
    """After a start with another policy nginx has yet to be told of, its folder is not there any more."""
    port, _own, folder = fronted
    [kept] = [one for one in (folder / "data" / "pages").glob("kept-*") if any(one.iterdir())]
    fetch(port, "/")
    kept.rename(kept.with_name("kept-another"))
    try:
        assert not is_from_nginx(fetch(port, "/no-longer-kept/"))
        answer = fetch(port, "/")
        assert answer.status == 200 and not is_from_nginx(answer)
    finally:
        shutil.rmtree(kept, ignore_errors=True)
        kept.with_name("kept-another").rename(kept)
