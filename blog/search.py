"""Finding passages: candidates by the database's own index of words, ranked here, so that every database ranks alike.

SQLite keeps the indexes as FTS5 tables that triggers hold in step with the passages, PostgreSQL as GIN indexes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from difflib import SequenceMatcher
from functools import cache, cached_property, partial
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, Count, Max, Min, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.safestring import SafeString
from taggit.models import Tag, TaggedItem

from blog import words
from blog.models import Addendum, Blog, Entry, Passage
from blog.prepared import Prepared
from blog.querysets import PassageQuerySet
from blog.words import Term

MOST_TAGS = 8
LONGEST_QUESTION = 200

# A term in a heading counts more than any number of times in a text; remarks of readers stand a little behind.
HEADING_WEIGHT = 3.0
KIND_WEIGHT = {Passage.Kind.ENTRY: 1.0, Passage.Kind.ADDENDUM: 0.9, Passage.Kind.COMMENT: 0.7}
USUAL_LENGTH = 3_000  # characters of words

# Of the words in an address so many are looked at, of at least so many letters together; and so near must a title come
# to be suggested for it.
MOST_WANTED, SHORTEST_WANTED, ALIKE = 8, 4, 0.75


class Index(NamedTuple):
    """An index of words. What the author wrote is not looked for among thirty times as many remarks."""

    name: str
    columns: tuple[str, ...]
    kinds: str
    most: int  # so many of the newest that are found here are ranked

    @property
    def vector(self) -> str:
        """Its words as PostgreSQL holds them."""
        return "vector" if "body_words" in self.columns else HEADING_VECTOR


ALL_KEYS, NO_KEYS = (0, 2**63 - 1), (1, 0)
OWN, OF_READERS = "kind <> 'comment'", "kind = 'comment'"
TEXTS = Index("blog_text_words", ("heading_words", "body_words"), OWN, 60)
HEADINGS = Index("blog_heading_words", ("heading_words",), OWN, 30)
COMMENTS = Index("blog_comment_words", ("body_words",), OF_READERS, 40)
INDEXES = (TEXTS, HEADINGS, COMMENTS)


def _of_sqlite(index: Index) -> list[str]:
    """It holds words and keys alone: the passages have the texts."""
    name, columns = index.name, ", ".join(index.columns)
    new, old = (", ".join(f"{row}.{column}" for column in ("id", *index.columns)) for row in ("new", "old"))
    added = f"INSERT INTO {name}(rowid, {columns}) VALUES ({new});"  # noqa: S608  (our own names)
    taken = f"INSERT INTO {name}({name}, rowid, {columns}) VALUES ('delete', {old});"  # noqa: S608
    options = "content='', columnsize=0, tokenize='ascii', prefix='3 4'"
    events = {
        f"{name}_added AFTER INSERT ON blog_passage WHEN new.{index.kinds}": added,
        f"{name}_gone AFTER DELETE ON blog_passage WHEN old.{index.kinds}": taken,
        f"{name}_changed AFTER UPDATE OF {columns} ON blog_passage WHEN new.{index.kinds}": taken + added,
    }
    triggers = [f"CREATE TRIGGER IF NOT EXISTS {event} BEGIN {done} END" for event, done in events.items()]
    return [f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({columns}, {options})", *triggers]


def _filled(index: Index) -> list[str]:
    name, columns = index.name, ", ".join(index.columns)
    return [
        f"INSERT INTO {name}({name}) VALUES ('delete-all')",  # noqa: S608  (our own names)
        f"INSERT INTO {name}(rowid, {columns}) SELECT id, {columns} FROM blog_passage WHERE {index.kinds} ORDER BY id",  # noqa: S608
    ]


VECTOR = "array_to_tsvector(array_remove(string_to_array({}, ' '), ''))"
HEADING_VECTOR = VECTOR.format("heading_words")
WHOLE_VECTOR = VECTOR.format("heading_words || ' ' || body_words")
POSTGRESQL = [
    f"ALTER TABLE blog_passage ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({WHOLE_VECTOR}) STORED",
    # Hundreds of texts are read for one answer, and unpacking them would take longer than anything else.
    "ALTER TABLE blog_passage ALTER COLUMN body_words SET STORAGE EXTERNAL, ALTER COLUMN vector SET STORAGE EXTERNAL",
    # For words that stand nearly everywhere: the newest texts are gone through then, and not all remarks beside them.
    f"CREATE INDEX IF NOT EXISTS blog_own_passages ON blog_passage (id) WHERE {OWN}",
    *(
        f"CREATE INDEX IF NOT EXISTS {index.name} ON blog_passage USING gin (({index.vector})) WHERE {index.kinds}"
        for index in INDEXES
    ),
]


def prepare(connection) -> None:
    """Makes the indexes of words, where they are not there yet; a migration calls this after every change of the table."""
    of_sqlite = [statement for index in INDEXES for statement in _of_sqlite(index)]
    _execute(connection, {"sqlite": of_sqlite, "postgresql": POSTGRESQL}[connection.vendor])


def fill(connection) -> None:
    """Gives indexes that were made after the passages their words; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        _execute(connection, [statement for index in INDEXES for statement in _filled(index)])


