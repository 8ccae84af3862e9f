"""Links taken out of clean HTML, and words marked in it."""

import pytest

from comments import markup


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>See <a href="https://x.example/">my <b>site</b></a>.</p>', "<p>See my <b>site</b>.</p>"),
        ('<p><a href="https://x.example/" title="a > b">here</a></p>', "<p>here</p>"),
        ("<p>1 &lt; 2 &amp;amp; <br></p>", "<p>1 &lt; 2 &amp;amp; <br></p>"),
        ("<p>no links</p>", "<p>no links</p>"),
    ],
)
def test_links_go_and_their_words_stay(html, expected):
    assert markup.unlinked(html) == expected


def test_visible_links_are_text():
    shown = markup.with_visible_links('<a href="https://x.example/?a=1&amp;b=&lt;i&gt;">go</a>')
    assert shown == 'go <code class="address">https://x.example/?a=1&amp;b=&lt;i&gt;</code>'


def test_words_that_counted_are_marked_as_whole_words_only():
    html = "<p>Great Post, greatpost and great\n <b>post</b>; vitamin D</p>"
    shown = markup.marked(html, from_spam=["great post"], from_entry=["vitamin d"])
    assert (
        shown == "<p><mark>Great Post</mark>, greatpost and great\n <b>post</b>; "
        '<mark class="ours">vitamin D</mark></p>'
    )


def test_marking_never_touches_tags_or_attributes():
    html = '<p><a href="https://p.example/">p</a> &lt;p&gt;</p>'
    shown = markup.marked(html, from_spam=["p", "<p>"])
    assert "<mark>&lt;p&gt;</mark>" in shown or "&lt;<mark>p</mark>&gt;" in shown
    assert '<a href="https://p.example/"><mark>p</mark></a>' in shown
