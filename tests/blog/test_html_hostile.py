"""Whatever is sent, the output is on the lists, reads the same to another parser, and stays as it is."""

import os
import re
import time
from unittest import mock

import html5lib
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog import html
from blog.html import cleaners, comments
from blog.html.allowed import (
    COMMENT_TAGS,
    DROPPED,
    ENTRY_TAGS,
    PRINTED_IN_COMMENTS,
    PRINTED_IN_ENTRIES,
    READ_TAGS,
)
from blog.html.cleaners import PLAIN, printable, read
from blog.html.limits import prepared
from blog.html.tree import Element, parsed
from tests.blog.soup import ATTRIBUTES, FREQUENT, TAGS, WORDS

# How many bodies are made up; many more are worth a wait after a change to the cleaning.
BODIES = int(os.environ.get("BODIES", "100"))

tags = st.sampled_from(FREQUENT) | st.sampled_from(TAGS)
opening = st.builds(
    lambda tag, attributes, end: f"<{' '.join([tag, *attributes])}{end}",
    tags,
    st.lists(st.sampled_from(ATTRIBUTES), max_size=3),
    st.sampled_from([">", ">", ">", "/>", " "]),
)
closing = tags.map(lambda tag: f"</{tag}>")
soup = st.lists(opening | st.sampled_from(WORDS) | closing | st.text(max_size=5), max_size=40).map("".join)

letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

KINDS = {
    "entry": (lambda source: html.clean_entry(source, "html").body, ENTRY_TAGS, PRINTED_IN_ENTRIES),
    "entry in Markdown": (lambda source: html.clean_entry(source, "markdown").body, ENTRY_TAGS, PRINTED_IN_ENTRIES),
    "comment": (lambda source: html.clean_comment(source, "html"), COMMENT_TAGS, PRINTED_IN_COMMENTS),
    "comment in Markdown": (lambda source: html.clean_comment(source, "markdown"), COMMENT_TAGS, PRINTED_IN_COMMENTS),
}

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<a href="javascript&colon;alert(1)">x</a>', '<a href="java&#x0a;script:alert(1)">x</a>',
    '<a href="\u200bjavascript:alert(1)">x</a>', '<a href="java\u00adscript:alert(1)">x</a>',
    '<a href="&#14;javascript:alert(1)">x', '<a href="vbscript:x">x', "<a xlink:href='javascript:alert(1)'>x",
    '<iframe srcdoc="<script>alert(1)</script>">', '<iframe src="javascript:alert(1)">', "<iframe><!-- <script>x</iframe>",
    '<object data="data:text/html,<script>alert(1)</script>">', '<embed src="javascript:alert(1)">',
    "<button formaction=javascript:alert(1)>x", "<isindex action=javascript:alert(1) type=image>",
    '<style>@import "http://e.example/x"</style>', '<p style="background:url(http://e.example/)">x',
    "<link rel=stylesheet href=//e.example>", '<base href="http://e.example/">',
    '<meta http-equiv=refresh content="0;url=http://e.example">', "<template><img src=x onerror=alert(1)></template>",
    "<details open ontoggle=alert(1)>x</details>", "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    '<a href="http://x.example/&quot; onmouseover=&quot;alert(1)">q</a>', "<table background=http://e.example/x><td>x",
    '<img srcset="http://e.example/1 1w" src="/media/a.png">', "<xmp><img src=x onerror=alert(1)></xmp>",
    "<textarea><img src=x onerror=alert(1)></textarea>", "<title><img src=x onerror=alert(1)></title>",
    "<select><template><img src=x onerror=alert(1)>", "<svg><foreignObject><img src=x onerror=alert(1)>",
    '<img alt="`><script>alert(1)</script>" src=/media/x.png>', '<p id="</p><script>alert(1)</script>">x',
    "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)>", "<plaintext><img src=x onerror=alert(1)>",
    '<blockquote cite="x\n" onmouseover=alert(1)>x', "[x](javascript:alert(1))", "[x](java\nscript:alert(1))",
    '![x](http://e.example/x "onerror=alert(1)")', "<javascript:alert(1)>", '[x](http://a.example"onclick="alert(1))',
    "<a href='http://a.example' href=javascript:alert(1)>x", "<b <script>alert(1)</script>>", "<<script>alert(1)//<</script>",
]  # fmt: skip


