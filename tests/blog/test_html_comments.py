"""What becomes of comments: typed in Markdown here, kept as HTML elsewhere."""

import pytest

from blog import html

REL = 'rel="nofollow ugc noopener"'


def link(address: str, words: str | None = None) -> str:
    return f'<a href="{address}" {REL}>{words or address}</a>'


def markdown(source: str) -> str:
    return html.clean_comment(source, "markdown").replace("<br>\n", "<br>")


def imported(source: str) -> str:
    return html.clean_comment(source, "html")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("One line\nand the next", "<p>One line<br>and the next</p>"),
        ("One\n\n\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("  two spaces\n        eight spaces", "<p>two spaces<br>eight spaces</p>"),
        ("I <3 natto", "<p>I &lt;3 natto</p>"),
        ("x < 3 & y > 2", "<p>x &lt; 3 &amp; y &gt; 2</p>"),
        ("2*3*4 and 5 * 3 * 2, a*b*c", "<p>2*3*4 and 5 * 3 * 2, a*b*c</p>"),
        ("**** and ____ and *", "<p>**** and ____ and *</p>"),
        ("snake_case_name, __init__.py", "<p>snake_case_name, __init__.py</p>"),
        (r"C:\path\_x and ¯\_(ツ)_/¯", r"<p>C:\path\_x and ¯\_(ツ)_/¯</p>"),
        ("AT&T &copy; &lt;b&gt;", "<p>AT&amp;T &amp;copy; &amp;lt;b&amp;gt;</p>"),
        (
            "<b>bold</b> <script>alert(1)</script>",
            "<p>&lt;b&gt;bold&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>",
        ),
        ("# not a heading", "<p># not a heading</p>"),
        ("Title\n===\nOther\n---", "<p>Title<br>===<br>Other<br>---</p>"),
        ("a\n\n* * *\n\nb", "<p>a</p>\n<p>* * *</p>\n<p>b</p>"),
        ("[1]: a note, not a definition", "<p>[1]: a note, not a definition</p>"),
        ("| a | b |\n|---|---|", "<p>| a | b |<br>|---|---|</p>"),
    ],
)
def test_plain_words_look_as_they_were_typed(typed, printed):
    assert markdown(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("*one* _two_ **three**", "<p><em>one</em> <em>two</em> <strong>three</strong></p>"),
        ("これは*強調*です", "<p>これは<em>強調</em>です</p>"),
        (r"\*no\* stars", "<p>*no* stars</p>"),
        ("`a < b *c*`", "<p><code>a &lt; b *c*</code></p>"),
        ("```\nif a < b:\n    *c*\n```", "<pre><code>if a &lt; b:\n    *c*\n</code></pre>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("1986. What a year", '<ol start="1986"><li>What a year</li></ol>'),
        ("> said\n> before\n\nanswer", "<blockquote><p>said<br>before</p></blockquote>\n<p>answer</p>"),
        ("> said\nanswer", "<blockquote><p>said</p></blockquote>\n<p>answer</p>"),
    ],
)
def test_a_little_markdown_works(typed, printed):
    assert markdown(typed).replace("\n<", "<") == printed.replace("\n<", "<")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("see http://x.example/a.", f"see {link('http://x.example/a')}."),
        ("(https://x.example/Foo_(bar))", f"({link('https://x.example/Foo_(bar)')})"),
        ("https://x.example/_a_/*b*/c", link("https://x.example/_a_/*b*/c")),
        ("**https://x.example/**", f"<strong>{link('https://x.example/')}</strong>"),
        ("https://x.example/?a=1&b=2", link("https://x.example/?a=1&amp;b=2")),
        ("https://x.example。次", f"{link('https://x.example')}。次"),
        ("[text](https://x.example/_a_)", link("https://x.example/_a_", "text")),
        ('[text](https://x.example "title")', link("https://x.example", "text")),
        ("<https://x.example/>", link("https://x.example/")),
        ("[mail](mailto:a@x.example)", link("mailto:a@x.example", "mail")),
        ("`https://x.example`", "<code>https://x.example</code>"),
        ("foo.py www.x.example a@x.example", "foo.py www.x.example a@x.example"),
        ("http:// and https://", "http:// and https://"),
        ("[text](/about/)", "[text](/about/)"),
        ("[text](//x.example)", link("https://x.example", "text")),
        ("[text](javascript:alert(1))", "[text](javascript:alert(1))"),
        ("[text](data:text/html,x)", "[text](data:text/html,x)"),
        ("![alt](https://x.example/a.png)", f"!{link('https://x.example/a.png', 'alt')}"),
        ("https://bank.example@evil.example/", "https://bank.example@evil.example/"),
    ],
)
def test_links_lead_to_the_web_or_mail_and_say_whose_they_are(typed, printed):
    assert markdown(typed) == f"<p>{printed}</p>"


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. ", "* "])
def test_deep_nesting_stays_shallow_and_keeps_the_words(mark):
    printed = markdown(mark * 100 + "words")
    assert printed.count("<blockquote>") + printed.count("<ul>") + printed.count("<ol") <= 4
    assert "words" in printed


