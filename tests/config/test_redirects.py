"""Nobody is sent to another site, whatever stands behind `next=` or in the address."""

from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
STARTS = [
    "//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "https://", "http://", "https:", "http:", "https:/", "HTTP://",
    "ftp://", "javascript:", "javascript://", "data:text/html,", "/%09/", "/\t/", "\t//", " //", "\x00//", "/%2f%2f",
    "%2f%2f", "/%5c", "//\u3002", "\u2215\u2215", "/\u2044\u2044", "//127.0.0.1@", "//127.0.0.1\\@", "https://127.0.0.1.",
    "//user:pw@", "//[::1].", "/..//", "/./\\", "?next=//", "#//", "\r\n//", "%0d%0aLocation: //", ".", "@", ":",
]  # fmt: skip
ENDS = ["evil.example", "evil.example/admin/", "evil.example%2f.."]
TARGETS = ["".join(pair) for pair in product(STARTS, ENDS)]
BASE = "http://testserver/admin/login/"


def leads_away(location: str) -> bool:
    """As a browser reads it: it drops control characters and takes a backslash for a slash."""
    read = "".join(letter for letter in location.strip() if letter not in "\t\r\n\x00").replace("\\", "/")
    there = urlsplit(urljoin(BASE, read))
    return there.netloc != "testserver" or there.scheme != "http"


def test_there_are_many_ways_to_try():
    assert len(TARGETS) >= 120


@pytest.mark.parametrize("start", STARTS)
def test_signing_in_and_out_leads_nowhere_else(client, blog, start):
    person = factories.author("Olga", username="olga", is_superuser=True)
    for end in ENDS:
        target = f"{start}{end}"
        words = {"username": "olga", "password": "a long enough password", "next": target}
        answers = [
            client.post("/admin/login/", words),
            client.post(f"/admin/login/?next={quote(target)}", words | {"next": ""}),
            client.get(f"/admin/login/?next={quote(target)}"),
            client.post("/admin/logout/", {"next": target}),
        ]
        client.force_login(person)
        answers.append(client.get(f"/admin/login/?next={quote(target)}"))
        client.logout()
        for response in answers:
            assert not leads_away(response.headers.get("Location", "/")), (target, response["Location"])
            assert "\r" not in response.headers.get("Location", "") and "\n" not in response.headers.get("Location", "")


@pytest.mark.parametrize("start", STARTS)
def test_no_address_of_the_site_leads_to_another_one(client, blog, entry, start):
    for end in ENDS:
        for path in (f"/{start}{end}", f"/{start}{end}/", f"/admin/{start}{end}", f"/{entry.path}{start}{end}"):
            response = client.get(quote(path, safe="/:@%?#\\"))
            assert not leads_away(response.headers.get("Location", "/")), (path, response["Location"])
            assert response.status_code < 500
