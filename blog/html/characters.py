"""Characters as they may be printed, and plain words as HTML."""

import re
from html import escape

# Controls (but tab and line end), the mark of byte order, marks that force a direction of writing, and what is no
# character at all. Joiners and the marks that right-to-left writing needs stay.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufeff\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Old texts carry these where Windows had quotes and dashes.
WINDOWS = {chr(number): bytes([number]).decode("cp1252", "ignore") for number in range(0x80, 0xA0)}
# More marks on one letter than any writing has would climb over the lines above.
MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
STACKED = re.compile(f"({MARK}{{30}}){MARK}+")

ESCAPE = re.compile(r"&#?\w+;")
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def visible(text: str) -> str:
    """The text with one kind of line end and without what can't be printed."""
    text = SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return STACKED.sub(r"\1", UNPRINTABLE.sub(lambda character: WINDOWS.get(character[0], ""), text))


def typed(text: str) -> str:
    """Plain words as HTML: a blank line starts a paragraph, a line end breaks the line."""
    paragraphs = (part.strip("\n") for part in BLANK_LINES.split(visible(text)))
    return "\n".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)
