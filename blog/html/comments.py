"""Comments: what readers type in a little Markdown, and what other blogs have kept as HTML."""

import re

from blog.html.allowed import COMMENT_ATTRIBUTES, COMMENT_TAGS, PLAYERS, PRINTED_IN_COMMENTS, STRANGER
from blog.html.characters import typed
from blog.html.flow import Flow
from blog.html.limits import COMMENT, TooComplex, prepared
from blog.html.links import absolute, split_at_addresses
from blog.html.markdown import comment_markdown
from blog.html.reading import nodes_of, printed
from blog.html.tree import Element

# A link that lost its beginning on the old blog: < "example.org/page/" rel="nofollow">
BROKEN_LINK = re.compile(r'<\s*"([^"\s<>]+\.[^"\s<>]+)"(?:\s+\w+="[^"<>]*")+\s*>(?=(\w?))')
# Lines that begin with a letter and hold words and what stands between them: neither Markdown nor a cleaner finds
# anything in these, and most comments are made of nothing else.
SENTENCES = re.compile(r"""[^\W\d_](?:[^\W_]++|[ ,.;!?'"()‘’“”…–-]|:(?!//)|(?<! )\n++(?=[^\W\d_]))*+(?<! )""")


def clean_comment(source: str, format: str) -> str:
    """The comment as pages print it. What is too much for the cleaners is shown as the plain words it is made of."""
    source = prepared(source)
    try:
        COMMENT.check(source, format)
        return sentences(source, format) if SENTENCES.fullmatch(source) else cleaned(source, format)
    except TooComplex:
        return typed(source)


def cleaned(source: str, format: str) -> str:
    flow = CommentFlow(mends_links=format != "markdown")
    flow.read(nodes_of(comment_markdown(source) if format == "markdown" else source, COMMENT))
    return printed(flow.finished(), COMMENT_TAGS, PRINTED_IN_COMMENTS)


def sentences(source: str, format: str) -> str:
    """As the cleaners would print them, in a quarter of the time."""
    html = typed(source)
    return html.replace("<br>", "<br>\n") if format == "markdown" else html


class CommentFlow(Flow):
    tags = COMMENT_TAGS
    attributes = COMMENT_ATTRIBUTES
    limits = COMMENT
    deepest = 4

    def __init__(self, mends_links: bool):
        super().__init__()
        self.mends_links = mends_links

    def special(self, element: Element) -> bool:
        if element.tag == "img":
            # A smiley, most often.
            self.words(element.attributes.get("alt", ""))
        return element.tag == "img" or element.tag in PLAYERS

    def inline(self, element: Element, children: list[Element | str]) -> None:
        if "href" in element.attributes:
            element.attributes["rel"] = STRANGER
        super().inline(element, children)

    def run(self, text: str) -> None:
        if self.here.tag == "pre" or any(element.tag in ("a", "code") for element in self.around):
            super().run(text)
            return
        position = 0
        for match in BROKEN_LINK.finditer(text) if self.mends_links else ():
            self._run_with_links(text[position : match.start()])
            self._run_broken_link(match)
            position = match.end()
        self._run_with_links(text[position:])

    def _run_with_links(self, text: str) -> None:
        for words, address in split_at_addresses(text):
            if address:
                self.link(address, words)
            else:
                super().run(words)

    def _run_broken_link(self, match: re.Match) -> None:
        words = match[1]
        address = absolute(words) or absolute(f"http://{words}")
        if not address:
            super().run(match[0])
            return
        self.link(address, words)
        if match[2]:
            super().run(" ")

    def link(self, address: str, words: str) -> None:
        self.around.append(Element("a", {"href": address, "rel": STRANGER}))
        super().run(words)
        self.around.pop()