def tree_of(nodes: list[Element | str]) -> list:
    """What the output says when every tag is taken at its word."""
    tree = []
    for node in nodes:
        if isinstance(node, str) and tree and isinstance(tree[-1], str):
            tree[-1] += node
        elif isinstance(node, str):
            tree.append(node)
        else:
            tree.append((node.tag, node.attributes, tree_of(node.children)))
    return tree


def tree_by_html5lib(element) -> list:
    tree = [element.text] if element.text else []
    for child in element:
        tree.append((child.tag, dict(child.attrib), tree_by_html5lib(child)))
        tree += [child.tail] if child.tail else []
    return tree


def tree_by_nh3(output: str, tags: set[str], attributes: dict) -> list:
    """What is left of the output when nh3 takes out all that is on no list."""
    known = {tag: {*attributes.get(tag, {}), *attributes.get("*", {})} for tag in tags}
    left = nh3.clean(output, tags=tags, attributes=known, url_schemes={"http", "https", "mailto"}, link_rel=None)
    return tree_by_html5lib(html5lib.parseFragment(left, namespaceHTMLElements=False))


def check(source: str, kind: str) -> None:
    clean, tags, attributes = KINDS[kind]
    output = clean(source)
    tree = tree_by_html5lib(html5lib.parseFragment(output, namespaceHTMLElements=False))
    assert tree == tree_of(parsed(output, 1_000)), "another parser finds other elements"
    check_tree(tree, tags, attributes)
    assert tree_by_nh3(output, tags, attributes) == tree, "a third parser finds what is on no list"
    if "Markdown" not in kind:
        assert clean(output) == output, "cleaning again changes something"


def check_tree(tree: list, tags: set[str], allowed: dict) -> None:
    for node in tree:
        if isinstance(node, str):
            continue
        tag, attributes, children = node
        assert tag in tags
        for name, value in attributes.items():
            allow = (allowed.get("*", {}) | allowed.get(tag, {}))[name]
            assert allow(value) == value
            assert name != "href" or value.startswith(("http://", "https://", "mailto:", "/", "#"))
            assert name != "src" or value.startswith("/media/")
        assert tag != "a" or "href" in attributes
        check_tree(children, tags, allowed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_known_attacks_come_out_harmless(payload, kind):
    check(payload, kind)
    check(f"<table><tr><td>{payload}</table><p>{payload}", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_in_only_what_is_listed_comes_out(kind):
    @settings(max_examples=BODIES)
    @given(soup)
    def only_what_is_listed_comes_out(source):
        check(source, kind)

    only_what_is_listed_comes_out()


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["ab", "cd", *"*_`>-#\\()<&|=+!'\n ", "\n\n", "    ", "\n> ", "\n  - ", "\n```\n"])))
def test_no_typed_word_is_lost(pieces):
    typed = [piece for piece in pieces if piece.isalpha()]
    printed = html.plain_text(html.clean_comment("".join(pieces), "markdown"))
    assert "".join(filter(str.isalpha, printed)) == "".join(typed)


FAMILIES = [
    "<", ">", "&", "&amp;", "&#x41;", '"', "<b>", "</b>", "<b>x</b>", "<i><b>", "<b><p>", "<p>", "<li>", "<td>", "<br>",
    "<blockquote>", "<table>", "<a ", "<a href=http://x.y>", "<!--", "<![CDATA[", "<iframe ", "<script>", '< "', "\n",
    '< "a.b" rel="x" ', "a\n", "a\n\n", "    x\n", "* a\n", ">a\n", "> ", "- ", "1) ", "[", "![", "[a](", "[](b", "[x](<b",
    '[x](y "a', "*a_ ", "**a ", "*a* ", "*_", "_a_ ", "_", "*", "`", "`a` ", "```\n", "\\", "(", "<a@b.c", "<http:",
    "<http://a.b>", "http://", "http://a ", "http://a/(", "http://a))", "[a](http://b.c) ", "\u0300", "\u202e", "&nbsp;",
    "data:image/png;base64,", "|a|\n|-|\n", "{}", "<sub>", "word ",
]  # fmt: skip


