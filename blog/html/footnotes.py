"""Footnotes in an author's Markdown: [^1] in the text and a paragraph that begins with [^1]: lead to one another."""

import re
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARK = re.compile(r"\[\^([^\]\s]{1,60})\]")
NOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*")


@dataclass
class Notes:
    """What is known of a text's notes: their words by name, and the names and numbers in the order of their marks."""

    written: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, env: dict) -> "Notes":
        return env.setdefault("notes", cls())

    def number(self, name: str) -> int:
        if name not in self.numbers:
            self.marked.append(name)
            self.numbers[name] = len(self.marked)
        return self.numbers[name]


def add_footnotes(parser: MarkdownIt) -> None:
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph"]})
    parser.inline.ruler.before("link", "mark_of_note", _mark)
    parser.core.ruler.after("inline", "notes", _notes)


def _note(state: StateBlock, first: int, after: int, silent: bool) -> bool:
    """Lays the words of a note by, up to the next empty line or the next note."""
    found = not state.is_code_block(first) and NOTE.match(_line(state, first))
    if not found:
        return False
    if silent:
        return True
    lines, at = [_line(state, first)[found.end() :]], first + 1
    while at < after and _goes_on(state, at):
        lines.append(_line(state, at))
        at += 1
    written = Notes.of(state.env).written
    # No mark leads to a second one of the same name; its own has a space, which no name can have.
    name = found[1] if found[1] not in written else f"{found[1]} {len(written)}"
    written[name] = "\n".join(lines)
    state.line = at
    return True


def _goes_on(state: StateBlock, at: int) -> bool:
    is_inside = state.sCount[at] >= state.blkIndent
    return is_inside and not state.isEmpty(at) and not NOTE.match(_line(state, at))


def _mark(state: StateInline, silent: bool) -> bool:
    notes = Notes.of(state.env)
    found = MARK.match(state.src, state.pos)
    if not found or found[1] not in notes.written:
        return False
    if not silent:
        is_first = found[1] not in notes.numbers
        number = notes.number(found[1])
        name = format_html(' id="mark-{}"', number) if is_first else ""
        html = format_html('<sup><a href="#note-{}"{}>{}</a></sup>', number, name, number)
        state.push("html_inline", "", 0).content = html
    state.pos = found.end()
    return True


def _notes(state: StateCore) -> None:
    """The notes stand behind the text in the order of their marks; behind them what no mark leads to."""
    notes = Notes.of(state.env)
    if not notes.written:
        return
    state.tokens.append(_html("<hr>\n<ol>\n"))
    # It grows on the way: a note may hold the mark of another, which then comes behind it.
    for name in notes.marked:
        number = notes.numbers[name]
        back = format_html(' <a href="#mark-{}">{}</a>', number, _("Back"))
        state.tokens += [
            _html(f'<li id="note-{number}"><p>'),
            _words(state, notes.written[name]),
            _html(f"{back}</p></li>\n"),
        ]
    for name, words in notes.written.items():
        if name not in notes.numbers:
            state.tokens += [_html("<li><p>"), _words(state, words), _html("</p></li>\n")]
    state.tokens.append(_html("</ol>\n"))


def _words(state: StateCore, words: str) -> Token:
    token = Token("inline", "", 0, content=words, children=[])
    state.md.inline.parse(words, state.md, state.env, token.children)
    return token


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
