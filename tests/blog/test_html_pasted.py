"""What word processors put on the clipboard: exports of LibreOffice as it wrote them, and Word's and Google's manner."""

from pathlib import Path

import pytest

from blog import html

FOLDER = Path(__file__).with_name("pasted")

BEGINNING = """\
<p>Vitamin <b>K2</b> helps <i>calcium</i> to {bind}. See \
<a href="https://example.org/natto?x=1&amp;y=2">the page on natto</a>.</p>"""
LISTS = """\
<ul><li>natto</li><li>cheese<ul><li>hard</li><li>soft</li></ul></li></ul>
<ol><li>Soak.</li><li>Boil.</li></ol>"""
QUOTE = "<blockquote><p>Eat what your grandmother ate.</p></blockquote>"
ENDING = "<p>H<sub>2</sub>O and m<sup>2</sup>, “quoted” – dashed.</p>"


def clean(name: str) -> str:
    """The export as the editor gets it, with one name each for strong words and emphasis."""
    blocks = html.editable((FOLDER / name).read_text())
    return "\n".join(block.source for block in blocks).replace("strong>", "b>").replace("em>", "i>")


@pytest.mark.parametrize("name", ["libreoffice.html", "libreoffice-docx.html"])
def test_export_of_libreoffice_keeps_its_structure_and_nothing_else(name):
    assert clean(name) == "\n".join([
        "<h2>Bones and hearts</h2>",
        BEGINNING.format(bind="<u>bind</u>"),
        "<h3>Where it is</h3>",
        LISTS,
        QUOTE,
        "<table><tbody><tr><th>Food</th><th>µg</th></tr>"
        '<tr><td>Natto</td><td class="number">1,000</td></tr>'
        '<tr><td>Gouda</td><td class="number">76</td></tr></tbody></table>',
        "<pre>soak 12 h\nboil  1 h</pre>",
        ENDING,
    ])  # fmt: skip


def test_words_paragraphs_become_lists_and_its_junk_goes():
    assert clean("word.html") == "\n".join([
        "<h2>Bones and hearts</h2>",
        BEGINNING.format(bind="<u>bind</u>"),
        "<h2>Where it is</h2>",
        LISTS,
        QUOTE,
        "<table><tbody><tr><td><b>Food</b></td><td><b>µg</b></td></tr>"
        '<tr><td>Natto</td><td class="number">1,000</td></tr></tbody></table>',
        ENDING,
        # The picture did not come along: where it stood can be seen.
        '<p><img width="200" height="100"></p>',
    ])  # fmt: skip


def test_styles_of_google_docs_become_elements():
    assert clean("google-docs.html") == "\n".join([
        "<h2>Bones and hearts</h2>",
        BEGINNING.format(bind="bind"),
        "<h3>Where it is</h3>",
        LISTS,
        "<table><tbody><tr><td><b>Food</b></td><td><b>µg</b></td></tr>"
        '<tr><td>Natto</td><td class="number">1,000</td></tr></tbody></table>',
        ENDING.replace("m<sup>2</sup>,", "m<sup>2</sup><s>gone</s>,"),
    ])  # fmt: skip


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)
def test_cleaning_twice_changes_nothing(path):
    once = html.clean_entry(path.read_text(), "html").body
    assert html.clean_entry(once, "html").body == once
    assert not [junk for junk in ("mso", "Mso", "style=", "<font", "<span", "lang=", "docs-internal") if junk in once]


def item(level: int, sign: str, words: str) -> str:
    return (
        f"<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'>"
        f"<span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span>{words}</p>"
    )


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, "·", "a"), (1, "·", "b")], "<ul><li>a</li><li>b</li></ul>"),
        ([(1, "3.", "a"), (1, "4.", "b")], '<ol start="3"><li>a</li><li>b</li></ol>'),
        ([(1, "a)", "x")], '<ol type="a"><li>x</li></ol>'),
        ([(1, "iv.", "x")], '<ol type="i"><li>x</li></ol>'),
        ([(1, "·", "a"), (1, "1.", "b")], "<ul><li>a</li></ul>\n<ol><li>b</li></ol>"),
        ([(1, "·", "a"), (2, "1.", "b"), (1, "·", "c")], "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"),
        ([(2, "·", "deep at once"), (1, "·", "b")], "<ul><li>deep at once</li></ul>\n<ul><li>b</li></ul>"),
        (
            [(1, "·", "a"), (3, "·", "b"), (2, "·", "c")],
            "<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>",
        ),
    ],
)
def test_lists_drawn_by_word_are_lists(items, expected):
    assert html.clean_entry("\n".join(item(*one) for one in items), "html").body == expected


def test_style_says_strong_and_emphasis_wherever_it_comes_from():
    source = '<p><span style="font-weight: bold">a</span> <i style="font-style:normal">b</i></p>'
    assert html.clean_entry(source, "html").body == "<p><strong>a</strong> b</p>"


def test_languages_that_the_author_named_stay():
    source = '<p lang="la">Ave <span lang="en" dir="ltr">there</span></p>'
    assert html.clean_entry(source, "html").body == source


def test_words_about_word_are_left_alone():
    source = '<ul lang="de"><li><p>class="MsoNormal" and mso-list:Ignore</p></li></ul>'
    once = html.clean_entry(source, "html").body
    assert 'lang="de"' in once and "<p>" in once
    assert html.clean_entry(once, "html").body == once
