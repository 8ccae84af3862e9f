"""Paragraphs for text that WordPress keeps without: blank lines part paragraphs, single line ends break lines."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise, zip_longest

# A tag ends at the next angle bracket whatever its quotes say: enough to place paragraphs, and always linear.
MARKUP = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
BREAK_AT_END = re.compile(r"<br\s*/?>$", re.IGNORECASE)
MORE = "<!--more-->"

# Blocks by what stands in them: paragraphs; paragraphs when there is more than one; one phrase; only other blocks.
PROSE = {
    *"article aside blockquote body center details div fieldset footer form header hgroup main nav section".split()
}
FLOW = {*"dd li td th".split()}
PHRASE = {*"address caption dt figcaption figure h1 h2 h3 h4 h5 h6 legend summary".split()}
STRUCTURE = {*"colgroup dl menu ol table tbody tfoot thead tr ul".split()}
BLOCKS = PROSE | FLOW | PHRASE | STRUCTURE | {"p"}
# Left as they are to their very end.
RAW_BLOCKS = {*"pre script style".split()}
RAW_PHRASES = {*"audio canvas iframe math noscript object select svg textarea video".split()}
LONE_BLOCKS = {*"col hr".split()}
SHOWN_ALONE = re.compile(r"<(?:img|embed|input|audio|canvas|iframe|math|object|select|svg|textarea|video)\b", re.I)


def with_paragraphs(text: str) -> str:
    """The text as WordPress shows it. What has its paragraphs already comes back as it is."""
    page = _Page()
    for name, is_end, piece in _pieces(text.replace("\r\n", "\n").replace("\r", "\n")):
        page.take(name, is_end, piece)
    return page.finished()


class _Page:
    """Text on its way out: what is written, the phrase under way, and the names of the blocks it stands in."""

    def __init__(self):
        self.out: list[str] = []
        self.phrase: list[str] = []
        self.blocks: list[str] = []
        self._is_after_block = False

    def take(self, name: str, is_end: bool, piece: str) -> None:
        stands_alone = piece == MORE and not self._is_mid_line()
        if stands_alone or name in RAW_BLOCKS or name in LONE_BLOCKS:
            self._write_whole(piece)
        elif name not in BLOCKS:
            self.phrase.append(piece.replace("\n", " ") if name else piece)
        elif is_end:
            self._close(name, piece)
        else:
            self._open(name, piece)

    def finished(self) -> str:
        self._end_phrase()
        return "".join(self.out)

    def _is_mid_line(self) -> bool:
        return bool("".join(self.phrase).rpartition("\n")[2].strip())

    def _write_whole(self, piece: str) -> None:
        self._end_phrase()
        self._is_after_block = bool(self.out)
        self._write(piece, begins=True, ends=True)

    def _open(self, name: str, piece: str) -> None:
        self._end_phrase()
        if self.blocks and self.blocks[-1] == "p":
            # Browsers end a paragraph where a block begins.
            self.blocks.pop()
            self._write("</p>", ends=True)
        self.blocks.append(name)
        self._write(piece, begins=True)

    def _close(self, name: str, piece: str) -> None:
        if name not in self.blocks:
            self.phrase.append("\n\n")
            return
        self._end_phrase()
        while self.blocks.pop() != name:
            pass
        self._write(piece, ends=True)

    def _end_phrase(self) -> None:
        phrase, self.phrase = "".join(self.phrase), []
        if not phrase.strip():
            return
        written = _set(phrase, self.blocks[-1] if self.blocks else "body")
        is_whole = written.startswith("<p>")
        self._write(written, begins=is_whole, ends=is_whole)

    def _write(self, piece: str, begins: bool = False, ends: bool = False) -> None:
        """Blocks that follow each other stand on lines of their own."""
        if begins and self._is_after_block:
            self.out.append("\n")
        self.out.append(piece)
        self._is_after_block = ends


def _set(phrase: str, block: str) -> str:
    """A phrase as it stands in a block of that name."""
    if block in STRUCTURE or not _is_visible(phrase):
        return phrase.strip()
    if block in PHRASE:
        return _with_breaks(phrase.strip().split("\n"))
    parts = [_with_breaks(lines) for lines in _paragraphs(phrase)]
    if block == "p":
        return "</p>\n<p>".join(parts)
    if block in FLOW and len(parts) == 1:
        return parts[0]
    return "\n".join(f"<p>{part}</p>" if _is_visible(part) else part for part in parts)


def _is_visible(phrase: str) -> bool:
    """Whether a reader sees anything of it: tags around a block, or a comment, make no paragraph."""
    return bool(SHOWN_ALONE.search(phrase) or "".join(piece for name, _, piece in _pieces(phrase) if not name).strip())


def _paragraphs(phrase: str) -> list[list[str]]:
    """The lines of each paragraph."""
    lines = BREAKS.sub("\n\n", phrase).split("\n")
    return [list(group) for is_text, group in groupby(lines, key=lambda line: bool(line.strip())) if is_text]


def _with_breaks(lines: list[str]) -> str:
    """One line after the other, with a break between two where none is written."""
    stripped = [line.strip() for line in lines if line.strip()]
    written = [bool(BREAK_AT_END.search(line) or BREAK.match(after)) for line, after in pairwise(stripped)]
    ends = ["\n" if is_written else "<br>\n" for is_written in written]
    return "".join(line + end for line, end in zip_longest(stripped, ends, fillvalue=""))


def _pieces(text: str) -> Iterator[tuple[str, bool, str]]:
    """(name, is an end tag, the piece) of each tag, comment ("!") and whole raw element; text has no name."""
    position, endless = 0, set()
    while found := MARKUP.search(text, position):
        if found.start() > position:
            yield "", False, text[position : found.start()]
        name, end = (found[2] or "!").lower(), found.end()
        closing = "-->" if name == "!" else f"</{name}" if name in RAW_BLOCKS | RAW_PHRASES and not found[1] else ""
        if closing and closing not in endless:
            end = _end_of(text, closing, end)
            if end < 0:
                endless.add(closing)
                end = found.end()
        yield name, bool(found[1]), text[found.start() : end]
        position = end
    if position < len(text):
        yield "", False, text[position:]


def _end_of(text: str, closing: str, start: int) -> int:
    """Where the closing mark, or tag with its bracket, ends; -1 where it is missing."""
    if closing == "-->":
        at = text.find(closing, start)
        return at + len(closing) if at >= 0 else -1
    found = re.compile(rf"{closing}\b[^>]*>", re.IGNORECASE).search(text, start)
    return found.end() if found else -1
