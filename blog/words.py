"""Text as words that can be found: without case and accents, the same for what is searched and what is typed.

Both databases are given these words, and neither its own idea of them, so that they find the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST_TERMS = 8
LONGEST = 60
# Shorter words are looked for whole: as beginnings they would find half of the dictionary.
SHORTEST_BEGINNING = 3

# Accents and vowel signs, and what is invisible within a word: the soft hyphen and the joiners.
MARKS = {chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M")}
MARKS |= {"\u00ad", "\u200c", "\u200d"}
WRITTEN_WORD = re.compile(rf"[\w{''.join(MARKS)}]+")
WORD = re.compile(r"[^\W_]+")
# “quoted” in any of the ways people quote, or anything between spaces.
TYPED = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)')


@dataclass(frozen=True)
class Term:
    """Words that follow each other. Of a beginning the last word may go on."""

    words: tuple[str, ...]
    is_beginning: bool

    def __str__(self):
        return " ".join(self.words)


def words(text: str) -> list[str]:
    if text.isascii():  # the same, and most of what an import takes in at once
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    return [word for _start, _end, found in _spans(text) for word in found]


def terms(typed: str) -> list[Term]:
    """What somebody looks for: every term must be there. Words in quotes follow each other exactly as written.

    A word with a hyphen or a dot in it is words that follow each other, too. No language's grammar is known, so a word
    also finds those that it begins; a star asks for that where the word is short.
    """
    made: dict[Term, None] = {}
    for quoted, bare in TYPED.findall(typed):
        found = words(quoted or bare)
        if found:
            begins = not quoted and (len(found[-1]) >= SHORTEST_BEGINNING or bare.endswith("*"))
            made[Term(tuple(found), begins)] = None
    return list(made)[:MOST_TERMS]


def marked(text: str, terms: list[Term]) -> SafeString:
    """The whole text as HTML, with the terms in it marked."""
    tokens = _tokens(text)
    return _html(text, tokens, _hits(tokens, terms))


def excerpt(text: str, terms: list[Term], length: int = 40) -> SafeString:
    """As many words of the text as given, where most of the terms stand, as HTML with the terms marked."""
    tokens = _tokens(text)
    hits = _hits(tokens, terms)
    first = _best_window(hits, length)
    last = min(first + length, len(tokens)) - 1
    if last < 0:
        return mark_safe("")
    start = tokens[first][0] if first else 0
    end = tokens[last][1] if last < len(tokens) - 1 else len(text)
    shown = [(at - first, size, term) for at, size, term in hits if first <= at and at + size - 1 <= last]
    shifted = [(token[0] - start, token[1] - start, token[2]) for token in tokens[first : last + 1]]
    html = _html(text[start:end], shifted, shown)
    return mark_safe(f"{'… ' if first else ''}{html}{' …' if end < len(text) else ''}")  # noqa: S308  (escaped in _html)


def _spans(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """(start, end, words) of every written word; a single one may hold several words of ours, or none."""
    for found in WRITTEN_WORD.finditer(text):
        written = found[0]
        if written.isascii() and written.isalnum():
            yield found.start(), found.end(), [written[:LONGEST].lower()]
        else:
            yield found.start(), found.end(), [word[:LONGEST] for word in WORD.findall(_folded(written))]


@lru_cache(4096)
def _fold_of(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(part for part in parts if part not in MARKS)


def _folded(written: str) -> str:
    return "".join(map(_fold_of, written))


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """(start, end, word): words of one written word share its place."""
    return [(start, end, word) for start, end, found in _spans(text) for word in found]


def _hits(tokens: list[tuple[int, int, str]], terms: list[Term]) -> list[tuple[int, int, Term]]:
    """(first token, how many, term) of every place where a term stands, in the order of the text."""
    hits = []
    for at, (_start, _end, word) in enumerate(tokens):
        for term in terms:
            size = len(term.words)
            if size == 1:
                stands = word.startswith(term.words[0]) if term.is_beginning else word == term.words[0]
            else:
                stands = _stands(tokens[at : at + size], term)
            if stands:
                hits.append((at, size, term))
    return hits


def _stands(tokens: list[tuple[int, int, str]], term: Term) -> bool:
    found = [word for _start, _end, word in tokens]
    *whole, last = term.words
    if len(found) < len(term.words) or found[:-1] != whole:
        return False
    return found[-1].startswith(last) if term.is_beginning else found[-1] == last


def _best_window(hits: list[tuple[int, int, Term]], length: int) -> int:
    """The token to begin with: a little before the hit from which on most different terms come within reach."""
    best, most = 0, 0
    for index, (at, _size, _term) in enumerate(hits):
        within = {term for later, size, term in hits[index : index + 50] if later + size <= at + length}
        if len(within) > most:
            best, most = at, len(within)
    return max(0, best - length // 6)


def _html(text: str, tokens: list[tuple[int, int, str]], hits: list[tuple[int, int, Term]]) -> SafeString:
    pieces, done = [], 0
    for at, size, _term in hits:
        start, end = tokens[at][0], tokens[at + size - 1][1]
        if start >= done:
            pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
            done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308  (escaped piece by piece)