def test_lists_nested_by_indentation_keep_their_words():
    source = "".join(f"{'  ' * depth}- word{depth}\n" for depth in range(30))
    assert all(f"word{depth}" in markdown(source) for depth in range(30))


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p>\n<p>three</p>"),
        ("One\r\ntwo", "<p>One<br>two</p>"),
        ("One<br />\ntwo<br><br>three", "<p>One<br>two</p>\n<p>three</p>"),
        ("<p>One\ntwo</p>\n\n<p>three</p>", "<p>One\ntwo</p>\n<p>three</p>"),
        ("one <b>two\n\nthree</b> four", "<p>one <b>two</b></p>\n<p><b>three</b> four</p>"),
        ("before\n<blockquote>said\nso</blockquote>\nafter", "<p>before</p>\n<blockquote><p>said<br>so</p></blockquote>\n<p>after</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p>\n<p>two</p>"),
        ("<h1>Title</h1>text", "<p>Title</p>\n<p>text</p>"),
        ("<acronym title='x y'>a</acronym> <strike>b</strike> <tt>c</tt>", '<p><abbr title="x y">a</abbr> <s>b</s> <code>c</code></p>'),
        ("<del>a</del> <q>b</q> <cite>c</cite>", "<p><del>a</del> <q>b</q> <cite>c</cite></p>"),
        ("<pre>\n a\n  b</pre>", "<pre> a\n  b</pre>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<table><tr><td>a<td>b</table>", "<p>a</p>\n<p>b</p>"),
        ('nice <img src="http://x.example/smile.gif" alt=":-)"> day', "<p>nice :-) day</p>"),
        ("<script>alert(1)</script><style>p{}</style>text", "<p>text</p>"),
        ("<iframe src=http://x.example/></iframe><b onclick=x style=y>a</b>", "<p><b>a</b></p>"),
        ("x < 3 & y", "<p>x &lt; 3 &amp; y</p>"),
        ("[...] Trackback [...]", "<p>[...] Trackback [...]</p>"),
        ("<b>a <p>b</p> c</b>", "<p><b>a </b></p>\n<p><b>b</b></p>\n<p><b>c</b></p>"),
    ],
)  # fmt: skip
def test_comments_kept_as_html_are_made_readable(kept, printed):
    assert imported(kept) == printed


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ('<a href="https://x.example/" rel="follow me" target=_blank title=t>w</a>', link("https://x.example/", "w")),
        ("<a href=mailto:a@x.example>w</a>", link("mailto:a@x.example", "w")),
        ("at http://x.example/a: good", f"at {link('http://x.example/a')}: good"),
        ("<a href=http://x.example>http://y.example</a>", link("http://x.example", "http://y.example")),
        ("<code>http://x.example</code>", "<code>http://x.example</code>"),
        ("<a href=/about/>w</a>", "w"),
        ("<a href=//x.example>w</a>", link("https://x.example", "w")),
        ("<a href=page.html>w</a>", "w"),
        ("<a href='java&#x0a;script:alert(1)'>w</a>", "w"),
        ("<a href='\u200bjavascript:alert(1)'>w</a>", "w"),
        ("<a href='&#14;javascript:alert(1)'>w</a>", "w"),
        ("<a href='/&amp;#47;x.example'>w</a>", "w"),
    ],
)
def test_links_kept_as_html_are_held_to_the_same(kept, printed):
    assert imported(kept) == f"<p>{printed}</p>"


def test_a_link_that_lost_its_beginning_becomes_one_again():
    kept = 'leafy vitamin < "products.mercola.com/vitamin-k/" rel="nofollow">K2. So I was wrong.'
    address = link("http://products.mercola.com/vitamin-k/", "products.mercola.com/vitamin-k/")
    assert imported(kept) == f"<p>leafy vitamin {address} K2. So I was wrong.</p>"


@pytest.mark.parametrize("words", ['3 < "four"', 'a < "b.c" and d', '< "b c" rel="x">'])
def test_words_that_only_resemble_a_broken_link_stay(words):
    assert html.plain_text(imported(words)) == words