def _execute(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rebuild() -> int:
    """Writes the passages of all entries and addenda anew; how many there are then."""
    own = Passage.objects.exclude(kind=Passage.Kind.COMMENT)
    own.delete()
    for source in (*Entry.objects.iterator(100), *Addendum.objects.select_related("entry").iterator(100)):
        source.make_findable()
    return own.count()


class Hit(NamedTuple):
    """A passage that was found. The greater one is the better, of equals the newer."""

    score: float
    published_at: datetime
    pk: int
    entry_pk: int
    kind: str


@dataclass(frozen=True)
class Found:
    """A passage for the page of results: what it belongs to, and where the terms stand in it."""

    passage: Passage
    addendum: Addendum | None
    terms: list[Term]

    @property
    def title(self) -> SafeString:
        return words.marked(str(self.passage.entry), self.terms)

    @property
    def excerpt(self) -> SafeString:
        return words.excerpt(self.passage.text, self.terms)


class Question:
    """What a reader looks for: words, and the year and the subject that limit the answer."""

    def __init__(self, typed: str, blog: Blog, year: int | None = None, tag: Tag | None = None):
        self.typed = typed
        self.blog = blog
        self.year = year
        self.tag = tag
        self.terms = words.terms(typed)

    @classmethod
    def asked(cls, fields: Mapping[str, str], blog: Blog) -> "Question":
        """As it comes in an address; a year or a subject that is none limits nothing."""
        year, slug = fields.get("year", ""), fields.get("tag", "")
        is_year = year.isascii() and year.isdigit() and len(year) == 4 and MINYEAR <= int(year) < MAXYEAR
        tag = Tag.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
        typed = fields.get("q", "").replace("\0", "")[:LONGEST_QUESTION].strip()
        return cls(typed, blog, int(year) if is_year else None, tag)

    @cached_property
    def hits(self) -> list[Hit]:
        limits = {"tag": self.tag, "with_comments": self.blog.search_comments}
        if self.year:
            first, after = (datetime(year, 1, 1, tzinfo=self.blog.zone) for year in (self.year, self.year + 1))
            limits |= {"first": first, "after": after}
        return find(self.terms, **limits)

    @property
    def is_cut_off(self) -> bool:
        """Whether there may be more than what was ranked."""
        of_readers = sum(hit.kind == Passage.Kind.COMMENT for hit in self.hits)
        return of_readers >= COMMENTS.most or len(self.hits) - of_readers >= TEXTS.most

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """(year of publication, how many hits), newest first."""
        zone = self.blog.zone
        counted = Counter(hit.published_at.astimezone(zone).year for hit in self.hits)
        return sorted(counted.items(), reverse=True)

    @cached_property
    def subjects(self) -> list[Tag]:
        """The tags that the entries of the hits have most, with their number of `entries`."""
        if not self.hits:
            return []
        counts = dict(_SUBJECTS(keys=_listed({hit.entry_pk for hit in self.hits})))
        tags = _TAGS(keys=counts) if counts else []
        for tag in tags:
            tag.entries = counts[tag.pk]
        return sorted(tags, key=lambda tag: tag.name.casefold())

    def address(self, year: int | None = None, tag: Tag | None = None) -> str:
        """The query of the same words with these limits."""
        fields = {"q": self.typed, "year": year and f"{year:04}", "tag": tag and tag.slug}
        return "?" + urlencode({name: value for name, value in fields.items() if value})


def find(
    terms: list[Term],
    *,
    first: datetime | None = None,
    after: datetime | None = None,
    tag: Tag | None = None,
    with_comments: bool = True,
) -> list[Hit]:
    """Where all the terms stand, the best first.

    `first` and `after` limit the publication of the entry to a time, `tag` to those that have it.
    """
    if not terms:
        return []
    spans = _SPANS(first=first, after=after) if first and after else None
    limits = {"spans": spans, "first": first, "after": after, "tag": tag and tag.pk}
    typed = [term.as_typed for term in terms]
    rows = _newest(TEXTS, terms, **limits)
    if len(rows) == TEXTS.most:
        # What is called so is found, however old it is.
        rows |= _newest(HEADINGS, terms, **limits)
    if with_comments:
        # Who finds enough needs no remarks with words that only begin so.
        wanted = typed if len(rows) >= TEXTS.most else terms
        rows |= _newest(COMMENTS, wanted, **limits)
    hits = [
        Hit(KIND_WEIGHT[kind] * score(terms, heading, body), published_at, pk, entry_pk, kind)
        for pk, (entry_pk, published_at, kind, heading, body) in rows.items()
    ]
    return sorted(hits, reverse=True)


def _newest(index: Index, terms: list[Term], *, spans, **limits) -> dict[int, tuple]:
    """Rows by key, with the words as they were typed or, where these are few, with all that they begin: of those all
    places have to be merged before there is a newest one.
    """
    keys = ALL_KEYS if spans is None else _keys(index, spans)
    asked = partial(_asked, index, keys=keys, **limits)
    rows = asked([term.as_typed for term in terms])
    begins = any(term.is_beginning for term in terms)
    return asked(terms) if begins and len(rows) < index.most else rows


def _asked(index: Index, terms: list[Term], *, keys, first, after, tag) -> dict[int, tuple]:
    phrases = [term.begun for term in terms if len(term.words) > 1]
    candidates = _candidates(index, len(phrases), bool(first and after), bool(tag))
    asked = {"moment": timezone.now(), "question": _question(terms), "phrases": phrases, "keys": keys}
    return {pk: row for pk, *row in candidates(**asked, first=first, after=after, tag=tag)}


@cache
def _candidates(index: Index, phrases: int, in_time: bool, is_tagged: bool) -> Prepared:
    """The newest passages in which every term stands."""

    def build(moment, question, phrases, keys, first, after, tag):
        passages = _matching(index, Passage.objects.visible(moment), question, phrases, keys)
        if in_time:
            passages = passages.filter(entry__published_at__gte=first, entry__published_at__lt=after)
        if is_tagged:
            passages = passages.filter(entry__tags=tag)
        shown = ("pk", "entry_id", "entry__published_at", "kind", "heading_words", "body_words")
        return passages.values_list(*shown)[: index.most]

    return Prepared(build, phrases=phrases, keys=2)


def _keys(index: Index, spans: list[tuple]) -> tuple[int, int]:
    """Between which keys the passages of a time lie: the index of words can begin there, and stop."""
    return next((span for of_readers, *span in spans if of_readers == (index.kinds == OF_READERS)), NO_KEYS)


def _spans(first, after):
    # All kinds are named since the index of entries in time has them in front.
    entries = Entry.objects.filter(kind__in=Entry.Kind.values, state=Entry.State.PUBLISHED).order_by()
    passages = Passage.objects.filter(entry__in=entries.filter(published_at__gte=first, published_at__lt=after))
    divided = passages.order_by().annotate(of_readers=Q(kind=Passage.Kind.COMMENT)).values("of_readers")
    return divided.annotate(low=Min("pk"), high=Max("pk")).values_list("of_readers", "low", "high")


_SPANS = Prepared(_spans)


def _subjects(keys):
    tagged = TaggedItem.objects.filter(content_type__app_label="blog", content_type__model="entry")
    counted = tagged.filter(object_id__in=_among(keys)).values("tag_id").annotate(entries=Count("pk"))
    return counted.order_by("-entries", "tag_id").values_list("tag_id", "entries")[:MOST_TAGS]


# Counted by key alone, since names would have to be sorted for it.
_SUBJECTS = Prepared(_subjects)
_TAGS = Prepared(lambda keys: Tag.objects.filter(pk__in=keys), keys=MOST_TAGS)


def _among(keys) -> RawSQL:
    """Keys that are handed over as one value: a list of hundreds would be hundreds of parameters."""
    is_postgresql = connection.vendor == "postgresql"
    sql = "SELECT unnest(%s::bigint[])" if is_postgresql else "SELECT value FROM json_each(%s)"
    return RawSQL(sql, [keys])  # noqa: S611  (one of two texts)


def _listed(keys: Iterable[int]) -> list[int] | str:
    return list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))


