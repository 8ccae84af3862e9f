"""A comment as it arrives, with what is known about its writer and its entry: all that the checks look at."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection

from blog import html
from blog.models import Blog
from comments.models import Comment, Rule
from comments.spam.text import Link, Text
from comments.spam.vocabulary import subject_words

LONGEST_ENTRY = 40_000
# The names of the accounts, and those under which their comments stand: each once, by leaps from one to the next in the
# index `comment_signed`. However many comments authors wrote, only so many of them are read as they have names.
NAMES = """
WITH RECURSIVE signed(name) AS (
    SELECT MIN(name) FROM comments_comment WHERE user_id IS NOT NULL AND name > ''
    UNION ALL
    SELECT (SELECT MIN(name) FROM comments_comment WHERE user_id IS NOT NULL AND name > signed.name)
    FROM signed WHERE signed.name IS NOT NULL
)
SELECT name FROM blog_author
UNION ALL
SELECT name FROM (SELECT name FROM signed WHERE name IS NOT NULL LIMIT 50) AS first_signed
"""


@dataclass(frozen=True)
class Twins:
    """How many other comments say the same, and what the author said of them."""

    count: int = 0
    spam_count: int = 0


@dataclass(frozen=True)
class Submission:
    """`text` is what was typed. `html` may name links that the text doesn't show.

    `entry_words` are what `words_of` finds in the entry (empty: no entry to compare with). `seconds` is the time from
    opening the form to sending it, `has_script` whether the form's script ran; both None when unknown. `network` is
    the sender's /24 or /48.
    """

    text: str
    html: str = ""
    name: str = ""
    email: str = ""
    website: str = ""
    entry_words: frozenset[str] = frozenset()
    entry_age_days: float | None = None
    is_reply: bool = False
    seconds: float | None = None
    has_script: bool | None = None
    honeypot_filled: bool = False
    network: str = ""
    author_names: tuple[str, ...] = ()
    is_known_writer: bool = False
    language: str = "en"
    comment_pk: int | None = None
    # Filled in when it is judged.
    rules: tuple[Rule, ...] = ()
    twins: Twins = Twins()

    @classmethod
    def of(cls, comment: Comment, language: str = "") -> "Submission":
        """From a comment in its discussion, saved or not; the blog's language is looked up where it isn't named."""
        entry, signals = comment.discussion.entry, comment.signals
        age = comment.created_at - entry.published_at if entry.published_at else None
        answered = words_of(comment.parent.body_html) if comment.parent_id else frozenset()
        return cls(
            text=comment.source,
            name=comment.name,
            email=comment.email,
            website=comment.website,
            entry_words=words_of(f"{entry.title} {entry.body_html}") | answered,
            entry_age_days=None if age is None else age.total_seconds() / 86_400,
            is_reply=comment.parent_id is not None,
            seconds=signals.get("seconds"),
            has_script=signals.get("script"),
            honeypot_filled=bool(signals.get("trap")),
            network=comment.network,
            author_names=names_of_authors(),
            is_known_writer=_is_known(comment),
            language=entry.language or language or Blog.load().language,
            comment_pk=comment.pk,
        )

    @property
    def said(self) -> Text:
        return Text.of(self.text)

    @property
    def words(self) -> list[str]:
        return self.said.words

    @cached_property
    def links(self) -> list[Link]:
        more = Text.of(self.html).links if self.html else []
        return list({link.target: link for link in [*self.said.links, *more]}.values())


def words_of(body_html: str) -> frozenset[str]:
    """The words of an entry, or of an answered comment, that say what it is about."""
    return _words_of(body_html[:LONGEST_ENTRY])


@lru_cache(maxsize=32)
def _words_of(body_html: str) -> frozenset[str]:
    """Kept for the few entries that are talked about; by their text, so that what is kept is never old."""
    return subject_words(Text(html.plain_text(body_html)).words)


def names_of_authors() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        return tuple(dict.fromkeys(name for (name,) in cursor.fetchall()))


def _is_known(comment: Comment) -> bool:
    if not comment.writer_hash:
        return False
    return Comment.objects.approved().filter(writer_hash=comment.writer_hash).exclude(pk=comment.pk).exists()
