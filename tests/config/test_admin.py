"""The admin site itself: its start page, and the first password."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.utils import timezone

from config.admin import greeting
from tests import factories
from tests.blog.admin.forms import told

CHANGE = "/admin/password_change/"


@pytest.fixture
def newcomer(client, blog):
    """Signed in for the first time, with a password that somebody else made."""
    person = factories.author("Newcomer", is_superuser=True, must_change_password=True)
    client.force_login(person)
    return person


def choose(client, new: str, old: str = "a long enough password"):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, data, follow=True)


# The start page


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "Good evening"), (5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_follows_the_hour_in_the_blog_s_zone(hour, words):
    moment = datetime(2012, 7, 5, hour, 30, tzinfo=UTC)
    assert greeting("Ada", moment) == f"{words}, Ada"
    with timezone.override("America/New_York"):
        assert greeting("Ada", moment.replace(hour=(hour + 4) % 24)) == f"{words}, Ada"


def test_the_start_page_greets_and_is_named_after_the_blog(desk, blog):
    page = desk.get("/admin/")
    assert page.context["title"].endswith(", Steven Carney")
    assert page.context["site_header"] == "End Sickness Now"


def test_a_list_with_nothing_in_it_is_left_out(desk, blog, entry):
    words = desk.get("/admin/").content.decode()
    assert "Nothing waits for you. Have a good day." in words
    assert "Waits for you" not in words
    assert "Happens by itself" not in words


def test_what_waits_stands_first(desk, blog, author):
    factories.entry("Later", days_old=-3)
    factories.entry("Idea", state="draft", published_at=None)
    words = desk.get("/admin/").content.decode()
    assert "Nothing waits" not in words
    assert words.index("Waits for you") < words.index("Happens by itself")


def test_everything_can_be_reached_from_the_start(desk, blog):
    words = desk.get("/admin/").content.decode()
    for model, its_admin in admin.site._registry.items():
        if its_admin.has_module_permission(desk.get("/admin/").wsgi_request):
            assert f"/admin/{model._meta.app_label}/{model._meta.model_name}/" in words


def test_a_row_s_text_is_never_markup(desk, blog, author):
    factories.entry("<script>alert(1)</script>", state="draft", published_at=None)
    words = desk.get("/admin/").content.decode()
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert" in words


# The first password


@pytest.mark.parametrize("path", ["/admin/", "/admin/blog/entry/", "/admin/blog/entry/add/", "/admin/blog/author/"])
def test_a_first_password_opens_no_page_but_the_one_that_changes_it(client, newcomer, path):
    assert client.get(path).url == CHANGE


def test_the_page_says_why_the_password_has_to_change(client, newcomer):
    assert "it was made for the first sign-in" in client.get(CHANGE).content.decode()


def test_a_password_of_one_s_own_opens_the_desk(client, newcomer):
    answer = choose(client, "a quite different password")
    newcomer.refresh_from_db()
    assert answer.redirect_chain[-1][0] == "/admin/"
    assert told(answer) == ["Your password was changed."]
    assert not newcomer.must_change_password


def test_the_first_password_can_not_be_kept(client, newcomer):
    answer = choose(client, "a long enough password")
    newcomer.refresh_from_db()
    assert newcomer.must_change_password
    assert "Choose a password other than the one you were given." in answer.content.decode()


def test_who_has_changed_it_is_not_asked_again(desk, blog):
    assert desk.get("/admin/").status_code == 200
    assert "it was made for the first sign-in" not in desk.get(CHANGE).content.decode()


def test_signing_out_does_not_wait_for_a_new_password(client, newcomer):
    assert client.post("/admin/logout/").status_code == 200
