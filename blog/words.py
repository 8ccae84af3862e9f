"""Text as words that can be found: without case and accents, the same for what is searched and what is typed.

Both databases are given these words, and neither its own idea of them, so that they find the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

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

    @cached_property
    def whole(self) -> str:
        """As it stands among the words of a text, with a space before and after."""
        return f" {self} "

    @cached_property
    def begun(self) -> str:
        """As it stands there where its last word may go on."""
        return f" {self}" if self.is_beginning else self.whole

    @property
    def as_typed(self) -> "Term":
        return Term(self.words, is_beginning=False)


def words(text: str) -> list[str]:
    if text.isascii():  # the same, and most of what an import takes in at once
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    return _broken_up(text)[0]


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
    found, places = _broken_up(text)
    spans = list(_spans(text, 0, None))
    marks = [(spans[places[at]][0], spans[places[at + size - 1]][1]) for at, size, _term in _hits(found, terms)]
    return _html(text, 0, len(text), marks)


def excerpt(text: str, terms: list[Term], length: int = 40) -> SafeString:
    """As many words of the text as given, where most of the terms stand, as HTML with the terms marked."""
    found, places = _broken_up(text)
    hits = _hits(found, terms)
    first = _best_window(hits, length)
    last = min(first + length, len(found)) - 1
    if last < 0:
        return mark_safe("")
    spans = dict(enumerate(_spans(text, places[first], places[last] + 1), start=places[first]))
    start = spans[places[first]][0] if first else 0
    end = spans[places[last]][1] if last < len(found) - 1 else len(text)
    within = [(at, at + size - 1) for at, size, _term in hits if first <= at and at + size - 1 <= last]
    html = _html(text, start, end, [(spans[places[at]][0], spans[places[until]][1]) for at, until in within])
    return mark_safe(f"{'… ' if first else ''}{html}{' …' if end < len(text) else ''}")  # noqa: S308  (escaped in _html)


def _broken_up(text: str) -> tuple[list[str], Sequence[int]]:
    """The words, and of each in which written word it stands: a single one may hold several words of ours, or none."""
    if text.isascii() and "_" not in text:
        found = WORD.findall(text.lower())
        return found, range(len(found))
    pairs = [(word, place) for place, one in enumerate(WRITTEN_WORD.findall(text)) for word in _words_of(one)]
    return [word for word, _place in pairs], [place for _word, place in pairs]


def _spans(text: str, first: int, after: int | None) -> Iterator[tuple[int, int]]:
    """(start, end) of some of the written words."""
    return (found.span() for found in islice(WRITTEN_WORD.finditer(text), first, after))


@lru_cache(8192)
def _words_of(written: str) -> tuple[str, ...]:
    plain = written.lower() if written.isascii() else _folded(written)
    return tuple(word[:LONGEST] for word in WORD.findall(plain))


@lru_cache(4096)
def _fold_of(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(part for part in parts if part not in MARKS)


def _folded(written: str) -> str:
    return "".join(map(_fold_of, written))


def _hits(found: list[str], terms: list[Term]) -> list[tuple[int, int, Term]]:
    """(first word, how many, term) of every place where a term stands, in the order of the text."""
    begun: dict[str, list[Term]] = {}
    for term in terms:
        for word in _beginning(term, set(found)):
            begun.setdefault(word, []).append(term)
    places = [(at, word) for at, word in enumerate(found) if word in begun]
    return [(at, len(term.words), term) for at, word in places for term in begun[word] if _stands(term, found, at)]


def _beginning(term: Term, found: set[str]) -> list[str]:
    """The words with which the term may begin."""
    first = term.words[0]
    if term.is_beginning and len(term.words) == 1:
        return [word for word in found if word.startswith(first)]
    return [word for word in found if word[:LONGEST] == first]


def _stands(term: Term, found: list[str], at: int) -> bool:
    """Whether the words after the first one follow it."""
    if len(term.words) == 1:
        return True
    following = [word[:LONGEST] for word in found[at + 1 : at + len(term.words)]]
    *whole, last = term.words[1:]
    if len(following) <= len(whole) or following[:-1] != whole:
        return False
    return following[-1].startswith(last) if term.is_beginning else following[-1] == last


def _best_window(hits: list[tuple[int, int, Term]], length: int) -> int:
    """The token to begin with: a little before the hit from which on most different terms come within reach."""
    best, most = 0, 0
    for index, (at, _size, _term) in enumerate(hits):
        within = {term for later, size, term in hits[index : index + 50] if later + size <= at + length}
        if len(within) > most:
            best, most = at, len(within)
    return max(0, best - length // 6)


def _html(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> SafeString:
    """A part of the text with parts of it marked."""
    pieces, done = [], start
    for first, after in marks:
        if first >= done:
            pieces += [escape(text[done:first]), "<mark>", escape(text[first:after]), "</mark>"]
            done = after
    return mark_safe("".join([*pieces, escape(text[done:end])]))  # noqa: S308  (escaped piece by piece)
