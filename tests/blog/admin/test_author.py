"""Accounts in the admin."""

import pytest
from django.contrib.auth.models import Permission

from blog.models import Author
from tests import factories
from tests.blog.admin.forms import errors, filled

NEW = "/admin/blog/author/add/"


def page_of(person) -> str:
    return f"/admin/blog/author/{person.pk}/change/"


def test_a_new_author_has_to_choose_another_password_at_first_sign_in(desk, blog):
    words = {"username": "ada", "name": "Ada Lindqvist", "password1": "only for once 1", "password2": "only for once 1"}
    desk.post(NEW, filled(desk.get(NEW), "author_form", **words))
    ada = Author.objects.get(username="ada")
    assert (ada.slug, ada.must_change_password, ada.check_password("only for once 1")) == ("ada-lindqvist", True, True)


def test_a_byline_needs_no_password(desk, blog):
    desk.post(NEW, filled(desk.get(NEW), "author_form", username="ada", name="Ada", usable_password="false"))
    ada = Author.objects.get(username="ada")
    assert (ada.has_usable_password(), ada.must_change_password) == (False, False)


def test_name_address_and_biography_are_written_here(desk, blog, author):
    words = {"name": "Steven C.", "slug": "steven", "biography": "Writes on nutrition."}
    desk.post(page_of(author), filled(desk.get(page_of(author)), "author_form", **words))
    author.refresh_from_db()
    assert (author.name, author.slug, author.biography) == ("Steven C.", "steven", "Writes on nutrition.")


def test_an_address_belongs_to_one_author(desk, blog, author):
    ada = factories.author("Ada", slug="ada")
    assert "already exists" in errors(
        desk.post(page_of(author), filled(desk.get(page_of(author)), "author_form", slug=ada.slug))
    )


@pytest.mark.parametrize("power", ["is_superuser", "is_staff"])
def test_nobody_raises_himself(client, blog, power):
    helper = factories.author("Helper")
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="blog"))
    client.force_login(helper)
    other = factories.author("Other", is_staff=False)
    for person in (helper, other):
        before = getattr(person, power)
        client.post(page_of(person), filled(client.get(page_of(person)), "author_form", **{power: "on"}))
        person.refresh_from_db()
        assert getattr(person, power) is before


def test_groups_have_no_page(desk, blog):
    assert desk.get("/admin/auth/group/").status_code == 404


@pytest.mark.parametrize("place", ["change", "password", "delete"])
def test_nobody_but_an_owner_touches_an_owner(client, blog, author, place):
    helper = factories.author("Helper")
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="blog"))
    client.force_login(helper)
    assert client.post(f"/admin/blog/author/{author.pk}/{place}/", {"post": "yes"}).status_code == 403
