"""Old comments in groups of a kind, and what it would do to clean some of them up, in numbers, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q

from comments.models import Comment, Discussion
from comments.querysets import CommentQuerySet

Gist = Comment.Gist
SHOWN = [Comment.Status.APPROVED, Comment.Status.PENDING]
# What may be cleaned up, in the order of the page.
GROUPS = [Gist.PRAISE, Gist.TWINS, Gist.EXCHANGE, Gist.TRADE, Gist.NAME, Gist.BLOGGING]
# Who asks about blogging may be a person; the author says.
PROPOSED = GROUPS[:-1]
READERS = [*GROUPS, Gist.ASKS, Gist.TALK]
SAMPLES, NAMES, FEW_NAMES = 2, 100, 10


@dataclass(frozen=True)
class Group:
    gist: Gist
    count: int
    answered: int
    samples: list[Comment]
    names: list[str]

    @property
    def more(self) -> int:
        """Comments whose names are not listed."""
        return max(0, self.count - NAMES)


def old_comments(user) -> CommentQuerySet:
    """What readers wrote and still stands in full, published or waiting, as far as this person may decide on it."""
    return Comment.objects.moderated_by(user).filter(gist__in=READERS, status__in=SHOWN, is_folded=False)


def answered(comments: CommentQuerySet) -> CommentQuerySet:
    return comments.filter(pk__in=Comment.objects.answers().values("parent"))


def groups(user) -> list[Group]:
    """Those with anything in them."""
    sorted_ones = old_comments(user).filter(gist__in=GROUPS)
    counts = dict(sorted_ones.order_by().values_list("gist").annotate(Count("pk")))
    with_answer = dict(answered(sorted_ones).order_by().values_list("gist").annotate(Count("pk")))
    found = []
    for gist in GROUPS:
        if gist in counts:
            some = list(_some(sorted_ones.filter(gist=gist)))
            names = [comment.author_name for comment in some]
            found.append(Group(gist, counts[gist], with_answer.get(gist, 0), some[:SAMPLES], names))
    return found


@dataclass(frozen=True)
class Cleaning:
    """One choice on the clean-up page. `act` is "spam", "unlink" or "fold"."""

    user: object
    gists: Sequence[str]
    act: str = "spam"
    keeps_answered: bool = True

    @cached_property
    def _meant(self) -> CommentQuerySet:
        meant = old_comments(self.user).filter(gist__in=self.gists)
        if self.act == "unlink":
            meant = meant.filter(~Q(website="") | Q(body_html__contains="<a "))
        if self.act == "fold":
            # What waits is not there to be folded, and what has a reply stays above it.
            meant = meant.approved().filter(~Exists(Comment.objects.approved().filter(parent=OuterRef("pk"))))
        return meant

    @property
    def chosen(self) -> CommentQuerySet:
        if not self.keeps_answered:
            return self._meant
        return self._meant.exclude(pk__in=Comment.objects.answers().values("parent"))

    @cached_property
    def count(self) -> int:
        return self.chosen.count()

    @cached_property
    def answered_names(self) -> list[str]:
        """Who has an answer, of those that are meant."""
        return [comment.author_name for comment in _some(answered(self._meant))]

    @cached_property
    def answered_count(self) -> int:
        return answered(self._meant).count()

    @cached_property
    def discussions(self) -> int:
        return self.chosen.order_by().values("discussion").distinct().count()

    @cached_property
    def only_discussion(self) -> Discussion | None:
        """Where all of them stand, if that is one place."""
        if self.discussions != 1:
            return None
        return Discussion.objects.select_related("entry").get(pk=self.chosen.values("discussion")[:1])

    @cached_property
    def staying(self) -> tuple[int, int, int]:
        """In the only discussion: how many there are, how many of authors stay, how many of readers."""
        shown = Comment.objects.comments().filter(discussion=self.only_discussion, status__in=SHOWN)
        total, own = shown.count(), shown.by_authors().count()
        return total, own, total - own - self.count

    @cached_property
    def untouched_names(self) -> list[str]:
        """Whose comments stay; only where all is in one place, and that is a few."""
        if not self.only_discussion:
            return []
        others = old_comments(self.user).exclude(pk__in=self.chosen.values("pk"))
        names = [comment.author_name for comment in _some(others.order_by(), FEW_NAMES + 1)]
        return names if len(names) <= FEW_NAMES else []


def _some(comments: CommentQuerySet, most: int = NAMES) -> CommentQuerySet:
    """The first that the database comes by: which ones does not matter, and sorting a hundred thousand takes long."""
    return comments.order_by("status", "pk").select_related("user").defer("source", "reasons", "signals")[:most]
