"""Acts of moderation on one comment or many: through the model's verbs, and all of one press in one batch."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from comments import decisions as log
from comments import gist
from comments.models import Comment, Decision, Discussion
from comments.spam import learning

ACTS = {
    "approve": Comment.approve,
    "approve-plain": Comment.approve_without_links,
    "spam": Comment.mark_as_spam,
    "trash": Comment.trash,
    "restore": Comment.restore,
    "hold": Comment.hold,
    "lock": Comment.lock,
    "unlock": Comment.unlock,
    "unlink": Comment.remove_links,
    "fold": Comment.fold,
    "unfold": Comment.unfold,
    "none-needed": Comment.waive_answer,
}
# What the filter learns from; the trash says nothing about spam.
TEACHES = {"approve", "approve-plain", "spam", "restore", "hold"}


@dataclass
class Outcome:
    """What one press did: the comments or discussions it changed, and a sentence for each it did not."""

    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    changed: list = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def version(comment: Comment) -> str:
    """Its state, and a mark that changes with its words; a form carries what its reader has seen."""
    words = "\x00".join((comment.name, comment.website, comment.source))
    return f"{comment.status}-{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def decide(
    comments: Iterable[Comment],
    act: str,
    by,
    seen: dict[int, str] | None = None,
    batch: uuid.UUID | None = None,
    taught: Collection[int] | None = None,
) -> Outcome:
    """One of `ACTS` on each comment; one that is no longer as it was `seen` is left as it is, and said.

    The filter learns from all of them, or from those that are `taught`.
    """
    outcome = Outcome(batch or uuid.uuid4())
    with transaction.atomic():
        # Always in the same order, so that two bulk acts never wait for each other.
        for comment in sorted(comments, key=lambda one: (one.discussion_id, one.pk)):
            trouble = _locked_trouble(comment, (seen or {}).get(comment.pk))
            if trouble:
                outcome.conflicts.append(trouble)
            else:
                ACTS[act](comment, by=by, batch=outcome.batch)
                if act in TEACHES and (taught is None or comment.pk in taught):
                    _teach(comment, by)
                outcome.changed.append(comment)
    return outcome


def answer(comment: Comment, text: str, by, seen: str | None = None) -> Outcome:
    """Approves the comment and publishes the author's reply to it; the same reply twice is one."""
    outcome = Outcome()
    with transaction.atomic(), comment.discussion.locked():
        trouble = _locked_trouble(comment, seen)
        if trouble:
            outcome.conflicts.append(trouble)
            return outcome
        comment.approve(by, outcome.batch)
        _teach(comment, by)
        outcome.changed += [comment, _said(comment.discussion, text, by, comment, outcome.batch)]
    return outcome


def say(discussion: Discussion, text: str, by) -> Comment:
    """Publishes a comment of the author's own, in reply to nobody; the same words twice are one comment."""
    return _said(discussion, text, by)


def _locked_trouble(comment: Comment, seen: str | None) -> str:
    """Why the comment is not to be touched; asked under its discussion's lock, which the transaction keeps."""
    if seen is None:
        return ""
    with comment.discussion.locked():
        comment.refresh_from_db(fields=["status", "name", "website", "source"])
    now = version(comment)
    if now == seen:
        return ""
    if now.split("-")[0] != seen.split("-")[0]:
        return log.conflict(comment.decisions.exclude(verb="undone").first(), comment)
    return _("These words were changed after you opened the page. Please read them again.")


def _teach(comment: Comment, by) -> None:
    """A person's verdict goes to the filter; a comment that waits again is no verdict."""
    if comment.is_pending:
        learning.forget(comment)
    else:
        learning.teach(comment, is_spam=not comment.is_approved, by=by)


def _said(
    discussion: Discussion, text: str, by, parent: Comment | None = None, batch: uuid.UUID | None = None
) -> Comment:
    """What an author says is published at once, after closing too; taking it back moves it to the trash."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip("\n")
    said = Comment(name=str(by), user=by, source=words, format="markdown", gist=gist.of_an_author(words))
    said.status = Comment.Status.APPROVED
    said.reply_to(parent)
    with discussion.locked():
        stored = discussion.accept(said, is_answer=True)
        if stored is not said:
            stored.approve(by, batch)
            return stored
        before, after = {"status": Comment.Status.TRASH}, {"status": Comment.Status.APPROVED}
        verb = "answered" if parent else "said"
        Decision.record(by, verb, comment=said, discussion=discussion, before=before, after=after, batch=batch)
    return said
