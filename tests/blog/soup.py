"""Pieces of HTML, good and bad, of which bodies are made up for tests."""

import random

from blog.html.allowed import DROPPED, READ_TAGS

TAGS = sorted(READ_TAGS | DROPPED | {*"font iframe form input marquee mi nobr plaintext svg x-y".split()})
FREQUENT = [*"a b p table tr td ul li pre em h2 div figure blockquote".split()]
ATTRIBUTES = [
    'href="http://x.example/"', 'href="/x"', 'href="#a"', "href=javascript:alert(1)", 'href=" //e.example/q"',
    'href="/&amp;#47;e.example"', 'href="http://x.example/?a=1&amp;lt;=2"', "href='data:text/html,x'", "id=a",
    'id="b c"', "name=q", "src=http://x.example/y.png", "src=/media/a.png", "src=data:,x", "data-src=/media/b.png",
    'style="text-align:right"', "onclick=alert(1)", "lang=de", "dir=rtl", 'title="a &amp;lt; b"', 'alt="x &quot; y"',
    "class=number", "class=scroll", "width=3", "start=4", "datetime=2012", "open", "colspan=2", "scope=row",
    'aria-label="&amp;amp;lt;"', 'srcset="http://e.example/a 1w"', "role=alert", "tabindex=5", "formaction=x", "xmlns=x",
    "class=MsoListParagraph", 'style="mso-list:l0 level2 lfo1"', 'style="mso-list:Ignore"', "class=MsoQuote",
    'style="font-weight:700;font-style:italic"', 'style="font-weight:normal"', "id=docs-internal-guid-1", "align=right",
    "name=_Toc1",
]  # fmt: skip
WORDS = [
    "a", "b c", " ", "\n", "\n\n", "&nbsp;", "&lt;", "&amp;lt;", "<", ">", "&", '"', "'", "x<y", "<!-- c -->", "<!--",
    "-->", "<!--more-->", "<![CDATA[x]]>", "</", "<?php x?>", "\x00", "\x01", "\u202e", "\u200b", "\ud800", "é", "\t",
    "http://x.example/a.", '< "a.b/c" rel="n">K', "&#0;", "&#x80;", "&copy", "&notit;", "*a*", "_b_", "`", "\\", "> ",
    "- ", "[x](javascript:y)", "[x](http://x.example/_a_)", "# ", "javascript:alert(1)",
]  # fmt: skip


def body(chance: random.Random) -> str:
    """A body made of up to 40 pieces."""

    def tag() -> str:
        return chance.choice(chance.choice([FREQUENT, TAGS]))

    def piece() -> str:
        kind = chance.random()
        if kind < 0.4:
            attributes = [chance.choice(ATTRIBUTES) for _number in range(chance.randrange(4))]
            return f"<{' '.join([tag(), *attributes])}{chance.choice(['>', '>', '>', '/>', ' '])}"
        return f"</{tag()}>" if kind < 0.6 else chance.choice(WORDS)

    return "".join(piece() for _number in range(chance.randrange(1, 41)))