@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_accepted_is_cleaned_in_good_time(family, format):
    """At most 60 ms were measured on one busy core; whatever grows with the square needs seconds."""
    for source in (family * (5_000 // len(family)), family * (20_000 // len(family)), most_of(family, format)):
        refused = html.fault(source, format)
        began = time.process_time()
        html.clean_comment(source, format)
        assert time.process_time() - began < 1
        assert refused or not html.fault(source, format, html.ENTRY)


def most_of(family: str, format: str) -> str:
    """As much of the family as is accepted, and words up to the limit of length."""
    count = 20_000 // len(family)
    while count and html.fault(family * count, format):
        count = count * 9 // 10
    source = family * count
    return source + "word " * ((20_000 - len(source)) // 5)


def test_the_first_cleaner_alone_leaves_nothing_that_is_not_read():
    """Both cleaners stand by themselves: what nh3 reads is on its list before anything of ours sees it."""
    first = read("".join(PAYLOADS), READ_TAGS, {}, DROPPED)
    assert {element.tag for element in Element("", {}, parsed(first, 1_000)).elements()} <= READ_TAGS


SENTENCES = st.lists(
    st.characters(categories=["L", "N"])
    | st.sampled_from([*" ,.;:!?'\"()‘’“”…–-/\n", "\n\n", "\n\n\n", "is", "1.", "--", "http:", "//"])
).map("".join)


@given(SENTENCES, st.sampled_from(["markdown", "html"]))
def test_sentences_are_printed_as_the_cleaners_would_print_them(source, format):
    source = prepared(source)
    if comments.SENTENCES.fullmatch(source):
        in_full = comments.cleaned(source, format)
        assert comments.sentences(source, format) == in_full == html.clean_comment(source, format)


def test_most_comments_are_sentences_and_nothing_with_a_mark_is_one():
    assert comments.SENTENCES.fullmatch("I “tried” it twice: don't ask (no!).\nIt's a bean…\n\nÖh, natto - well?")
    marked = "*a* a_b_|- a|1. a|a\n1) b|> a|a\n> b|`a`|[a](b)|a < b|a & b|http://a| a|a ".split("|")
    assert not [source for source in marked if comments.SENTENCES.fullmatch(source)]


@settings(max_examples=BODIES, deadline=None)
@given(st.lists(st.lists(letters | st.sampled_from(["<br>", "<p>", "&amp;", "\r", "\x7f", "\ufffe"]), max_size=5)))
def test_words_in_paragraphs_come_out_of_the_second_cleaner_as_they_are(paragraphs):
    text = "\n".join(f"<p>{''.join(parts)}</p>" for parts in paragraphs)
    printed = printable(text, COMMENT_TAGS, PRINTED_IN_COMMENTS)
    with mock.patch.object(cleaners, "PLAIN", re.compile("(?!)")):
        assert printable(text, COMMENT_TAGS, PRINTED_IN_COMMENTS) == printed


def test_nothing_but_words_in_paragraphs_is_spared_the_second_cleaner():
    assert PLAIN.fullmatch("<p>Five words, “said”<br>\nby somebody.</p>\n<p>And more.</p>")
    for html_ in (
        "<p>a & b</p>",
        "<p>a &amp; b</p>",
        '<p class="x">a</p>',
        "<p><b>a</b></p>",
        "<p>a",
        "a",
        "<p>\x00</p>",
    ):
        assert not PLAIN.fullmatch(html_)
