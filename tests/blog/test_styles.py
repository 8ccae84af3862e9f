"""The style sheet in the page, the owner's own behind it, the hash that lets it run; and the owner's own templates."""

import base64
import hashlib
import re
import shutil

import pytest
from django.template import engines

from blog.styles import joined


def test_owners_rules_come_last_and_as_written(tmp_path):
    own = tmp_path / "own.css"
    ours = joined(own)
    own.write_text('a::after { content: "  ;  }" }\r\n/* a comment */\n', encoding="utf-8")
    assert joined(own) == ours + '\na::after { content: "  ;  }" }\n/* a comment */'


def test_owners_file_cannot_end_the_element_it_stands_in(tmp_path):
    own = tmp_path / "own.css"
    own.write_bytes(b'a::after { content: "</style><script>" } \xff')
    assert "</style" not in joined(own)


def test_policy_names_the_hash_of_what_the_page_holds(client, blog):
    response = client.get("/")
    (style,) = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]


def test_layers_are_declared_in_their_order_and_nothing_is_lost(tmp_path):
    sheet = joined(tmp_path / "none.css")
    assert sheet.startswith("@layer reset,tokens,base,layout,components,print;")
    assert [name for name in re.findall(r"@layer (\w+)\{", sheet)] == sheet[7 : sheet.index(";")].split(",")
    assert sheet.count("{") == sheet.count("}")


@pytest.fixture
def owners_templates(settings):
    """The owner's folder, looked into anew."""
    folder = settings.DATA_DIR / "templates"
    (cached,) = engines["django"].engine.template_loaders
    (folder / "blog").mkdir(parents=True)
    cached.reset()
    yield folder
    shutil.rmtree(folder)
    cached.reset()


def test_owners_template_stands_in_for_ours(client, blog, entry, owners_templates):
    (owners_templates / "blog" / "withdrawn.html").write_text(
        "{% extends 'base.html' %}{% block main %}Gone.{% endblock %}"
    )
    entry.withdraw()
    page = client.get(entry.get_absolute_url()).content.decode()
    assert "Gone." in page and blog.title in page and "This entry was withdrawn" not in page
