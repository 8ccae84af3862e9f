"""WordPress's own marks in a text (blocks, shortcodes, captions, page breaks) turned into plain HTML."""

import html
import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from blog.importers.paragraphs import MORE, with_paragraphs

BLOCK_MARK = re.compile(r"<!--\s*/?wp:([a-z][\w/-]*).*?(/?)-->\n?", re.DOTALL)
MORE_MARK = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
MORE_PARAGRAPH = re.compile(rf"<p>\s*{MORE}\s*</p>")
TEASER_MARK = re.compile(r"<!--\s*noteaser\s*-->")
PAGE_BREAK = re.compile(r"<!--\s*nextpage\s*-->")
BLANK_LINES = re.compile(r"\n{3,}")

CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
CAPTION_WORDS = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
CAPTIONED = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)

# What is printed as it stands: no shortcodes are looked for in it.
VERBATIM = re.compile(r"(<(pre|code)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
SHORTCODE = re.compile(r"(\[?)\[(/?)([a-zA-Z][\w-]*)((?:\s[^\[\]]*)?)\](\]?)")
QUOTED_VALUE = re.compile(r"""\w\s*=\s*["'“”″]""")
# Those of WordPress itself and of the plugins most often met; of others, the form tells.
SHORTCODES = {
    *"archives audio contact-form contact-form-7 contact-field embed gallery googlemaps gravityform instagram".split(),
    *"ninja_form playlist polldaddy product products recent-posts sitemap slideshare slideshow soundcloud".split(),
    *"ted tweet twitter-timeline video vimeo wpforms wpvideo youtube".split(),
}
# Where the address inside is what there was to see.
PLAYERS = {*"audio embed googlemaps instagram playlist slideshare soundcloud ted tweet video vimeo youtube".split()}
ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
LONE_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s\"'<>\[\]]+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Body:
    html: str
    # What a person should know of it: a sentence, and what in the text it speaks of.
    remarks: dict[str, list[str]]


def body_of(content: str) -> Body:
    """The HTML that WordPress would have shown, as far as a text can say it.

    Shortcodes stay in the source as HTML comments: readers see nothing of them, and nothing is lost.
    """
    remarks = defaultdict(list)
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    has_blocks = "<!-- wp:" in text
    if has_blocks:
        text = _without_block_marks(text, remarks)
    text = _without_page_breaks(text, remarks)
    text = CAPTION.sub(_figure, text)
    text = "".join(
        piece if is_verbatim else LONE_ADDRESS.sub(_link, _without_shortcodes(piece, remarks))
        for piece, is_verbatim in _verbatim_or_not(text)
    )
    text = BLANK_LINES.sub("\n\n", text).strip() if has_blocks else with_paragraphs(text)
    return Body(text, remarks)


def _note(remarks: dict[str, list[str]], words: str, detail: str = "") -> None:
    if detail not in remarks[words]:
        remarks[words].append(detail)


def _without_block_marks(text: str, remarks: dict[str, list[str]]) -> str:
    def noted(mark: re.Match) -> str:
        if mark[2]:
            _note(remarks, _("Has blocks that WordPress filled in itself; they are left out"), mark[1])
        return ""

    return BLOCK_MARK.sub(noted, text)


def _without_page_breaks(text: str, remarks: dict[str, list[str]]) -> str:
    text, breaks = PAGE_BREAK.subn("", text)
    if breaks:
        _note(remarks, _("Was cut into several pages; here it is one"))
    return TEASER_MARK.sub("", MORE_PARAGRAPH.sub(MORE, MORE_MARK.sub(MORE, text)))


def _figure(caption: re.Match) -> str:
    attributes, inside = caption.groups()
    words = CAPTION_WORDS.search(attributes)
    picture, rest = found.groups() if (found := CAPTIONED.match(inside)) else (inside.strip(), "")
    text = rest.strip() or (html.unescape(words[1] or words[2] or "") if words else "")
    return f"\n\n<figure>{picture}<figcaption>{text}</figcaption></figure>\n\n" if text else f"\n\n{picture}\n\n"


def _verbatim_or_not(text: str):
    """(piece, whether it is printed as it stands), in order."""
    position = 0
    for found in VERBATIM.finditer(text):
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _without_shortcodes(text: str, remarks: dict[str, list[str]]) -> str:
    closed = set(re.findall(r"\[/([a-zA-Z][\w-]*)\]", text))

    def hidden(found: re.Match) -> str:
        before, slash, name, attributes, after = found.groups()
        if before and after:
            # [[name]] is how WordPress writes about a shortcode.
            return found[0][1:-1]
        known = name.lower() in SHORTCODES or name in closed or QUOTED_VALUE.search(attributes)
        if not known or "-->" in attributes:
            return found[0]
        if not slash:
            _note(remarks, _("Has shortcodes; they stay in the text but do nothing here"), f"[{name}]")
        address = ADDRESS.search(attributes) if name.lower() in PLAYERS else None
        return f"{before}<!--[{slash}{name}{attributes}]-->{_link(address) if address else ''}{after}"

    return SHORTCODE.sub(hidden, text)


def _link(address: re.Match) -> str:
    """A link in place of what WordPress would have put there; the address is the match, or its first group."""
    target = html.escape(html.unescape(address[address.re.groups]))
    return f'<a href="{target}">{target}</a>'
