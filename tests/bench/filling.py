"""Fills an empty site with rows in their real shape.

Rows are made in bulk, with everything that the verbs would have made: cleaned HTML, counters, passages for the search.
Texts differ from one another, and are the same at every run.
"""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import accumulate, count, cycle, islice

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from blog import html, words
from blog.listing import INSTANT
from blog.models import Author, Blog, Entry, Passage, shelf
from blog.models.shelf import first_day, number_of
from comments.models import Comment, Discussion, DiscussionRule
from comments.models.comment import fingerprint
from comments.spam.wording import wording_of

BATCH = 2_000
YEARS = 15
# Of thirty entries so many in each of three months, over and over. So the smallest blog has months that fill a page, as all
# of the largest do.
RHYTHM = (3, 5, 22)
TAGS, TAGS_OF_AN_ENTRY = 60, 3
# Threads of the two long discussions, the newest entries but one; all others have the usual number of comments.
LONGEST, LONG, USUAL = 10_000, 1_000, 33
REPLIES_OF_A_THREAD = (0, 1, 2, 3, 4)

chance = random.Random(20120705)


def vocabulary(size: int) -> list[str]:
    onsets, vowels, ends = (
        "b c d f g h k l m n p r s t v w br st tr pl".split(),
        "a e i o u ea ou".split(),
        "n r s t l".split(),
    )
    syllables = [f"{onset}{vowel}" for onset in onsets for vowel in vowels]
    made = {
        "".join(chance.choices(syllables, k=chance.randint(1, 3))) + chance.choice(["", *ends]) for _ in range(3 * size)
    }
    return sorted(made)[:: max(1, len(made) // size)][:size]


WORDS = vocabulary(4_000)
chance.shuffle(WORDS)
# As in every language: the first words make up most of a text.
WEIGHTS = [1 / (rank + 8) for rank in range(len(WORDS))]


def sentence(length: int) -> str:
    return " ".join(chance.choices(WORDS, WEIGHTS, k=length)).capitalize() + "."


def paragraph(sentences: int) -> str:
    return " ".join(sentence(chance.randint(6, 18)) for _ in range(sentences))


class Text:
    """A comment's words, cleaned and broken up once for all comments that have them."""

    def __init__(self):
        self.source = "\n\n".join(paragraph(chance.randint(1, 4)) for _ in range(chance.randint(1, 3)))
        self.html = html.clean_comment(self.source, "markdown")
        self.plain = " ".join(html.plain_text(self.html).split())
        self.words = " ".join(words.words(self.plain))
        self.wording = wording_of(self.source)


class Part:
    """A paragraph or two of an entry under a heading."""

    def __init__(self):
        heading, text = sentence(4).rstrip("."), [paragraph(5), paragraph(4)]
        self.source = f"<h2>{heading}</h2>\n" + "\n".join(f"<p>{one}</p>" for one in text)
        self.html = html.clean_entry(self.source, "html").body
        self.plain = " ".join(html.plain_text(self.html).split())
        self.words = " ".join(words.words(self.plain))


def fill(entries: int, comments: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    author = blog()
    made = list(filled_entries(entries, author))
    tag(made)
    converse(made, comments)
    shelf.rebuild(shelf.belongings(Entry.objects, Blog.load().zone))
    connection.close()


def blog() -> Author:
    author = Author(username="owner", name="Steven Carney", slug="steven-carney", is_staff=True, is_superuser=True)
    author.set_unusable_password()
    author.save()
    Blog(
        title="End Sickness Now", tagline="Nutrition, read slowly", about="What the body is made of.", owner=author
    ).save()
    DiscussionRule().save()
    Tag.objects.bulk_create(Tag(name=name, slug=name) for name in WORDS[-TAGS:])
    return author


def filled_entries(most: int, author: Author) -> Iterator[Entry]:
    """All of them, the oldest first, spread over the years; the newest is a day old."""
    parts = [Part() for _ in range(400)]
    numbered = enumerate(moments(most, timezone.now() - timedelta(days=1)))
    while some := list(islice(numbered, BATCH)):
        batch, passages = [], []
        for number, moment in some:
            chosen = chance.sample(parts, 5)
            title, slug = sentence(5).rstrip("."), f"entry-{number}"
            text = " ".join(part.plain for part in chosen)
            lead = " ".join(text.split()[:55]) + " …"
            batch.append(
                Entry(
                    title=title,
                    slug=slug,
                    path=f"{slug}/",
                    author=author,
                    state=Entry.State.PUBLISHED,
                    lead=lead,
                    source="\n".join(part.source for part in chosen),
                    body_html="\n".join(part.html for part in chosen),
                    cleaned_with=html.RULES_VERSION,
                    word_count=len(text.split()),
                    published_at=moment,
                    created_at=moment,
                    modified_at=moment,
                )
            )
            passages.append((title, text, " ".join(part.words for part in chosen)))
        for entry, (title, text, found) in zip(Entry.objects.bulk_create(batch), passages, strict=True):
            entry.passage = Passage(
                entry=entry,
                kind=Passage.Kind.ENTRY,
                source_pk=entry.pk,
                text=text,
                body_words=found,
                heading_words=" ".join(words.words(title)),
            )
        Passage.objects.bulk_create([entry.passage for entry in batch])
        for entry in batch:
            entry.passage, entry.source, entry.body_html = None, "", ""
            yield entry


def moments(most: int, newest: datetime) -> Iterator[datetime]:
    """When so many entries are published, in the last months from the oldest on."""
    turns = list(islice(cycle(RHYTHM), 12 * YEARS))
    after, written = number_of(newest) + 1, 0
    for month, share in zip(range(after - len(turns), after), accumulate(turns), strict=True):
        size, written = most * share // sum(turns) - written, most * share // sum(turns)
        begin, end = (datetime.combine(first_day(one), time.min, newest.tzinfo) for one in (month, month + 1))
        step = (min(end - INSTANT, newest) - begin) / max(size, 1)
        yield from (begin + step * n for n in range(1, size + 1))


def tag(entries: list[Entry]) -> None:
    tags, kind = list(Tag.objects.order_by("pk")), ContentType.objects.get_for_model(Entry)
    items = (
        TaggedItem(tag=one, content_type=kind, object_id=entry.pk)
        for entry in entries
        for one in chance.sample(tags, TAGS_OF_AN_ENTRY)
    )
    while batch := list(islice(items, BATCH)):
        TaggedItem.objects.bulk_create(batch)


def converse(entries: list[Entry], most: int) -> None:
    """Discussions from the newest entry backwards until there are so many comments: USUAL, LONGEST, LONG, USUAL, …"""
    texts, left, numbers = [Text() for _ in range(600)], most, count(1)
    keys = count(1)
    waiting: list[Comment] = []
    for place, entry in enumerate(reversed(entries)):
        size = min(left, {1: LONGEST, 2: LONG}.get(place, USUAL))
        if not size:
            break
        discussion = Discussion.objects.create(entry=entry)
        said = list(thread(discussion, size, texts, numbers, keys))
        last = max(comment.created_at for comment in said)
        threads = sum(comment.root_id is None for comment in said)
        counted = {"approved_count": size, "thread_count": threads, "last_comment_at": last}
        Discussion.objects.filter(pk=discussion.pk).update(**counted)
        waiting += said
        left -= size
        if len(waiting) >= BATCH:
            keep(waiting)
            waiting = []
    keep(waiting)


def thread(discussion: Discussion, size: int, texts: list[Text], numbers, keys) -> Iterator[Comment]:
    """Comments of one discussion: threads with some replies each, one below the other or side by side."""
    moment, step = discussion.entry.published_at, timedelta(hours=12) / size
    made = 0
    while made < size:
        root = said(discussion, chance.choice(texts), moment + step * made, next(keys), next(numbers))
        chain, made = [root], made + 1
        replies = min(chance.choice(REPLIES_OF_A_THREAD), size - made)
        for _ in range(replies):
            reply = said(discussion, chance.choice(texts), moment + step * made, next(keys), next(numbers))
            reply.reply_to(chance.choice(chain))
            reply.fingerprint = fingerprint(reply.parent_id, reply.name, reply.source)
            chain.append(reply)
            made += 1
        root.thread_count = replies
        yield from chain


def said(discussion: Discussion, text: Text, moment: datetime, key: int, number: int) -> Comment:
    comment = Comment(
        pk=key,
        discussion=discussion,
        status=Comment.Status.APPROVED,
        was_shown=True,
        name=f"Reader {number}",
        source=text.source,
        format="markdown",
        body_html=text.html,
        cleaned_with=html.RULES_VERSION,
        created_at=moment,
        turned_at=moment,
        score=-2.0,
        wording_low=text.wording[0],
        wording_high=text.wording[1],
        website="https://example.org/" if number % 5 == 0 else "",
    )
    comment.text = text
    comment.fingerprint = fingerprint(None, comment.name, comment.source)
    return comment


def keep(comments: list[Comment]) -> None:
    comments = sorted(comments, key=lambda comment: comment.pk)
    for start in range(0, len(comments), BATCH):
        batch = comments[start : start + BATCH]
        Comment.objects.bulk_create(batch)
        Passage.objects.bulk_create(
            Passage(
                entry_id=comment.discussion.entry_id,
                kind=Passage.Kind.COMMENT,
                source_pk=comment.pk,
                text=comment.text.plain,
                body_words=comment.text.words,
                name=comment.name,
                said_at=comment.created_at,
                place=f"/comments/comment/{comment.pk}/",
            )
            for comment in batch
        )
