"""Kept fragments are never older than the values they are made of."""

from threading import Thread

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from blog import asked
from blog.kept import Kept, weight
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


def test_a_fragment_is_written_in_the_zone_in_force():
    template = Template("{% load blog %}{% kept moment %}{{ moment|machine }}{% endkept %}")
    moment = timezone.now()
    with timezone.override("America/Los_Angeles"):
        there = template.render(Context({"moment": moment}))
    with timezone.override("Europe/Berlin"):
        assert template.render(Context({"moment": moment})) != there


def test_words_to_be_escaped_are_not_the_same_as_words_that_are():
    template = Template("{% load blog %}{% kept word %}{{ word }}{% endkept %}")
    assert template.render(Context({"word": mark_safe("<b>")})) == "<b>"
    assert template.render(Context({"word": "<b>"})) == "&lt;b&gt;"


def test_a_block_may_be_anothers_so_it_is_never_kept():
    with pytest.raises(TemplateSyntaxError, match="keep it apart"):
        Template("{% load blog %}{% kept 1 %}{% if 1 %}{% block name %}{% endblock %}{% endif %}{% endkept %}")


def test_texts_take_no_more_memory_than_they_may():
    kept = Kept(100_000)
    for number in range(1_000):
        kept.of(("text", number), lambda: "x" * 1_000)
        held = [*kept.lately.items(), *kept.before.items()]
        assert sum(weight(values) + weight(text) for values, text in held) <= 100_000
    assert len(held) > 40


def test_what_is_asked_for_again_and_again_stays():
    kept, made = Kept(100_000), []
    for number in range(1_000):
        kept.of("often", lambda: made.append(1) or "asked for often")
        kept.of(("once", number), lambda: "x" * 1_000)
    assert len(made) == 1


def test_a_text_too_large_to_be_kept_is_made_each_time():
    kept, made = Kept(1_000), []
    for _ in range(2):
        assert kept.of("large", lambda: made.append(1) or "x" * 10_000) == "x" * 10_000
    assert len(made) == 2 and not kept.lately and not kept.before


def test_threads_that_keep_at_once_get_their_own_texts():
    kept, wrong = Kept(50_000), []

    def work(number: int):
        for turn in range(2_000):
            wanted = f"{number} {turn % 50}"
            if kept.of(wanted, lambda wanted=wanted: wanted * 20) != wanted * 20:
                wrong.append(wanted)

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_authors_own_view_of_a_page_shares_no_fragment_that_differs(client, desk, blog, entry):
    address = entry.get_absolute_url()
    public = page(client, address)
    twin = page(desk, f"/admin/blog/entry/{entry.pk}/page/")
    assert "Your own view of the page" in twin and "Your own view of the page" not in page(client, address)
    assert page(client, address) == public


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
