"""Blank lines become paragraphs, single line ends break lines, and blocks stay what they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.importers.paragraphs import with_paragraphs

CASES = {
    "blank lines part paragraphs": ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
    "many blank lines part only once": ("one\n\n \n\ntwo", "<p>one</p>\n<p>two</p>"),
    "a line end breaks the line": ("one\ntwo", "<p>one<br>\ntwo</p>"),
    "a written break is not doubled": ("one<br />\ntwo", "<p>one<br />\ntwo</p>"),
    "two written breaks part paragraphs": ("one<br><br/>two", "<p>one</p>\n<p>two</p>"),
    "windows line ends": ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>"),
    "a heading is no paragraph": ("<h3>How?</h3>\n\nSo.", "<h3>How?</h3>\n<p>So.</p>"),
    "text right behind a heading": ("<h3>How?</h3>\nSo.", "<h3>How?</h3>\n<p>So.</p>"),
    "a list stays a list": (
        "Helps:\n\n<ul><li>bones</li><li>skin</li></ul>\n\nDone.",
        "<p>Helps:</p>\n<ul><li>bones</li>\n<li>skin</li></ul>\n<p>Done.</p>",
    ),
    "a list over several lines gets no breaks": ("<ul>\n<li>a</li>\n</ul>", "<ul><li>a</li></ul>"),
    "paragraphs in a list item": ("<ol><li>a\n\nb</li></ol>", "<ol><li><p>a</p>\n<p>b</p></li></ol>"),
    "lists nest": ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    "a quotation has paragraphs": ("<blockquote>q\n\nr</blockquote>", "<blockquote><p>q</p>\n<p>r</p></blockquote>"),
    "a table stays a table": ("<table>\n<tr>\n<td>1</td>\n</tr>\n</table>", "<table><tr><td>1</td></tr></table>"),
    "what is preformatted stays": ("a\n\n<pre>x\n\n  y</pre>\n\nb", "<p>a</p>\n<pre>x\n\n  y</pre>\n<p>b</p>"),
    "paragraphs stay": ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
    "text beside paragraphs gets its own": ("<p>a</p>b", "<p>a</p>\n<p>b</p>"),
    "a blank line in a paragraph parts it": ("<p>a\n\nb</p>", "<p>a</p>\n<p>b</p>"),
    "a block ends a paragraph": ("<p>a<ul><li>b</li></ul></p>", "<p>a</p>\n<ul><li>b</li></ul>"),
    "a figure is no paragraph": (
        "<figure><img src=x><figcaption>c</figcaption></figure>",
        "<figure><img src=x><figcaption>c</figcaption></figure>",
    ),
    "a lone picture is a paragraph": ("<img\nsrc=x>", "<p><img src=x></p>"),
    "the mark for more stands alone": ("a\n<!--more-->\nb", "<p>a</p>\n<!--more-->\n<p>b</p>"),
    "the mark for more in a line stays there": ("a<!--more-->b", "<p>a<!--more-->b</p>"),
    "a comment is no paragraph": ("<!--[gallery]-->\n\na", "<!--[gallery]-->\n<p>a</p>"),
    "a tag around a block is no paragraph": ("<a href=x><div>q</div></a>", "<a href=x><div><p>q</p></div></a>"),
    "an unclosed comment ends nothing": ("a <!-- b\n\nc", "<p>a <!-- b</p>\n<p>c</p>"),
    "an unclosed pre is but a tag": ("<pre>a\n\nb", "<pre>\n<p>a</p>\n<p>b</p>"),
    "a stray end is dropped": ("a</div>b</p>", "<p>a</p>\n<p>b</p>"),
    "less than is no tag": ("a < b\n\n1<2", "<p>a < b</p>\n<p>1<2</p>"),
    "nothing stays nothing": ("  \n\n", ""),
}


@pytest.mark.parametrize(("text", "html"), CASES.values(), ids=CASES.keys())
def test_paragraphs(text, html):
    assert with_paragraphs(text) == html


PIECES = [
    "a",
    "b c",
    "\n",
    "\n\n",
    " ",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<br>",
    "&amp;",
]
PIECES += ["<h2>", "</h2>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<!--more-->", "<img src=x>", "<", ">"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS)
def test_no_word_is_lost_or_moved(text):
    assert words(with_paragraphs(text)) == words(text)


@given(TEXTS)
def test_doing_it_twice_adds_no_more_tags(text):
    once = with_paragraphs(text)
    assert "".join(with_paragraphs(once).split()) == "".join(once.split())


def words(html: str) -> str:
    return re.sub(r"</?[a-z][^<>]*>|\s", "", html)
