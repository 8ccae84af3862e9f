"""Which readers wait for an answer, what they asked, and what the author promised them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from blog.models import Entry
from comments.models import Comment
from comments.querysets import CommentQuerySet
from comments.spam.headlines import SPAM_FROM
from comments.spam.text import Text
from comments.spam.vocabulary import subject_words

Gist = Comment.Gist

# So long after a promise the author is reminded of it.
PROMISE_IS_DUE_AFTER = timedelta(days=14)
MOST_ENTRIES = 2_000


def wanted_from(comments: CommentQuerySet, moment: datetime | None = None) -> CommentQuerySet:
    """Questions on the subject that no author has answered but with a promise, and that long ago; oldest first."""
    answers = Comment.objects.answers()
    due = (moment or timezone.now()) - PROMISE_IS_DUE_AFTER
    promises = answers.filter(gist=Gist.PROMISE, created_at__lt=due)
    answered = answers.exclude(pk__in=promises.values("pk"))
    return (
        comments.filter(Q(gist=Gist.ASKS) | Q(pk__in=promises.values("parent")))
        .exclude(pk__in=answered.values("parent"))
        .filter(Q(status=Comment.Status.APPROVED) | Q(status=Comment.Status.PENDING) & ~Q(score__gte=SPAM_FROM))
        .filter(is_answer_waived=False)
        .oldest_first()
    )


def promises_to(comments: Iterable[Comment]) -> dict[int, Comment]:
    """The last that was promised to each of them, by the key of the comment."""
    promised = Comment.objects.answers().filter(gist=Gist.PROMISE, parent__in=[one.pk for one in comments])
    return {promise.parent_id: promise for promise in promised.oldest_first()}


def left_out_of(comments: CommentQuerySet) -> CommentQuerySet:
    """What asks something and is not on the list, since it is not about the entries; newest first."""
    about_else = comments.filter(gist__in=[Gist.BLOGGING, Gist.EXCHANGE])
    return about_else.filter(status__in=[Comment.Status.APPROVED, Comment.Status.PENDING]).newest_first()


class Fitting:
    """Finds an entry whose title speaks of what somebody asks; all titles are asked for once."""

    def __init__(self):
        entries = Entry.objects.published().posts().newest_first().only("title", "slug", "path")[:MOST_ENTRIES]
        self.titles = [(entry, subject_words(Text(entry.title).words)) for entry in entries]

    def to(self, questions: Iterable[str], entry_id: int) -> Entry | None:
        """The one with most words in common, of equals the newest; never the entry the question stands under."""
        asked = subject_words(word for text in questions for word in Text(text).words)
        shared = ((len(asked & words), entry) for entry, words in self.titles if entry.pk != entry_id)
        count, entry = max(shared, key=lambda pair: pair[0], default=(0, None))
        return entry if count else None
