"""Markdown as authors may write it, and the little of it that looks right in whatever readers type."""

import re
from threading import local

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_block import blockquote as quote
from markdown_it.rules_inline.state_inline import Delimiter, StateInline

from blog.html.footnotes import add_footnotes
from blog.html.links import BARE, absolute, end_of

# Open quotes, lists and items, beyond which their marks stay words. The parser drops what is deeper than its own limit.
DEEPEST_IN_ENTRY = 16
DEEPEST_IN_COMMENT = 8
PARSER_DEEPEST = 20

# Each thread's parser of comments: what it knows of a text is in no parser, but its rules are sorted at the first text.
OWN = local()

RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
# What a backslash keeps from being a mark. Paths and shrugs keep their backslashes.
ESCAPED = {f"\\{mark}": mark for mark in "*`[]>"} | {"\\_": "\\_"}


def entry_markdown(source: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": PARSER_DEEPEST}).enable(["table", "strikethrough"])
    _keep_shallow(parser, DEEPEST_IN_ENTRY)
    add_footnotes(parser)
    return parser.render(source)


def comment_markdown(source: str) -> str:
    """Paragraphs and lines as typed; emphasis, code, quotes, lists and links. Everything else stays as it was typed."""
    if not hasattr(OWN, "comments"):
        OWN.comments = _comment_parser()
    return OWN.comments.render(source)


def _comment_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": PARSER_DEEPEST})
    parser.disable(["code", "heading", "hr", "html_block", "lheading", "reference"])
    parser.disable(["entity", "html_inline", "image"])
    _keep_shallow(parser, DEEPEST_IN_COMMENT)
    parser.block.ruler.before("paragraph", "quote_end", _quote_end, {"alt": ["blockquote"]})
    parser.inline.ruler.before("newline", "bare_address", _bare_address)
    parser.inline.ruler.at("escape", _escape)
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.validateLink = lambda address: absolute(address) is not None
    return parser


def _keep_shallow(parser: MarkdownIt, deepest: int) -> None:
    def shallow(rule):
        def checked(state: StateBlock, first: int, after: int, silent: bool) -> bool:
            return state.level < deepest and rule(state, first, after, silent)

        return checked

    alternatives = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.at("blockquote", shallow(quote), alternatives)
    parser.block.ruler.at("list", shallow(_list), {"alt": ["paragraph", "reference", "blockquote"]})


def _list(state: StateBlock, first: int, after: int, silent: bool) -> bool:
    """Three stars in a row part one thing from the next; they are no list of nothing."""
    line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
    return not RULE.fullmatch(line) and list_block(state, first, after, silent)


def _quote_end(state: StateBlock, first: int, after: int, silent: bool) -> bool:
    """A line without > ends a quote: what is typed under it is the answer."""
    return silent


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Keeps typed addresses whole: the stars and underscores in them are no emphasis."""
    if not state.src.startswith("://", state.pos):
        return False
    start = state.pos - (5 if state.src[max(state.pos - 5, 0) : state.pos].lower() == "https" else 4)
    match = BARE.match(state.src, max(start, 0), state.posMax)
    if not match:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end_of(match)])
    state.pos = end_of(match)
    return True


def _escape(state: StateInline, silent: bool) -> bool:
    pair = state.src[state.pos : state.pos + 2]
    if pair not in ESCAPED:
        return False
    if not silent:
        state.append_pending(ESCAPED[pair])
    state.pos += 2
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """*stars* and **double** ones, _underscores_; not those of 2*3*4, of __init__ or of a line to fill in."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    end = state.pos + scanned.length
    before, after = state.src[state.pos - 1 : state.pos], state.src[end : end + 1]
    is_in_word = all(character.isascii() and character.isalnum() for character in (before, after))
    if is_in_word or (marker == "_" and scanned.length > 1):
        state.append_pending(state.src[state.pos : end])
    else:
        for _mark in range(scanned.length):
            state.push("text", "", 0).content = marker
            place = len(state.tokens) - 1
            state.delimiters.append(
                Delimiter(ord(marker), scanned.length, place, -1, scanned.can_open, scanned.can_close)
            )
    state.pos = end
    return True