@cache
def _passages(size: int) -> Prepared:
    unread = ("heading_words", "body_words", "entry__source", "entry__body_html")
    return Prepared(lambda keys: Passage.objects.filter(pk__in=keys).select_related("entry").defer(*unread), keys=size)


def score(terms: list[Term], heading: str, body: str) -> float:
    """How much a text speaks of the terms: a word said again adds less and less, and less in a long text."""
    heading, body = f" {heading} ", f" {body} "
    slowness = 1.2 * (0.25 + 0.75 * len(body) / USUAL_LENGTH)
    total = 0.0
    for term in terms:
        said = body.count(term.begun)
        total += said / (said + slowness)
        if term.begun in heading:
            # The word itself, or one that only begins with it.
            total += HEADING_WEIGHT if term.whole in heading else HEADING_WEIGHT / 2
    return total


def shown(hits: Iterable[Hit], terms: list[Term]) -> list[Found]:
    """The passages of some hits, ready to be read."""
    pks = [hit.pk for hit in hits]
    by_pk = {passage.pk: passage for passage in _passages(len(pks))(keys=pks)} if pks else {}
    in_order = [by_pk[pk] for pk in pks if pk in by_pk]
    notes = [passage.source_pk for passage in in_order if passage.kind == Passage.Kind.ADDENDUM]
    addenda = Addendum.objects.in_bulk(notes) if notes else {}
    return [
        Found(passage, addenda.get(passage.source_pk) if passage.kind == Passage.Kind.ADDENDUM else None, terms)
        for passage in in_order
    ]


