"""Notes that an author added to a text later by hand ("Update, March 2013: …"), recognised with their dates.

What is dated after the entry went out can't have stood in it then; words of adding, finding or studies say that it is a
note and not an appointment. Nothing is changed here: each find says which pieces of the source it is made of.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

from blog import html
from blog.models import Addendum
from blog.querysets import month_after

MONTHS = {
    1: "january jan januar jänner janvier enero",
    2: "february feb februar février febrero",
    3: "march mar märz mars marzo",
    4: "april apr avril abril",
    5: "may mai mayo",
    6: "june jun juni juin junio",
    7: "july jul juli juillet julio",
    8: "august aug août agosto",
    9: "september sept sep septembre septiembre",
    10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre diciembre",
}
NUMBER = {name: number for number, names in MONTHS.items() for name in names.split()}
MONTH = "|".join(sorted(NUMBER, key=len, reverse=True))
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
YEAR = r"(?P<year>\d{4})"
NAMED = [
    re.compile(rf"\b(?P<month>{MONTH})\b\.?\s+{DAY},?\s+{YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{DAY}\s+(?:of\s+|de\s+)?(?P<month>{MONTH})\b\.?,?\s+(?:de\s+|del\s+)?{YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{MONTH})\b\.?,?\s+(?:of\s+|de\s+|del\s+)?{YEAR}\b", re.IGNORECASE),
]
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[.-]\d)")

# A note says near its beginning when it was added, and what it is.
HEAD = 160
LONGEST = 3_000
LABEL = re.compile(
    r"^\W*(?:update|edit|addendum|postscript|correction|nachtrag|ergänzung|aktualisierung|korrektur|ajout|"
    r"mise à jour|actualización|corrección)\b[^:]{0,60}:",
    re.IGNORECASE,
)
ADDED = re.compile(
    r"\b(?:add(?:ed|ing)|updat(?:e|ed|ing)|edit(?:ed)?|addendum|postscript|correct(?:ed|ion)|nachtrag|nachgetragen|"
    r"ergänz\w*|aktualisier\w*|hinzugefügt|korrig\w*|ajout\w*|mise? à jour|actualiz\w*|añad\w*|correg\w*)\b",
    re.IGNORECASE,
)
FOUND = re.compile(
    r"\b(?:new(?:er)?|another|this|a|recent|neuere?|neue[rns]?|eine|diese|nouvelle|cette|une|nuevo|este|un|otro)\s+"
    r"(?:\w+\s+)?(?:study|studies|trial|research|review|paper|article|report|data|info\w*|studie|untersuchung|artikel|"
    r"étude|recherche|article|estudio|artículo)\b"
    r"|\b(?:found|came across|discovered|learned|read|gefunden|gelesen|trouvé|encontré|leí)\b",
    re.IGNORECASE,
)
NEW_STUDY = re.compile(
    r"^\W*(?:an?other|a|this|one more|eine|une|un)?\s*(?:new|newer|neue|nouvelle|nuevo)\b", re.IGNORECASE
)
AHEAD = re.compile(r"\b(?:will|shall|going to|wird|werde\w*|sera|será|upcoming|next)\b", re.IGNORECASE)

BLOCK = re.compile(
    r"<(/?)(address|article|aside|blockquote|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p|pre|section"
    r"|table|ul)\b[^<>]*>",
    re.IGNORECASE,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BREAK = re.compile(r"</?(?:br|li|td|th|tr|dd|dt)\b[^<>]*>|" + BLOCK.pattern, re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
LINK = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^<>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
PROSE = {"", "p", "div"}
LISTED = {"ul", "ol", "blockquote"}


@dataclass(frozen=True)
class Day:
    """A date as it was written; `other` is the second way to read it, where nothing decides between the two."""

    on: date
    precision: str = Addendum.Precision.DAY
    other: date | None = None


@dataclass(frozen=True)
class Block:
    start: int
    end: int
    tag: str
    source: str

    @property
    def words(self) -> str:
        return _words(self.source)

    def links(self) -> list[tuple[str, str]]:
        links = [(unescape(found[1] or found[2] or "").strip(), found[3]) for found in LINK.finditer(self.source)]
        return [(address, _words(words)) for address, words in links if html.is_web_address(address)]

    def is_links_alone(self) -> bool:
        linked = "".join(words for _address, words in self.links())
        return bool(linked) and re.sub(r"\W", "", linked) == re.sub(r"\W", "", self.words)


@dataclass
class Note:
    blocks: list[Block]
    day: Day | None = None

    @property
    def words(self) -> str:
        return " ".join(block.words for block in self.blocks)

    @property
    def source(self) -> str:
        """Its own text; what is nothing but links becomes its sources."""
        return "\n".join(
            block.source.strip() for block in self.blocks if block is self.blocks[0] or not block.is_links_alone()
        )

    @property
    def sources(self) -> list[tuple[str, str]]:
        return [link for block in self.blocks[1:] if block.is_links_alone() for link in block.links()]


@dataclass
class Reading:
    """How numeric dates of one text are read."""

    is_month_first: bool
    is_certain: bool
    # In English points part the numbers of versions and chapters rather than of dates.
    has_points: bool = True
    after: date = field(default=date.min)
    until: date = field(default=date.max)


def notes_in(source: str, published_on: date | None, language: str, today: date) -> list[Note]:
    """The notes in an HTML text, in its order."""
    if not published_on:
        return []
    words = _words(source)
    reading = reading_of(words, language, published_on, today)
    if not days_in(words, reading) and not ADDED.search(words):
        return []
    blocks = blocks_of(source)
    days = [_day_of_note(block, reading) for block in blocks]
    is_note = [day is not None or _is_labelled(block) for block, day in zip(blocks, days, strict=True)]
    _take_what_lies_between(blocks, is_note)
    notes: list[Note] = []
    for place, block in enumerate(blocks):
        if is_note[place]:
            notes.append(Note([block], days[place]))
        elif notes and notes[-1].blocks[-1] is blocks[place - 1] and _belongs(block, notes[-1]):
            notes[-1].blocks.append(block)
    return notes


def without(source: str, notes: list[Note]) -> str:
    """The text without the notes."""
    for block in sorted((block for note in notes for block in note.blocks), key=lambda block: -block.start):
        source = source[: block.start].rstrip() + "\n" + source[block.end :].lstrip()
    return source.strip()


def blocks_of(source: str) -> list[Block]:
    """The outermost blocks, and the loose text between them."""
    blocks, position, depth, name, start = [], 0, 0, "", 0
    for tag in BLOCK.finditer(source):
        is_end, tag_name = bool(tag[1]), tag[2].lower()
        if depth and name == "p" and not is_end:
            blocks.append(Block(start, tag.start(), name, source[start : tag.start()]))
            depth, position = 0, tag.start()
        if depth:
            if tag_name == name:
                depth += -1 if is_end else 1
            if not depth:
                blocks.append(Block(start, tag.end(), name, source[start : tag.end()]))
                position = tag.end()
        elif not is_end and tag_name != "hr":
            _add_loose(blocks, source, position, tag.start())
            depth, name, start = 1, tag_name, tag.start()
    _add_loose(blocks, source, start if depth else position, len(source))
    return blocks


def reading_of(text: str, language: str, published_on: date, today: date) -> Reading:
    """Whether months or days stand first: as the text's own dates show, or else as the blog's language has it."""
    votes = Counter()
    for found in NUMERIC.finditer(text):
        first, second = int(found[1]), int(found[3])
        if found[2] != "." and max(first, second) > 12 >= min(first, second):
            votes[second > 12] += 1
    is_english = language.split("-")[0] == "en"
    if len(votes) == 1:
        return Reading(next(iter(votes)), True, not is_english, published_on, today)
    return Reading(is_english, not is_english and not votes, not is_english, published_on, today)


def days_in(text: str, reading: Reading) -> list[tuple[int, Day]]:
    """(where it stands, the day) of each date that can be one of a note, in the order of the text."""
    found = [*_named(text), *_iso(text), *_numeric(text, reading)]
    return sorted(((at, day) for at, day in found if _may_be(day, reading)), key=lambda pair: pair[0])


def _named(text: str):
    taken: list[tuple[int, int]] = []
    for pattern in NAMED:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            parts = match.groupdict()
            month, year, day = NUMBER[parts["month"].lower()], int(parts["year"]), parts.get("day")
            made = _date(year, month, int(day or 1))
            if made:
                taken.append(match.span())
                yield match.start(), Day(made, Addendum.Precision.DAY if day else Addendum.Precision.MONTH)


def _iso(text: str):
    for match in ISO.finditer(text):
        if made := _date(*map(int, match.groups())):
            yield match.start(), Day(made)


def _numeric(text: str, reading: Reading):
    for match in NUMERIC.finditer(text):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        if mark == "." and year < 100 and not reading.has_points:
            continue
        year += (1900 if year > 69 else 2000) if year < 100 else 0
        month_first, day_first = _date(year, first, second), _date(year, second, first)
        is_month_first = reading.is_month_first and mark != "."
        wanted, other = (month_first, day_first) if is_month_first else (day_first, month_first)
        fitting = [one for one in (wanted, other) if one and _may_be(Day(one), reading)]
        if not fitting:
            continue
        is_open = len(set(fitting)) == 2 and not reading.is_certain and mark != "."
        yield match.start(), Day(fitting[0], other=fitting[1] if is_open else None)


def _may_be(day: Day, reading: Reading) -> bool:
    """Added after the entry went out, and not ahead of us; a month has to be a later one."""
    after = reading.after if day.precision == Addendum.Precision.DAY else month_after(reading.after.replace(day=1))
    return after - timedelta(days=day.precision == Addendum.Precision.MONTH) < day.on <= reading.until


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_note(block: Block, reading: Reading) -> Day | None:
    """When a block was added, where it is a note."""
    if block.tag not in PROSE:
        return None
    words = block.words
    found = days_in(words[:HEAD], reading)
    if not found or len(words) > LONGEST:
        return None
    head = words[:HEAD]
    is_added = ADDED.search(head) or LABEL.match(words)
    is_found = FOUND.search(head) and not AHEAD.search(head)
    return found[0][1] if is_added or is_found else None


def _is_labelled(block: Block) -> bool:
    return block.tag in PROSE and bool(LABEL.match(block.words))


def _take_what_lies_between(blocks: list[Block], is_note: list[bool]) -> None:
    """Among notes, one that begins as they do and forgot its date is a note too."""
    places = [place for place, is_one in enumerate(is_note) if is_one]
    for before, after in pairwise(places):
        between = range(before + 1, after)
        if any(blocks[place].tag[:1] == "h" for place in between):
            continue
        for place in between:
            is_note[place] = blocks[place].tag in PROSE and bool(NEW_STUDY.match(blocks[place].words))


def _belongs(block: Block, note: Note) -> bool:
    """What follows a note and is part of it: links alone, or the list or quotation that it announces."""
    announces = note.blocks[-1].words.rstrip().endswith(":")
    return block.is_links_alone() or (announces and block.tag in LISTED)


def _add_loose(blocks: list[Block], source: str, start: int, end: int) -> None:
    piece = source[start:end]
    if COMMENT.sub("", piece).strip():
        blocks.append(Block(start, end, "", piece))


def _words(markup: str) -> str:
    """Its words, quickly: good enough to recognise, and never printed."""
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", COMMENT.sub("", markup)))).split())
