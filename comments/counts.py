"""The counters of discussions and threads, proved against the comments they count."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, QuerySet

from comments.models import Comment, Discussion

COUNTERS = ("approved_count", "pending_count", "thread_count", "last_comment_at")


def faults(repairs: bool) -> Iterator[str]:
    """A sentence for each counter that is wrong; with `repairs` its discussion is counted anew."""
    for pk in _wrong_discussions():
        discussion = Discussion.objects.select_related("entry").get(pk=pk)
        yield from _sentences(discussion)
        if repairs:
            discussion.recount()


def _wrong_discussions() -> list[int]:
    wrong = set(_wrong_threads().values_list("discussion", flat=True))
    counted = Discussion.objects.annotate(
        approved=Count("comments", filter=Q(comments__kind="comment", comments__status="approved")),
        pending=Count("comments", filter=Q(comments__kind="comment", comments__status="pending")),
        newest=Max("comments__created_at", filter=_starts_the_clock()),
        threads=Count("comments", filter=_shown_root()),
    )
    right = Q(approved_count=F("approved"), pending_count=F("pending"), thread_count=F("threads")) & (
        Q(last_comment_at=F("newest")) | Q(last_comment_at=None, newest=None)
    )
    wrong.update(counted.exclude(right).values_list("pk", flat=True))
    return sorted(wrong)


def _wrong_threads() -> QuerySet:
    """Comments that count another number of approved replies beneath them than there are."""
    beneath = Count("thread", filter=Q(thread__kind="comment", thread__status="approved"))
    return Comment.objects.annotate(beneath=beneath).exclude(thread_count=F("beneath")).order_by()


def _starts_the_clock() -> Q:
    return Q(comments__kind="comment", comments__status="approved", comments__is_after_closing=False)


def _shown_root() -> Q:
    has_words = Q(comments__status="approved") | Q(comments__thread_count__gt=0)
    return Q(comments__kind="comment", comments__root=None) & has_words


def _sentences(discussion: Discussion) -> Iterator[str]:
    due = discussion.counted()
    for name in COUNTERS:
        held = getattr(discussion, name)
        if held != due[name]:
            yield f"The discussion of “{discussion.entry}” has {name} {held} instead of {due[name]}."
    for comment in _wrong_threads().filter(discussion=discussion):
        yield f"Comment {comment.pk} counts {comment.thread_count} replies instead of {comment.beneath}."