def words_of_path(path: str) -> list[str]:
    """What somebody may have looked for at an address where nothing is: the words of its last part."""
    slug = path.rstrip("/").rpartition("/")[2].removesuffix(".html").removesuffix(".php")
    return [word for word in words.words(slug) if not word.isdigit()][:MOST_WANTED]


def suggestions(wanted: list[str], most: int = 5) -> list[Entry]:
    """Entries whose titles have nearly these words."""
    if sum(map(len, wanted)) < SHORTEST_WANTED:
        return []
    found = _TITLED(moment=timezone.now(), question=_nearly(wanted))
    likeness = {entry_pk: _likeness(wanted, heading.split()) for entry_pk, heading in found}
    best = sorted((pk for pk in likeness if likeness[pk] >= ALIKE), key=lambda pk: -likeness[pk])[:most]
    entries = Entry.objects.only("title", "slug", "path", "language").in_bulk(best)
    return [entries[pk] for pk in best]


def _likeness(wanted: list[str], heading: list[str]) -> float:
    """From 0 to 1: how near the words of a heading come to those that were wanted."""
    nearest = [1.0 if word in heading else _nearness(word, heading) for word in wanted]
    return sum(nearest) / len(nearest)


def _nearness(word: str, heading: list[str]) -> float:
    return max((SequenceMatcher(None, word, other).ratio() for other in heading), default=0.0)


