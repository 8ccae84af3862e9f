"""A source as the editor holds it: nothing is lost on the way there and back."""

import random
from datetime import UTC
from pathlib import Path

import pytest

from blog import html
from blog.importers import wordpress
from blog.importers.records import EntryRecord
from tests.blog.soup import body

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def joined(source: str) -> str:
    return "\n\n".join(block.source for block in html.editable(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p>\n\n<p>Two<br>lines.</p>"),
        ("<p>One.</p><!--more--><p>Two.</p>", "<p>One.</p>\n\n<p><!--more--></p>\n\n<p>Two.</p>"),
        ("One.\n<!--more Read on-->\nTwo.", "<p>One.</p>\n\n<p><!--more Read on--></p>\n\n<p>Two.</p>"),
        ("<p>One.<!--more--> Two.</p>", "<p>One.<!--more--> Two.</p>"),
        ("<h2>A name</h2>", "<h2>A name</h2>"),
        ('<p><a href="#fn1">1</a></p><p id="fn1">Note.</p>', '<p><a href="#fn1">1</a></p>\n\n<p id="fn1">Note.</p>'),
        ('<img src="/media/pictures/a.webp" alt="A">', '<p><img src="/media/pictures/a.webp" alt="A"></p>'),
        (
            '<p><a href="/big.jpg"><img src="https://old.example/a.jpg" alt="A"></a></p>',
            '<p><a href="/big.jpg"><img src="https://old.example/a.jpg" alt="A"></a></p>',
        ),
        (
            '<iframe src="https://video.example/1"></iframe>',
            '<p><iframe src="https://video.example/1"></iframe></p>',
        ),
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("[gallery ids=1,2]", "<p>[gallery ids=1,2]</p>"),
    ],
)
def test_source_comes_in_blocks(source, expected):
    assert joined(source) == expected
    assert html.come_out_the_same(source, expected)


def test_what_the_editor_does_not_open_comes_as_its_name_with_its_source():
    (block,) = html.editable('<p><img src="https://old.example/a.jpg" alt="A cat"></p>')
    kept = "&lt;img src=&quot;https://old.example/a.jpg&quot; alt=&quot;A cat&quot;&gt;"
    assert block.html == f'<p><span data-kept="{kept}">Picture: A cat</span></p>'


def test_too_much_is_refused_with_a_sentence():
    with pytest.raises(html.TooComplex, match="500000 are the most"):
        html.editable("word " * 100_001)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("<p>a  b</p>", "a\tb", True),
        ("<p><b>a</b></p>", "<p><strong>a</strong></p>", True),
        ("<p><em><b>a</b></em></p>", "<p><b><em>a</em></b></p>", True),
        ("<p><b>a</b><b>b</b></p>", "<p><b>ab</b></p>", True),
        ("<p>a</p>", "<p>b</p>", False),
        ("<p>ab</p>", "<p>a b</p>", False),
        ("<p>a</p>", "<h2>a</h2>", False),
        ("<p>a<br>b</p>", "<p>a b</p>", False),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>", False),
        ("<p>a</p><!--more--><p>b</p>", "<p>a</p><p>b</p>", False),
        ('<p id="x">a</p>', "<p>a</p>", False),
        ('<p><a href="/x">a</a></p>', '<p><a href="/y">a</a></p>', False),
        ('<p><img src="https://a.example/a.jpg"></p>', '<p><img src="https://a.example/b.jpg"></p>', False),
        ("<pre>a\n b</pre>", "<pre>a b</pre>", False),
    ],
)
def test_two_sources_come_out_the_same_or_not(one, other, is_same):
    assert html.come_out_the_same(one, other) == is_same


def test_most_of_even_the_worst_comes_back_the_same():
    """What does not is left to the plain field."""
    chance = random.Random(5)
    sources = [body(chance) for _number in range(200)]
    assert sum(html.come_out_the_same(source, joined(source)) for source in sources) > 180


@pytest.mark.parametrize("name", ["seed-entry.wxr.xml", "themeunittestdata.wordpress.xml"])
def test_imported_bodies_come_back_the_same(name):
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"the export is not at ../shared/data/{name}")
    bodies = [record.body for record in wordpress.read(path, UTC) if isinstance(record, EntryRecord)]
    assert bodies
    assert [body for body in bodies if not html.come_out_the_same(body, joined(body))] == []
