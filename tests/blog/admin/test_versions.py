"""Earlier words of an entry."""

import pytest
from django.contrib.auth.models import Permission

from blog.models import Addendum, Revision
from tests import factories
from tests.blog.admin.forms import filled, told


def page_of(entry, name: str = "change") -> str:
    return f"/admin/blog/entry/{entry.pk}/{name}/"


def versions_of(entry) -> str:
    return page_of(entry, "versions")


def version_of(version) -> str:
    return f"/admin/blog/entry/{version.entry_id}/versions/{version.pk}/"


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


def test_earlier_words_are_listed_compared_in_words_and_put_back(desk, entry, author):
    write(desk, entry, title="Better", source="<p>Two <em>new</em> words.</p>")
    first = entry.revisions.get(source="<p>One.</p>")
    assert version_of(first) in desk.get(versions_of(entry)).content.decode()
    page = desk.get(version_of(first)).content.decode()
    assert "One.</ins>" in page and "<em>" not in page.split("difference")[1]
    path = entry.path
    answer = desk.post(version_of(first), follow=True)
    entry.refresh_from_db()
    assert (entry.source, entry.body_html, entry.path) == ("<p>One.</p>", "<p>One.</p>", path)
    assert told(answer)[0].startswith("The words of ")
    assert kept(entry)[-1] == "<p>One.</p>"


def test_a_version_is_compared_with_the_one_before_it(desk, entry):
    write(desk, entry, source="<p>Two.</p>")
    write(desk, entry, source="<p>Three.</p>")
    second = entry.revisions.get(source="<p>Two.</p>")
    page = desk.get(version_of(second), {"with": "before"}).content.decode()
    assert "One.</del>" in page and "Two.</ins>" in page and "Three" not in page


def test_addenda_come_back_with_the_words_they_stood_under(desk, entry):
    addendum = Addendum.objects.create(entry=entry, source="<p>More.</p>", noted_on="2013-06-26", sources="A book")
    write(desk, entry, source="<p>Two.</p>")
    before = entry.revisions.get(source="<p>One.</p>")
    anchor, created_at = addendum.anchor, addendum.created_at
    addendum.delete()
    later = Addendum.objects.create(entry=entry, source="<p>Later.</p>")
    desk.post(version_of(before))
    [back] = entry.addenda.all()
    assert (back.anchor, back.created_at, back.sources) == (anchor, created_at, "A book")
    assert (back.body_html, str(back.noted_on)) == ("<p>More.</p>", "2013-06-26")
    entry.refresh_from_db()
    assert entry.added_to_at == created_at
    assert not Addendum.objects.filter(pk=later.pk).exists()


def test_a_changed_addendum_is_a_version_too(desk, entry):
    Addendum.objects.create(entry=entry, source="<p>More.</p>")
    write(desk, entry, **{"addenda-0-source": "<p>Much more.</p>"})
    newest = entry.revisions.first()
    assert [state["source"] for state in newest.addenda] == ["<p>Much more.</p>"]


def test_words_of_another_entry_are_not_put_here(desk, entry):
    other = factories.entry(source="<p>Other.</p>")
    write(desk, other, source="<p>Changed.</p>")
    foreign = other.revisions.first()
    assert desk.post(f"/admin/blog/entry/{entry.pk}/versions/{foreign.pk}/").status_code == 404


def test_who_may_only_look_sees_no_earlier_versions(client, entry):
    guest = factories.author("Guest")
    guest.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(guest)
    assert client.get(page_of(entry, "versions")).status_code == 403
