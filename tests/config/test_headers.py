"""The headers that every answer carries, whatever it answers; and whose name it answers to."""

import re

import pytest
from django.conf import settings as site_settings
from django.urls import reverse

from blog.models import Blog
from comments.models import DecisionLink
from tests import factories

# What, method, address, the status that shows that it is what it is called.
ANSWERS = {
    "home": ("get", "/", 200),
    "entry": ("get", "{entry}", 200),
    "search": ("get", "/search/?q=bones", 200),
    "feed": ("get", "/feed/", 200),
    "sitemap": ("get", "/sitemap.xml", 200),
    "robots": ("get", "/robots.txt", 200),
    "icon": ("get", "/favicon.ico", None),
    "style sheet": ("get", "/static/css/desk.css", 200),
    "picture": ("get", "/media/pictures/a.png", 200),
    "not found": ("get", "/nothing/here/", 404),
    "picture that is not there": ("get", "/media/pictures/b.png", 404),
    "withdrawn": ("get", "{withdrawn}", 410),
    "redirect": ("get", "/page/1/", 301),
    "wrong method": ("post", "/", 405),
    "refused comment": ("post", "{post}", 422),
    "comment from elsewhere": ("post", "{post}?", 403),
    "form": ("get", "{reply}", 200),
    "no such link": ("get", "/decide/1.x/", 404),
    "way to decide": ("get", "{decide}", 200),
    "bad host": ("get", "/?bad-host", 400),
    "mistake of ours": ("get", "/?mistake", 500),
    "admin's door": ("get", "/admin/login/", 200),
    "admin's way to the door": ("get", "/admin/", 302),
    "admin, not found": ("get", "/admin/nothing/", 302),
    "admin, form without its token": ("post", "/admin/login/?strict", 403),
    "admin's script": ("get", "/static/admin/js/theme.js", 200),
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def places(blog, entry, author, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"\x89PNG")
    said = factories.comment(entry)
    waits = factories.comment(entry, status="pending")
    gone = factories.entry("Gone")
    gone.withdraw("It was wrong.")
    return {
        "entry": entry.get_absolute_url(),
        "withdrawn": gone.get_absolute_url(),
        "post": reverse("comments:post", args=[entry.pk]),
        "reply": reverse("comments:reply", args=[entry.pk, said.anchor]),
        "decide": DecisionLink.objects.create(comment=waits, person=author, seen="x").get_absolute_url(),
    }


def ask(client, monkeypatch, places, what, secure=False):
    method, path, status = ANSWERS[what]
    more = {"HTTP_HOST": "evil.example"} if "bad-host" in path else {}
    if "mistake" in path:
        client.raise_request_exception = False
        monkeypatch.setattr(Blog, "load", lambda: 1 / 0)
    if "strict" in path:
        client.handler.enforce_csrf_checks = True
    if path.endswith("?"):
        more["HTTP_SEC_FETCH_SITE"] = "cross-site"
    response = getattr(client, method)(path.format(**places), secure=secure, **more)
    assert status is None or response.status_code == status, response.status_code
    return response


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts if name}


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_has_the_headers(client, monkeypatch, places, what):
    response = ask(client, monkeypatch, places, what)
    for name, value in ALWAYS.items():
        assert response[name] == value, name
    assert response["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}
    assert "camera=()" in response["Permissions-Policy"]
    policy = policy_of(response)
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy.get("script-src", "'self'") == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"] and "*" not in response["Content-Security-Policy"]
    assert not re.search(r"https?:|//", response["Content-Security-Policy"])


@pytest.mark.parametrize("what", ANSWERS)
def test_over_https_browsers_are_told_to_come_back_that_way(client, monkeypatch, places, settings, what):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert ask(client, monkeypatch, places, what, secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_a_file_that_was_handed_in_can_do_nothing_of_its_own(client, monkeypatch, places):
    response = ask(client, monkeypatch, places, "picture")
    policy = policy_of(response)
    assert "sandbox" in policy and policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert response["Content-Type"] == "image/png"


@pytest.mark.parametrize("what", ["form", "way to decide", "no such link", "admin's door", "search"])
def test_what_is_for_one_reader_is_kept_nowhere(client, monkeypatch, places, what):
    assert "no-store" in ask(client, monkeypatch, places, what)["Cache-Control"]


# Whose name it answers to

HOSTS = [
    "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example",
    "evil.example#127.0.0.1", "evil.example/127.0.0.1", "127.0.0.1, evil.example", "evil.example,127.0.0.1",
    "127.0.0.1:evil.example", "127.0.0.1:80@evil.example", "[::1].evil.example", "[evil.example]", "evil.example.",
    "EVIL.example", "evil.example\t127.0.0.1", "127.0.0.1 evil.example", "127.0.0.1\\evil.example", "evil.example?",
    "%65vil.example", "evil.example%00", "evіl.example".encode().decode("latin-1"), "x" * 300 + ".evil.example",
]  # fmt: skip
FORWARDED = [
    "HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_X_FORWARDED_SERVER", "HTTP_X_ORIGINAL_HOST", "HTTP_FORWARDED",
    "HTTP_X_REWRITE_URL", "HTTP_X_ORIGINAL_URL", "HTTP_X_FORWARDED_PREFIX", "HTTP_X_HTTP_HOST_OVERRIDE",
    "HTTP_X_FORWARDED_PORT", "HTTP_BASE_URL", "HTTP_X_FORWARDED_SCHEME",
]  # fmt: skip
PAGES = ["/", "{entry}", "/feed/", "/feed/atom/", "/feed/json/", "/sitemap.xml", "/robots.txt", "/search/?q=x",
         "/page/1/", "/nothing", "/admin/", "/admin/login/", "{reply}", "{decide}"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_no_other_name_is_answered(client, places, host):
    for page in PAGES:
        response = client.get(page.format(**places), HTTP_HOST=host)
        assert response.status_code == 400
        assert b"evil" not in response.content.lower()


@pytest.mark.parametrize("header", FORWARDED)
def test_no_header_says_what_the_site_is_called(client, places, header):
    for value in ("evil.example", "host=evil.example", "https://evil.example/", "8888"):
        for page in PAGES:
            response = client.get(page.format(**places), **{header: value})
            said = response.content + repr(list(response.headers.items())).encode()
            assert b"evil.example" not in said and b":8888" not in said, page


def test_what_is_kept_and_mailed_names_the_site_as_its_owner_does(client, places):
    for page in ("/feed/", "/sitemap.xml", "/robots.txt", "{entry}"):
        words = client.get(page.format(**places), HTTP_HOST="localhost").content.decode()
        assert "http://localhost" not in words and site_settings.SITE_URL in words
