"""Characters as they may be printed, and plain words made into HTML or out of it."""

import re
from html import escape, unescape

# Controls (but tab and line end), the mark of byte order, marks that force a direction of writing, and what is no
# character at all. Joiners and the marks that right-to-left writing needs stay.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufeff\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Old texts carry these where Windows had quotes and dashes.
WINDOWS = {chr(number): bytes([number]).decode("cp1252", "ignore") for number in range(0x80, 0xA0)}
# More marks on one letter than any writing has would climb over the lines above.
MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
STACKED = re.compile(f"({MARK}{{30}}){MARK}+")

BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:\s+[a-z-]+=\"[^\"]*\")*\s*/?>")
LINE_TAGS = {
    *"blockquote br caption dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre summary".split(),
    *"table td th tr ul".split(),
}


def visible(text: str) -> str:
    """The text with one kind of line end and without what can't be printed."""
    text = SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return STACKED.sub(r"\1", UNPRINTABLE.sub(lambda character: WINDOWS.get(character[0], ""), text))


def typed(text: str) -> str:
    """Plain words as HTML: a blank line starts a paragraph, a line end breaks the line."""
    paragraphs = (part.strip("\n") for part in BLANK_LINES.split(visible(text)))
    return "\n".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def plain_text(html: str) -> str:
    """The words of clean HTML, one line to a block."""
    text = unescape(TAG.sub(lambda tag: "\n" if tag[2] in LINE_TAGS else "", html))
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))
