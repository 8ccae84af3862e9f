"""WordPress's own marks become plain HTML, and what can't be shown is told."""

import pytest

from blog.importers.bodies import body_of

PICTURE = '<img src="http://old.example/a.jpg" alt="A bowl">'

CASES = {
    "more": ("a\n\n<!--more-->\n\nb", "<p>a</p>\n<!--more-->\n<p>b</p>"),
    "more with words": ("a\n<!--more Read on!-->\nb", "<p>a</p>\n<!--more-->\n<p>b</p>"),
    "more in a paragraph of its own": ("<p>a</p>\n<p><!--more--></p>\n<p>b</p>", "<p>a</p>\n<!--more-->\n<p>b</p>"),
    "noteaser": ("a\n\n<!--more--><!--noteaser-->\n\nb", "<p>a</p>\n<!--more-->\n<p>b</p>"),
    "page break": ("a\n\n<!--nextpage-->\n\nb", "<p>a</p>\n<p>b</p>"),
    "caption": (
        f'[caption id="x" width="3"]{PICTURE} A full bowl[/caption]',
        f"<figure>{PICTURE}<figcaption>A full bowl</figcaption></figure>",
    ),
    "caption around a link": (
        f'[caption]<a href="http://old.example/">{PICTURE}</a> Natto[/caption]',
        f'<figure><a href="http://old.example/">{PICTURE}</a><figcaption>Natto</figcaption></figure>',
    ),
    "caption of old": (
        f'[caption width="3" caption="Beans &amp; rice"]{PICTURE}[/caption]',
        f"<figure>{PICTURE}<figcaption>Beans & rice</figcaption></figure>",
    ),
    "caption without words": (f"[caption]{PICTURE}[/caption]", f"<p>{PICTURE}</p>"),
    "known shortcode": ('a\n\n[gallery ids="1,2"]', '<p>a</p>\n<!--[gallery ids="1,2"]-->'),
    "shortcode by its form": ('[chart kind="bar"]', '<!--[chart kind="bar"]-->'),
    "enclosing shortcode": ("[box]Eat well[/box]", "<p><!--[box]-->Eat well<!--[/box]--></p>"),
    "shortcode written about": ("Write [[gallery]] there.", "<p>Write [gallery] there.</p>"),
    "shortcode in code": ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>"),
    "brackets": ("I said [sic] and [see x=1] [1]", "<p>I said [sic] and [see x=1] [1]</p>"),
    "player": (
        "[audio http://old.example/a.mp3]",
        '<p><!--[audio http://old.example/a.mp3]--><a href="http://old.example/a.mp3">http://old.example/a.mp3</a></p>',
    ),
    "address on its own line": (
        "See:\n\nhttp://video.example/?a=1&b=2",
        '<p>See:</p>\n<p><a href="http://video.example/?a=1&amp;b=2">http://video.example/?a=1&amp;b=2</a></p>',
    ),
    "address in a sentence": ("See http://video.example/ now", "<p>See http://video.example/ now</p>"),
    "blocks": (
        '<!-- wp:paragraph {"a":"b"} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n'
        "<!-- wp:list -->\n<ul><li>x</li></ul>\n<!-- /wp:list -->",
        "<p>One\ntwo</p>\n\n<ul><li>x</li></ul>",
    ),
    "a block for more": (
        "<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n<p>b</p>",
        "<p>a</p>\n<!--more-->\n<p>b</p>",
    ),
    "a block that fills itself": ("<p>a</p>\n<!-- wp:latest-posts {} /-->\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
}

REMARKS = {
    "page break": ("a<!--nextpage-->b", "Was cut into several pages; here it is one", [""]),
    "shortcodes, each once": (
        "[gallery][gallery][audio http://old.example/a.mp3]",
        "Has shortcodes; they stay in the text but do nothing here",
        ["[gallery]", "[audio]"],
    ),
    "block": (
        "<!-- wp:calendar /-->",
        "Has blocks that WordPress filled in itself; they are left out",
        ["calendar"],
    ),
}


@pytest.mark.parametrize(("content", "html"), CASES.values(), ids=CASES.keys())
def test_marks_become_html(content, html):
    assert body_of(content).html == html


@pytest.mark.parametrize(("content", "words", "details"), REMARKS.values(), ids=REMARKS.keys())
def test_what_cannot_be_shown_is_told(content, words, details):
    assert body_of(content).remarks == {words: details}


def test_a_plain_text_needs_no_remark():
    assert body_of("Eat [sic] well.\n\nReally.").remarks == {}


def test_a_shortcode_cannot_end_the_comment_it_is_hidden_in():
    assert body_of('[gallery a="-->"]').html == '<p>[gallery a="-->"]</p>'
