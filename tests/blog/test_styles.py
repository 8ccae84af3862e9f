"""The style sheet in the page, the owner's own behind it, and the hash that lets it run."""

import base64
import hashlib
import re

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
