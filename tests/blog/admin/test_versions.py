"""Earlier words of an entry."""

import pytest
from django.contrib.auth.models import Permission

from blog.models import Revision
from tests import factories
from tests.blog.admin.forms import filled, told


def page_of(entry, name: str = "change") -> str:
    return f"/admin/blog/entry/{entry.pk}/{name}/"


def write(desk, entry, **changes):
    desk.post(page_of(entry), filled(desk.get(page_of(entry)), "entry_form", _save="1", **changes))


def kept(entry) -> list[str]:
    return list(entry.revisions.order_by("saved_at").values_list("source", flat=True))


@pytest.fixture
def entry(blog, author):
    return factories.entry(source="<p>One.</p>")


def test_the_first_change_keeps_the_words_before_it_too(desk, entry):
    write(desk, entry, source="<p>Two.</p>")
    write(desk, entry, source="<p>Three.</p>")
    assert kept(entry) == ["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"]


def test_a_save_that_changes_no_words_keeps_nothing(desk, entry):
    write(desk, entry, tags="bones")
    assert not Revision.objects.exists()


def test_a_new_entry_is_its_own_first_version(desk, blog, author):
    page = desk.get("/admin/blog/entry/add/")
    desk.post("/admin/blog/entry/add/", filled(page, "entry_form", title="New", source="<p>One.</p>", _save="1"))
    assert [version.source for version in Revision.objects.all()] == ["<p>One.</p>"]


def test_earlier_words_are_listed_and_put_back(desk, entry, author):
    write(desk, entry, title="Better", source="<p>Two.</p>")
    page = desk.get(page_of(entry, "versions"))
    assert "&lt;p&gt;One.&lt;/p&gt;" in page.content.decode()
    first = entry.revisions.get(source="<p>One.</p>")
    answer = desk.post(page_of(entry, "versions"), {"version": first.pk}, follow=True)
    path = entry.path
    entry.refresh_from_db()
    assert (entry.source, entry.body_html, entry.path) == ("<p>One.</p>", "<p>One.</p>", path)
    assert told(answer)[0].startswith("The words of ")
    assert kept(entry)[-1] == "<p>One.</p>"


def test_words_of_another_entry_are_not_put_here(desk, entry):
    other = factories.entry(source="<p>Other.</p>")
    write(desk, other, source="<p>Changed.</p>")
    assert desk.post(page_of(entry, "versions"), {"version": other.revisions.first().pk}).status_code == 404


def test_who_may_only_look_sees_no_earlier_versions(client, entry):
    guest = factories.author("Guest")
    guest.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(guest)
    assert client.get(page_of(entry, "versions")).status_code == 403
