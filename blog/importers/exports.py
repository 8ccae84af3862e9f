"""Opening another system's export: refusing what is none with a sentence, and mending what XML parsers choke on."""

import codecs
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

HEAD_BYTES = 65_536
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']""")
OPENING = re.compile(r"^(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)

# What XML 1.0 forbids, even as a reference.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SECTIONS = re.compile(r"(<!\[CDATA\[|\]\]>|<!--|-->)")
SECTION_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});)?")
# A mark or reference that the end of a piece cuts in two; it is kept back for the next piece.
BEGUN = re.compile(r"(?:<(?:!(?:-|\[[CDAT]{0,5})?)?|\]\]?|(?<!<!)(?<!<!-)--?|&#?[xX]?\w{0,8})$")
LONGEST_BEGUN = 11


class UnreadableExport(Exception):
    """The file is no export that can be read; the message says what it is and what to do."""


class BrokenExport(Exception):
    """The export breaks off or stops being XML; what came before was read. The message names the line."""


@contextmanager
def opened(path: Path) -> Iterator["MendedText"]:
    """The export's text, read as a stream, also out of a .gz."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            yield MendedText(file)
    except FileNotFoundError:
        raise UnreadableExport(_("There is no file %s.") % path) from None
    except IsADirectoryError:
        raise UnreadableExport(_("%s is a folder. Name the export file in it.") % path) from None
    except PermissionError:
        raise UnreadableExport(_("%s may not be read by this account.") % path) from None
    except (EOFError, gzip.BadGzipFile) as trouble:
        raise BrokenExport(_("The compressed file is damaged (%s). Download it again.") % trouble) from trouble


class MendedText:
    """A file's text for an XML parser: control characters are dropped and bare ampersands are written as such.

    Bytes that are not of the declared encoding are read as Windows-1252, which they nearly always are.
    """

    def __init__(self, file):
        self.file = file
        self.first_odd_line: int | None = None
        self._line = 1
        self._held = ""
        self._section_end: str | None = None
        head = file.read(HEAD_BYTES)
        self.encoding = encoding_of(head)
        self._decoder = codecs.getincrementaldecoder(self.encoding)()
        self._head = self._decoded(head)
        refuse_what_is_no_export(self._head)

    def read(self, size: int = HEAD_BYTES) -> str:
        """The next piece, never empty before the end."""
        while True:
            if self._head:
                text, self._head, is_end = self._head, "", False
            else:
                data = self.file.read(size)
                text, is_end = self._decoded(data, final=not data), not data
            mended = self._mended(self._held + text, is_end)
            if mended or is_end:
                return mended

    def _decoded(self, data: bytes, final: bool = False) -> str:
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as trouble:
            self.first_odd_line = self._line + trouble.object[: trouble.start].count(b"\n")
            self._decoder.errors = "windows-1252"
            text = self._decoder.decode(data, final)
        self._line += text.count("\n")
        return text

    def _mended(self, text: str, is_end: bool) -> str:
        begun = None if is_end else BEGUN.search(text, max(0, len(text) - LONGEST_BEGUN))
        cut = begun.start() if begun else len(text)
        text, self._held = FORBIDDEN.sub("", text[:cut]), text[cut:]
        parts = SECTIONS.split(text)
        for index, part in enumerate(parts):
            if self._section_end:
                self._section_end = None if part == self._section_end else self._section_end
            elif part in SECTION_ENDS:
                self._section_end = SECTION_ENDS[part]
            elif "&" in part:
                parts[index] = AMPERSAND.sub(_mended_reference, part)
        return "".join(parts)


def encoding_of(head: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else "utf-16"
    declared = DECLARED_ENCODING.match(head)
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        b"<".decode(name)
        encoding = codecs.lookup(name)
    except (LookupError, UnicodeError):
        raise UnreadableExport(
            _("The file says that it is written in “%s”, which is unknown here. Save it as UTF-8.") % name
        ) from None
    # As browsers do: whatever calls itself Latin-1 is Windows-1252.
    return "cp1252" if encoding.name in {"iso8859-1", "ascii"} else encoding.name


def refuse_what_is_no_export(head: str) -> None:
    """Raises UnreadableExport unless the text begins as a WordPress export does."""
    start = head[OPENING.match(head.lstrip("\ufeff")).end() :].lstrip("\ufeff \t\r\n").lower()
    if head.startswith("PK\x03\x04"):
        raise UnreadableExport(_("This is a zip archive. Unpack it and name the .xml file in it."))
    if not head.strip():
        raise UnreadableExport(_("The file is empty."))
    if start.startswith(("<!doctype html", "<html")):
        raise UnreadableExport(
            _("This is a web page and not an export. In WordPress, choose Tools → Export and download the file.")
        )
    if start.startswith("<!doctype"):
        raise UnreadableExport(
            _("The file has a DOCTYPE, which no WordPress export has and which can hide traps. It was not read.")
        )
    if not start.startswith("<rss"):
        raise UnreadableExport(_("This is not a WordPress export: those are XML and begin with <rss>."))
    if "wordpress.org/export/" not in start:
        raise UnreadableExport(
            _("This is a news feed and not an export. In WordPress, choose Tools → Export and download the file.")
        )


def _mended_reference(reference: re.Match) -> str:
    name, decimal, hexadecimal = reference.groups()
    if name:
        return reference.group()
    if not (decimal or hexadecimal):
        return "&amp;"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = code in {9, 10, 13} or (0x20 <= code <= 0x10FFFF and not FORBIDDEN.match(chr(code)))
    return reference.group() if is_character else ""


def _as_windows_1252(trouble: UnicodeError) -> tuple[str, int]:
    if not isinstance(trouble, UnicodeDecodeError):
        raise trouble
    return trouble.object[trouble.start : trouble.end].decode("cp1252", "replace"), trouble.end


codecs.register_error("windows-1252", _as_windows_1252)
