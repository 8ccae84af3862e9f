"""What is said of an entry before it goes out."""

import pytest

from blog.admin import warnings


def kinds(source: str, format: str = "html", title: str = "T", summary: str = "S") -> str:
    return warnings.kinds(warnings.of(title, summary, source, format))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Words, <a href='/x/'>a link</a>, <img src='/media/x.webp' alt='A bowl'></p>", ""),
        ("<img src='/media/x.webp'>", "alt"),
        ("<img src='/media/x.webp' alt=''>", ""),
        ("<h2>A</h2><h4>B</h4>", "headings"),
        ("<h3>A</h3><h4>B</h4><h2>C</h2><h3>D</h3>", ""),
        ("<a href=''>x</a>", "links"),
        ("<a href='#'>x</a>", "links"),
        ("<a href='https://example.org/'> </a>", "links"),
        ("<a href='https://example.org/'><img src='/media/x.webp' alt='A bowl'></a>", ""),
        ("<a name='here'></a>", ""),
        ("<h2>A</h2><h5>B</h5><img src=x><a href></a>", "alt headings links"),
        ("<a href='x'><h2>", ""),
    ],
)
def test_html_is_read_as_written(source, expected):
    assert kinds(source) == expected


def test_markdown_is_read_as_it_comes_out():
    assert kinds("![](/media/x.webp)\n\n## A\n\n#### B\n\n[](https://example.org/)", "markdown") == "alt headings links"
    assert kinds("![A bowl](/media/x.webp)\n\n## A", "markdown") == ""


def test_a_missing_title_and_summary_are_named():
    assert kinds("<p>x</p>", title=" ", summary="") == "title summary"


def test_sentences_say_how_many_and_which():
    found = warnings.of("T", "S", "<img src=x><img src=y><h2>A</h2><h4>Too deep</h4>", "html")
    assert [warning.sentence for warning in found] == [
        "2 pictures have no description for people who don't see them.",
        "The heading “Too deep” skips a level.",
    ]
