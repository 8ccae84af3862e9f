"""The surface of blog.html: plain words, addresses, limits, and what both kinds of text have in common."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog import html


@pytest.mark.parametrize(
    ("clean", "line"),
    [
        ("<h2>One</h2><p>Two.</p><p>Three</p>", "One · Two. Three"),
        ("<table><tr><td>salt</td><td>30 g</td></tr></table>", "salt · 30 g"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>“Quoted.”</p><p>(In brackets)</p><p>x</p>", "“Quoted.” (In brackets) x"),
        ("<p>  </p>", ""),
        ("", ""),
    ],
)
def test_one_line_parts_what_no_mark_does(clean, line):
    assert html.one_line(clean) == line


@pytest.mark.parametrize(
    ("clean", "words"),
    [
        ("<p>Vitamin K<sub>2</sub> helps.</p>", "Vitamin K2 helps."),
        ("<h2>One</h2><p>two<br>three</p>", "One\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>x &lt; 3 &amp; y&nbsp;&gt; 2</p>", "x < 3 & y\xa0> 2"),
        ('<p><a href="/x" title="a > b">link</a></p>', "link"),
        ("", ""),
    ],
)
def test_plain_text_keeps_words_whole_and_lines_apart(clean, words):
    assert html.plain_text(clean) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/", True),
        ("HTTP://Example.org:8080/a?b=c#d", True),
        ("https://bücher.example/ü", True),
        ("https://[::1]/", True),
        ("example.org", False),
        ("//example.org", False),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("http://", False),
        ("http:///path", False),
        ("http://a b.example/", False),
        (" https://example.org/", False),
        ("https://example.org/\n", False),
        ("https://exam\u200bple.org/", False),
        ("https://bank.example@evil.example/", False),
        ("https://example.org\\@evil.example/", False),
        ("https://example.org:99999/", False),
        ("http://[bad", False),
        ("", False),
    ],
)
def test_web_addresses_are_told_from_other_text(text, expected):
    assert html.is_web_address(text) is expected


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_ordinary_text_has_no_fault(format):
    assert html.fault("A comment & a question: is 2 < 3?\n\n" * 40, format) == ""


@pytest.mark.parametrize(
    ("source", "format", "names"),
    [
        ("a" * 20_001, "markdown", "20001 characters"),
        ("*a* " * 600, "markdown", "1000 tags, marks"),
        ("<b>x</b>" * 300, "html", "1000 tags, marks"),
        ("http://a.example " * 200, "markdown", "addresses"),
        ("<blockquote>" * 50, "html", "40 elements"),
    ],
)
def test_fault_names_what_is_too_much(source, format, names):
    assert names in html.fault(source, format)


def test_tags_that_need_no_end_are_not_counted_as_nested():
    assert html.fault("<p>one<br><li>two<a name=x>" * 100, "html", html.ENTRY) == ""


def test_long_entries_are_measured_by_other_limits():
    text = "<p>Vitamin K2 helps calcium to bind to bones.</p>\n" * 8_000
    assert html.fault(text, "html")
    assert html.fault(text, "html", html.ENTRY) == ""


def test_a_pasted_picture_does_not_make_a_text_too_long():
    text = f'<p>Hello <img src="data:image/png;base64,{"A" * 900_000}" alt="a bowl"></p>'
    assert html.clean_entry(text, "html").body == "<p>Hello Picture: a bowl</p>"


def test_what_is_too_much_is_shown_as_plain_paragraphs_and_nothing_is_lost():
    source = "<b>one</b> & two\nthree\n\n" + "<blockquote>" * 200 + "four"
    comment = html.clean_comment(source, "html")
    entry = html.clean_entry(source, "html")
    assert comment == entry.body
    assert comment.startswith("<p>&lt;b&gt;one&lt;/b&gt; &amp; two<br>three</p>\n<p>&lt;blockquote&gt;")
    assert comment.endswith("four</p>")
    assert "80 elements" in entry.findings.fault
    assert entry.opening == ""


def test_few_tags_that_would_be_opened_again_and_again_are_too_much():
    """Sixty marks around each of a thousand paragraphs are sixty thousand elements."""
    source = "<sub>" * 60 + "<p>x</p>" * 2_000
    assert html.clean_entry(source, "html").findings.fault


@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b\x01c\x7fd", "abcd"),
        ("a\u202eb\u202dc", "abc"),
        ("a\ufeffb\uffffc", "abc"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("it\x92s \x93quoted\x94", "it’s “quoted”"),
        ("family 👨‍👩‍👧 and می‌خواهم", "family 👨‍👩‍👧 and می‌خواهم"),
        ("\u2067right to left\u2069", "\u2067right to left\u2069"),
        ("z" + "\u0301" * 500, "z" + "\u0301" * 30),
    ],
)
def test_only_printable_characters_are_printed(typed, printed, format):
    assert html.clean_comment(typed, format) == f"<p>{printed}</p>"
    assert html.clean_entry(typed, format).body == f"<p>{printed}</p>"


def test_escaped_controls_are_left_out_too():
    assert html.clean_comment("a&#1;b&#x202e;c&#0;", "html") == "<p>abc\ufffd</p>"


@pytest.mark.parametrize("format", ["html", "markdown"])
@pytest.mark.parametrize("source", ["", " \n\t ", "\u200b"[:0]])
def test_nothing_comes_of_nothing(source, format):
    assert html.clean_comment(source, format) == ""
    assert html.clean_entry(source, format).body == ""


def test_texts_cleaned_at_the_same_time_do_not_meet():
    sources = [f"<p>Number {number} <b>& {'x' * number}" for number in range(60)]
    expected = [html.clean_comment(source, "html") for source in sources]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda source: html.clean_comment(source, "html"), sources * 4)) == expected * 4
