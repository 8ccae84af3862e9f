"""Tags in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from blog.models import OldAddress
from tests import factories
from tests.blog.admin.forms import filled

LIST = "/admin/taggit/tag/"


def test_the_list_says_how_many_entries_each_tag_has(desk, blog, author):
    factories.entry(tags=["bones"])
    factories.entry(tags=["bones", "heart"])
    counts = {tag.name: tag.entry_count for tag in desk.get(LIST).context["cl"].result_list}
    assert counts == {"bones": 2, "heart": 1}


def test_a_tag_s_page_shows_the_tag_and_not_each_use_of_it(desk, blog, author):
    factories.entry(tags=["bones"])
    page = desk.get(f"{LIST}{Tag.objects.get().pk}/change/")
    assert not page.context["inline_admin_formsets"]


def test_more_tags_ask_no_more_queries(desk, blog, author):
    def queries(name: str) -> int:
        factories.entry(tags=[f"{name} {number}" for number in range(5)])
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    desk.get(LIST)
    assert queries("one") == queries("two")


def test_a_new_address_of_a_tag_leaves_the_old_one_behind(desk, blog, author):
    factories.entry(tags=["bones"])
    tag = Tag.objects.get()
    page = f"{LIST}{tag.pk}/change/"
    desk.post(page, filled(desk.get(page), "tag_form", slug="skeleton"))
    assert [(old.path, old.tag) for old in OldAddress.objects.all()] == [("tag/bones/", tag)]
    desk.post(page, filled(desk.get(page), "tag_form", slug="bones"))
    assert [old.path for old in OldAddress.objects.all()] == ["tag/skeleton/"]


@pytest.mark.parametrize("slug", ["bones", "عظام"])
def test_whoever_reads_a_tag_at_its_old_address_is_led_on_with_one_step(client, desk, blog, author, slug):
    factories.entry(tags=["bones"])
    Tag.objects.update(slug=slug)
    page = f"{LIST}{Tag.objects.get().pk}/change/"
    desk.post(page, filled(desk.get(page), "tag_form", slug="skeleton"))
    for old, new in {"": "", "page/2/": "", "feed/": "feed/", "feed/atom/": "feed/atom/"}.items():
        answer = client.get(f"/tag/{slug}/{old}")
        assert (answer.status_code, answer["Location"]) == (301, f"/tag/skeleton/{new}")
    assert client.get("/tag/skeleton/feed/").status_code == 200


def test_an_empty_address_is_made_from_the_name(desk, blog):
    desk.post(f"{LIST}add/", {"name": "Vitamin K2", "slug": ""})
    tag = Tag.objects.get()
    assert tag.slug == "vitamin-k2"
    page = f"{LIST}{tag.pk}/change/"
    desk.post(page, filled(desk.get(page), "tag_form", name="Vitamin K", slug=""))
    tag.refresh_from_db()
    assert (tag.name, tag.slug, OldAddress.objects.count()) == ("Vitamin K", "vitamin-k2", 0)


def test_a_tag_of_signs_alone_has_an_address_too(client, blog):
    entry = factories.entry(tags=["<<", "%%", "bones"])
    assert {tag.slug for tag in entry.tags.all()} == {"tag", "tag-2", "bones"}
    assert client.get("/").status_code == client.get("/tag/tag-2/").status_code == 200
    entry.tags.set(["<<"])
    assert [tag.slug for tag in entry.tags.all()] == ["tag"]


def test_several_tags_become_one_and_their_addresses_lead_to_it(client, desk, blog, author):
    both, other = factories.entry(tags=["bones", "bone"]), factories.entry(tags=["bone", "heart"])
    third = factories.entry(tags=["skeleton"])
    OldAddress.objects.create(path="tag/ossa/", tag=Tag.objects.get(name="bone"))
    tags = Tag.objects.filter(name__in=["bones", "bone", "skeleton"])
    data = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}
    assert "Which name stays?" in desk.post(LIST, data).content.decode()
    assert Tag.objects.count() == 4
    desk.post(LIST, data | {"into": Tag.objects.get(name="bones").pk})
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["bones", "heart"]
    assert [sorted(entry.tags.names()) for entry in (both, other, third)] == [["bones"], ["bones", "heart"], ["bones"]]
    for path in ("/tag/bone/", "/tag/skeleton/", "/tag/ossa/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, "/tag/bones/"), path
    assert client.get("/tag/bones/").status_code == 200


def test_one_tag_alone_is_not_merged(desk, blog, author):
    factories.entry(tags=["bones"])
    answer = desk.post(LIST, {"action": "merge", "_selected_action": [Tag.objects.get().pk]}, follow=True)
    assert "Choose at least two tags." in answer.content.decode()


def test_the_entry_s_field_knows_the_tags_there_are(desk, blog, author):
    factories.entry(tags=["bones", 'a "b"'])
    factories.entry(tags=["bones"])
    page = desk.get("/admin/blog/entry/add/").content.decode()
    assert 'data-tags="[&quot;bones&quot;, &quot;a \\&quot;b\\&quot;&quot;]"' in page
