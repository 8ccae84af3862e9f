"""A new comment arrives: it is judged, and then takes its place or is told that the discussion is closed."""

from django.utils import timezone

from comments import senders
from comments.models import Comment, Discussion, DiscussionRule
from comments.spam.submission import Submission
from comments.spam.verdict import HOLD, PUBLISH, SPAM, judge, rescore

STATUS = {PUBLISH: Comment.Status.APPROVED, HOLD: Comment.Status.PENDING, SPAM: Comment.Status.SPAM}


def receive(discussion: Discussion, comment: Comment, rule: DiscussionRule, language: str = "") -> Comment:
    """Stores the comment in the state that its verdict gives it; see `Discussion.accept` for reposts and `Closed`.

    Judged, by the blog's language, and made ready before anything is locked: nobody waits for that. Raises `senders.TooMany`.
    """
    comment.created_at = timezone.now()
    asks_first = discussion.state_at(comment.created_at, rule).is_moderated
    verdict = judge(
        Submission.of(comment, language),
        hold_first=rule.hold_first_comments,
        asks_first=asks_first,
        links_to_wait_at=rule.links_to_wait_at,
    )
    comment.score, comment.reasons = verdict.score, verdict.reasons_to_store
    comment.status = STATUS[verdict.outcome]
    if comment.is_approved and not comment.signals.get("script"):
        # Known readers are known by a key that a script keeps, so without one every comment waits.
        comment.status = Comment.Status.PENDING
    comment.make_ready()
    with discussion.locked():
        senders.wait_for_turn(Comment.objects.all(), senders.comment_limits(rule), comment.network)
        return discussion.accept(comment)


def judge_waiting(most: int = 50) -> int:
    """For the worker: gives its points to what came in another way, such as an import; how many that were."""
    unjudged = Comment.objects.comments().pending().filter(score=None, user=None).order_by("pk")
    comments = list(unjudged.select_related("discussion__entry", "parent")[:most])
    for comment in comments:
        rescore(comment)
    return len(comments)


def is_under_the_authors_name(comment: Comment) -> bool:
    return any(code == "impostor" for code, *_ in comment.reasons)
