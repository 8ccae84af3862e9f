"""What the editor asks while somebody writes."""

import json

import pytest
from django.contrib.auth.models import Permission

from blog.models import Entry
from tests import factories
from tests.blog.admin.forms import filled, told

BLOCKS = "/admin/blog/entry/editor/blocks/"
COMPARE = "/admin/blog/entry/editor/compare/"


def ask(desk, address: str, **question):
    return desk.post(address, json.dumps(question), content_type="application/json")


def test_a_source_comes_as_blocks(desk, blog):
    answer = ask(desk, BLOCKS, source="<p class=MsoNormal>One<o:p></o:p></p>\n<h3>Two</h3>")
    assert [block["html"] for block in answer.json()["blocks"]] == ["<p>One</p>", "<h2>Two</h2>"]


def test_a_text_that_is_too_much_is_refused_with_a_sentence(desk, blog):
    answer = ask(desk, BLOCKS, source="<b>" * 100)
    assert answer.status_code == 400
    assert "stand inside one another" in answer.json()["sentence"]


def test_blocks_that_come_back_otherwise_are_named_and_left_alone(desk, blog):
    source = "<p>One</p>\n<dl><dt>a</dt><dd>b</dd></dl>\n<p><em><b>Two</b></em></p>"
    back = ["<p>One</p>", "<p>a</p><p>b</p>", "<p><strong><em>Two</em></strong></p>"]
    assert ask(desk, COMPARE, source=source, blocks=back).json() == {"changed": [1], "same": True}


def test_blocks_of_another_text_are_no_answer(desk, blog):
    assert ask(desk, COMPARE, source="<p>One</p>", blocks=[]).status_code == 400
    assert desk.post(COMPARE, "no json", content_type="application/json").json() == {"changed": [], "same": True}


@pytest.mark.parametrize("address", [BLOCKS, COMPARE])
def test_strangers_and_readers_of_the_desk_are_refused(client, blog, address):
    assert client.post(address).status_code == 302
    reader = factories.author()
    reader.user_permissions.add(Permission.objects.get(codename="view_entry"))
    client.force_login(reader)
    assert client.post(address).status_code == 403
    assert client.get(address).status_code in (403, 405)


def test_the_field_says_where_to_ask(desk, blog, entry):
    page = desk.get(f"/admin/blog/entry/{entry.pk}/change/").content.decode()
    assert page.count(' data-editor=""') == 3, "the text, one for an addendum, and the pattern of more"
    assert f'data-blocks-address="{BLOCKS}"' in page
    assert '<script type="module" src="/static/js/editor.js"></script>' in page
    assert page.index("data-editor-parts") > page.index("</form>")


def test_saving_without_a_change_keeps_the_source_letter_by_letter(desk, blog):
    source = "Loose words\nand a line.\n\n<!--more-->\n<dl><dt>a<dd>b</dl>"
    entry = factories.entry(source=source)
    page = f"/admin/blog/entry/{entry.pk}/change/"
    assert told(desk.post(page, filled(desk.get(page), "entry_form", button="_save"), follow=True))
    assert Entry.objects.get(pk=entry.pk).source == source
