"""A save by somebody who was signed out meanwhile."""

import pytest
from django.test import Client

from blog.models import Entry, Revision
from tests import factories
from tests.blog.admin.forms import filled, told

NEW = "/admin/blog/entry/add/"
PASSWORD = "a long enough password"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def entry(blog, author):
    return factories.entry("Bones", source="<p>One.</p>")


def page_of(entry) -> str:
    return f"/admin/blog/entry/{entry.pk}/change/"


def sign_in(client, page, **changes):
    answers = {"username": changes.pop("username"), "password": changes.pop("password", PASSWORD)}
    return client.post("/admin/login/", filled(page, "login-form") | outside(page) | answers, follow=True)


def outside(page) -> dict:
    """The hidden fields that belong to the sign-in form and stand before it."""
    return {name: values for name, values in page.context["kept"]}


@pytest.mark.parametrize("button", ["_save", "_publish", ""])
def test_words_go_through_the_sign_in_and_come_back(client, entry, author, button):
    client.force_login(author)
    source = "<p>Zwei\n&amp; \"drei\" 'vier'</p>"
    data = filled(client.get(page_of(entry)), "entry_form", source=source, tags="a, b")
    client.logout()
    page = client.post(page_of(entry), data | ({button: "1"} if button else {}))
    assert page.status_code == 403
    assert "Your words are not lost" in page.content.decode()
    assert not Revision.objects.exists()
    wrong = sign_in(client, page, username=author.username, password="wrong")
    answer = sign_in(client, wrong, username=author.username)
    assert answer.redirect_chain[-1][0] == page_of(entry)
    assert "nothing was saved yet" in told(answer)[0]
    again = filled(answer, "entry_form")
    assert ("".join(again["source"]), "".join(again["tags"])) == (source, "a, b")
    entry.refresh_from_db()
    assert entry.source == "<p>One.</p>"
    client.post(page_of(entry), again | {"_save": "1"})
    entry.refresh_from_db()
    assert entry.source == source


def test_a_new_entry_comes_back_as_a_draft(client, blog, author):
    client.force_login(author)
    data = filled(client.get(NEW), "entry_form", title="On Zinc", source="<p>Zinc.</p>", _publish="1")
    client.logout()
    answer = sign_in(client, client.post(NEW, data), username=author.username)
    draft = Entry.objects.get()
    assert (draft.state, answer.redirect_chain[-1][0]) == ("draft", page_of(draft))
    assert "".join(filled(answer, "entry_form")["source"]) == "<p>Zinc.</p>"


def test_who_may_not_write_there_keeps_nothing(client, entry, author):
    client.force_login(author)
    data = filled(client.get(page_of(entry)), "entry_form", source="<p>Two.</p>")
    client.logout()
    guest = factories.author("Guest")
    answer = sign_in(client, client.post(page_of(entry), data), username=guest.username)
    assert "may not write there" in told(answer)[0]
    assert not Revision.objects.exists()


def test_a_page_that_was_open_while_somebody_signed_in_again_loses_nothing(entry, author):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    data = filled(strict.get(page_of(entry)), "entry_form", source="<p>Two.</p>", _save="1")
    data["csrfmiddlewaretoken"] = "x" * 64
    answer = strict.post(page_of(entry), data, headers=HERE, follow=True)
    assert "nothing was saved yet" in told(answer)[0]
    assert "".join(filled(answer, "entry_form")["source"]) == "<p>Two.</p>"
    entry.refresh_from_db()
    assert entry.source == "<p>One.</p>"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_what_another_site_sends_is_refused_as_ever(entry, author, headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    answer = strict.post(page_of(entry), {"source": "<p>Forged.</p>", "_save": "1"}, headers=headers)
    assert answer.status_code == 403
    assert "Forged" not in answer.content.decode()
    assert not Revision.objects.exists()


def test_words_sent_along_to_another_page_are_left(client, blog, author):
    answer = client.post(
        "/admin/login/",
        {"username": author.username, "password": PASSWORD, "next": "/admin/", "kept:source": "<p>x</p>"},
    )
    assert answer["Location"] == "/admin/"
    assert not Entry.objects.exists()
