"""Reads what comments come down to, for two lists: who needs an answer, and what may be cleaned up.

By the words alone, whatever the filter has learnt: the same comment is read the same way today and in a year.
"""

import re
import time
from collections import defaultdict
from functools import lru_cache

from django.db import connection, transaction

from blog import html
from blog.models import Entry
from comments.models import Comment, Discussion
from comments.spam.checks import calls, exchange, links, name, praise, question, topic, trade
from comments.spam.phrases import Phrases
from comments.spam.submission import Submission, words_of
from comments.spam.text import Text
from comments.spam.verdict import same_wording

Gist = Comment.Gist

AT_ONCE = 200
# The worker has other chores too.
SECONDS_A_TURN = 2.0
# So young an entry is spoken of even by those who use none of its words.
YOUNG_DAYS = 14
SEARCH_NAMES = {"trade", "address", "sentence"}
# One by one, since SQLite, asked for many at once, goes through all that are unread, or may be twins, to find these.
READ = "UPDATE comments_comment SET gist = %s WHERE id = %s AND gist = ''"
TWIN = (
    "UPDATE comments_comment SET gist = 'twins' "
    "WHERE id = %s AND user_id IS NULL AND gist IN ('', 'praise', 'name', 'blogging', 'talk')"
)
REQUESTS = Phrases(
    (
        "have|did you ever? done|written|covered|tried|looked|thought … on|about|into|of|at",
        "was|am|im|been wondering if|whether|how|what|why|when|where|which",
        "any tips|advice|suggestions|recommendations|ideas|help|thoughts … for|on|about|how|would|welcome|appreciated",
        "id|would love|like to know|hear|read|see … more|about|if|whether|how|what|why|your",
        "can|could|would you please? tell|explain|write|recommend|suggest|say|show|cover",
        "please tell|explain|write|let me|us|about|on|how|know",
        "do|does|did you|anyone|anybody know|recommend|think|have … if|whether|how|what|any|about|that",
    )
)
PROMISES = Phrases(
    (
        "in|within|over the|a next? few|couple|two|three|coming of? days|weeks|months",
        "next week|weeks|month|months|year",
        "ill|will|going|plan|planning to? write|post|publish|cover … about|on|it|that|this",
        "stay tuned",
        "coming|up soon",
    )
)
BLOGGING = frozenset(
    """
    advertise affiliate blog blogger bloggers blogging blogroll blogs browser captcha code coding compatibility css
    design designer domain editor editors facebook feed firefox follow host hosting html instagram layout newsletter
    plugin plugins rss safari shoutbox subscribe template templates theme themes traffic twitter web webhost website
    wordpress wysiwyg
    """.split()
)
_SENTENCE = re.compile(r"[^.!?？؟\n]+[.!?？؟]*")


def read_unread(seconds: float = SECONDS_A_TURN) -> int:
    """For the worker: reads what is new, or came with an import, the newest first; how many comments that were."""
    ends_at, count = time.monotonic() + seconds, 0
    while batch := list(Comment.objects.unread().select_related("parent").order_by("-pk")[:AT_ONCE]):
        _read(batch)
        count += len(batch)
        if time.monotonic() > ends_at:
            break
    return count


def gist_of(submission: Submission) -> Gist:
    """Of what a reader wrote, without a look at others."""
    found = {check.CODE: check.found(submission) for check in (calls, exchange, links, name, praise, topic, trade)}
    if found["exchange"]:
        return Gist.EXCHANGE
    shared = len(topic.words_of_the_entry(submission)) if submission.entry_words else 0
    if shared < 2 and (found["trade"] or found["calls"]):
        return Gist.TRADE
    asks = bool(asking(submission.said.without_tags))
    is_young = submission.entry_age_days is not None and submission.entry_age_days <= YOUNG_DAYS
    if asks and not found["links"] and (shared or is_young):
        return Gist.ASKS
    if found["name"].params["kind"] in SEARCH_NAMES:
        return Gist.NAME
    if asks and not BLOGGING.isdisjoint(submission.words):
        return Gist.BLOGGING
    if found["praise"] and found["praise"].params["share"] != "some":
        return Gist.PRAISE
    return Gist.TALK


def of_an_author(text: str) -> Gist:
    return Gist.PROMISE if promising(text) else Gist.OWN


def asking(text: str) -> list[str]:
    """The sentences that ask something, as they stand in the text."""
    sentences = (part.strip() for part in _SENTENCE.findall(text))
    return [part for part in sentences if part and (part[-1] in question.MARKS or REQUESTS.found(Text.of(part)))]


def promising(text: str) -> str:
    """What an author promised, in the words of the promise; empty if nothing."""
    spans = PROMISES.found(Text.of(text))
    return Text.of(text).part(*spans[0]) if spans else ""


def _read(comments: list[Comment]) -> None:
    entries = _entries_of(comments)
    read, twins = defaultdict(list), []
    for comment in comments:
        if comment.user_id:
            read[of_an_author(html.plain_text(comment.body_html))].append(comment.pk)
            continue
        submission = _submission(comment, entries[comment.discussion_id])
        gist, same = gist_of(submission), [pk for pk, _status in same_wording(submission)]
        # A question may well be asked twice.
        if len(same) > (gist == Gist.ASKS) and gist not in {Gist.EXCHANGE, Gist.TRADE}:
            gist, twins = Gist.TWINS, twins + same
        read[gist].append(comment.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(READ, [(gist.value, pk) for gist, pks in read.items() for pk in pks])
        # When these were read they were the first of their kind.
        cursor.executemany(TWIN, [(pk,) for pk in twins])


def _entries_of(comments: list[Comment]) -> dict[int, Entry]:
    discussions = Discussion.objects.filter(pk__in={comment.discussion_id for comment in comments})
    return {discussion.pk: discussion.entry for discussion in discussions.select_related("entry")}


def _submission(comment: Comment, entry: Entry) -> Submission:
    """With what is looked at here and no more: nothing that has to be asked of the database for each."""
    age = comment.created_at - entry.published_at if entry.published_at else None
    answered = words_of(comment.parent.body_html) if comment.parent_id else frozenset()
    return Submission(
        text=comment.source,
        name=comment.name,
        website=comment.website,
        entry_words=_subject(f"{entry.title} {entry.body_html}") | answered,
        entry_age_days=None if age is None else age.total_seconds() / 86_400,
        comment_pk=comment.pk,
    )


_subject = lru_cache(maxsize=50)(words_of)
