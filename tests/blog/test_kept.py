"""Kept fragments are never older than the values they are made of."""

from django.template import Context, Template
from django.utils import translation

from blog import asked
from blog.models import SiteLink
from tests import factories


def page(client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_a_fragment_is_rendered_once_for_the_same_values_and_anew_for_others():
    template = Template("{% load blog %}{% kept name %}{{ name }}{{ other }}{% endkept %}")
    assert template.render(Context({"name": "a", "other": 1})) == "a1"
    assert template.render(Context({"name": "a", "other": 2})) == "a1"
    assert template.render(Context({"name": "b", "other": 2})) == "b2"


def test_a_fragment_speaks_the_language_in_force():
    template = Template("{% load blog i18n %}{% kept 1 %}{% translate 'Search' %}{% endkept %}")
    with translation.override("de"):
        german = template.render(Context())
    with translation.override("en"):
        assert template.render(Context()) == "Search" != german


def test_what_stands_on_every_page_changes_at_once(client, blog, author):
    entry = factories.entry("Bones", tags=["milk"])
    link = SiteLink.objects.create(blog=blog, place="navigation", label="Tea", address="/tea/")
    assert ">Bones</a>" in page(client, "/search/") and ">milk</a>" in page(client, "/search/")
    assert ">Tea</a>" in page(client)
    entry.title = "Hearts"
    entry.save()
    entry.tags.set(["cheese"])
    link.label = "Coffee"
    link.save()
    blog.title, blog.owner, blog.about = "Another name", author, "Other words"
    blog.save()
    text = page(client, "/search/")
    assert ">Bones</a>" not in text and ">Hearts</a>" in text
    assert ">milk</a>" not in text and ">cheese</a>" in text
    assert ">Tea</a>" not in text and ">Coffee</a>" in text
    assert "Another name" in text and f"Find {author.name}" in text and "Other words" in text


def test_a_row_of_a_list_changes_with_its_entry_author_and_comments(client, blog):
    entry = factories.entry("Bones")
    assert "No comments yet" in page(client)
    factories.comment(entry)
    assert "1 comment" in page(client)
    entry.author.name = "Somebody else"
    entry.author.save()
    assert "Somebody else" in page(client)


def test_the_place_in_the_menu_is_marked_on_its_own_page_alone(client, blog):
    assert page(client, "/archive/").count('aria-current="page"') == 1
    assert page(client, "/search/").count('aria-current="page"') == 1
    assert 'aria-current="page"' not in page(client, factories.entry().get_absolute_url())
    assert len(asked.recent()) == 1