def _question(terms: list[Term]) -> str:
    """For every term, as the database's index of words is asked."""
    if connection.vendor == "postgresql":
        return " & ".join(map(_tsquery, terms))
    return " AND ".join(map(_fts5, terms))


def _matching(index: Index, passages: PassageQuerySet, question, phrases=(), keys=ALL_KEYS) -> PassageQuerySet:
    """Those in which every term stands, in the order of their keys: that of their age but for what was imported later.

    PostgreSQL's index knows which words are there, the text itself in which order.
    """
    if connection.vendor != "postgresql":
        return _fts5_matching(index.name, passages, question, keys)
    passages = passages.filter(_sql(f"blog_passage.{index.kinds}"), _sql(f"{index.vector} @@ %s::tsquery", question))
    passages = passages.filter(_sql("blog_passage.id BETWEEN %s AND %s", *keys))
    for phrase in phrases:
        found = " OR ".join(f"strpos(' ' || {column} || ' ', %s) > 0" for column in index.columns)
        passages = passages.filter(_sql(f"({found})", *[phrase] * len(index.columns)))
    return passages.order_by("-pk")


def _nearly(wanted: list[str]) -> str:
    """For headings with all but one of the words; of a single word its first letters."""
    if len(wanted) == 1:
        choices = [[Term((wanted[0][:3],), is_beginning=True)]]
    else:
        whole = [Term((word,), is_beginning=False) for word in wanted]
        choices = [[*whole[:left_out], *whole[left_out + 1 :]] for left_out in range(len(whole))]
    if connection.vendor == "postgresql":
        return " | ".join(f"({' & '.join(map(_tsquery, terms))})" for terms in choices)
    return " OR ".join(f"({_question(terms)})" for terms in choices)


def _titled(moment, question):
    titles = Passage.objects.visible(moment).filter(kind=Passage.Kind.ENTRY)
    return _matching(HEADINGS, titles, question).values_list("entry_id", "heading_words")[:50]


_TITLED = Prepared(_titled)


def _fts5_matching(index: str, passages: PassageQuerySet, question, keys) -> PassageQuerySet:
    """The newest first, straight along the index of words, which has this order and stops with the last that is wanted.

    The plus keeps SQLite from asking the index anew for each passage.
    """
    return passages.extra(  # noqa: S610  (our own words)
        tables=[index],
        where=[f"blog_passage.id = +{index}.rowid", f"{index} MATCH %s", f"{index}.rowid BETWEEN %s AND %s"],
        params=[question, *keys],
        order_by=[f"-{index}.rowid"],
    )


def _fts5(term: Term) -> str:
    return f'"{term}" *' if term.is_beginning else f'"{term}"'


def _tsquery(term: Term) -> str:
    *whole, last = (f"'{word}'" for word in term.words)
    return " & ".join([*whole, f"{last}:*" if term.is_beginning else last])


def _sql(condition: str, *parameters) -> RawSQL:
    return RawSQL(condition, parameters, output_field=BooleanField())  # noqa: S611  (words between quotes alone)
