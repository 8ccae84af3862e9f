"""Acts of moderation on one comment or many: through the models' verbs, and all of one press in one batch."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import decisions as log
from comments.models import Comment, Decision, Discussion, DiscussionRule, Rule
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
}
# What the filter learns from; the trash says nothing about spam.
TEACHES = {"approve", "approve-plain", "spam", "restore", "hold"}
VERDICTS = {"approved", "approved_without_links", "spam"}


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


def decide(comments: Iterable[Comment], act: str, by, seen: dict[int, str] | None = None) -> Outcome:
    """One of `ACTS` on each comment; one that is no longer as it was `seen` is left as it is, and said."""
    outcome = Outcome()
    with transaction.atomic():
        # Always in the same order, so that two bulk acts never wait for each other.
        for comment in sorted(comments, key=lambda one: (one.discussion_id, one.pk)):
            trouble = _locked_trouble(comment, (seen or {}).get(comment.pk))
            if trouble:
                outcome.conflicts.append(trouble)
            else:
                ACTS[act](comment, by=by, batch=outcome.batch)
                if act in TEACHES:
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


@dataclass(frozen=True)
class Trait:
    """One way to know a writer again, and what a ban by it touches."""

    field: Rule.Field
    value: str
    waiting: list[Comment]
    approved_count: int


def traits(comment: Comment) -> list[Trait]:
    """How the writer of a comment can be known: email, website, name."""
    found = []
    if comment.email:
        found.append(_trait(Rule.Field.EMAIL, comment.email, Q(email__iexact=comment.email)))
    host = host_of(comment.website)
    if host:
        starts = Q(website__istartswith=f"http://{host}") | Q(website__istartswith=f"https://{host}")
        found.append(_trait(Rule.Field.HOST, host, starts))
    if comment.name:
        found.append(_trait(Rule.Field.NAME, comment.name, Q(name__iexact=comment.name)))
    return found


def ban(comment: Comment, chosen: Iterable[Trait], by) -> Outcome:
    """From now on comments with any of these traits are spam; those that wait are marked at once."""
    outcome = Outcome()
    chosen = list(chosen)
    waiting = {one.pk: one for trait in chosen for one in trait.waiting}
    with transaction.atomic():
        made = []
        for trait in chosen:
            pattern = trait.value.replace("*", "")[:200]
            rule, is_new = Rule.objects.get_or_create(
                field=trait.field, pattern=pattern, defaults={"outcome": Rule.Outcome.SPAM}
            )
            if is_new:
                made.append(rule.pk)
        for one in sorted(waiting.values(), key=lambda one: (one.discussion_id, one.pk)):
            one.mark_as_spam(by, outcome.batch)
            _teach(one, by)
            outcome.changed.append(one)
        Decision.record(
            by,
            "banned",
            comment=comment,
            discussion=comment.discussion,
            before={},
            after={"rules": made},
            batch=outcome.batch,
        )
    return outcome


def undo(decisions: Iterable[Decision], by, moment: datetime | None = None) -> Outcome:
    """Puts everything back to what it was, as long as nobody has decided on it since."""
    moment = moment or timezone.now()
    outcome = Outcome()
    with transaction.atomic():
        for decision in sorted(decisions, key=lambda one: (one.discussion_id or 0, -one.pk)):
            trouble = _undone(decision, by, outcome.batch, moment)
            if trouble:
                outcome.conflicts.append(trouble)
            else:
                outcome.changed.append(decision)
    return outcome


def host_of(website: str) -> str:
    try:
        return urlsplit(website).hostname or ""
    except ValueError:
        return ""


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


def _unteach(comment: Comment, decision: Decision, by) -> None:
    """What a verdict taught is forgotten; an earlier verdict of a person's counts again."""
    if decision.verb not in VERDICTS:
        return
    earlier = comment.decisions.filter(verb__in=VERDICTS, undone_at=None, actor__isnull=False).exclude(pk=decision.pk)
    if earlier.exists() and not comment.is_pending:
        learning.teach(comment, is_spam=earlier.first().verb == "spam", by=by)
    else:
        learning.forget(comment)


def _said(
    discussion: Discussion, text: str, by, parent: Comment | None = None, batch: uuid.UUID | None = None
) -> Comment:
    """What an author says is published at once, after closing too; taking it back moves it to the trash."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip("\n")
    said = Comment(name=str(by), user=by, source=words, format="markdown")
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


def _trait(field: Rule.Field, value: str, same: Q) -> Trait:
    others = Comment.objects.comments().filter(same)
    waiting = list(others.pending().select_related("discussion__entry", "user"))
    approved = list(others.approved().only("website"))
    if field == Rule.Field.HOST:
        waiting, approved = ([one for one in these if host_of(one.website) == value] for these in (waiting, approved))
    return Trait(field, value, waiting, len(approved))


def _undone(decision: Decision, by, batch: uuid.UUID, moment: datetime) -> str:
    """Undoes one decision, or says why it can't."""
    if decision.undone_at:
        return _("This was undone already.")
    if not decision.is_undoable(moment):
        return _("A decision can be undone for 30 days, and this one is older. You can decide anew.")
    trouble = _put_back(decision, by, batch)
    if not trouble:
        Decision.objects.filter(pk=decision.pk).update(undone_at=moment)
    return trouble


def _put_back(decision: Decision, by, batch: uuid.UUID) -> str:
    if decision.verb == "banned":
        Rule.objects.filter(pk__in=decision.after["rules"]).delete()
        Decision.record(by, "undone", comment=decision.comment, before=decision.after, after={}, batch=batch)
        return ""
    if "close_after_days" in decision.after:
        return _put_rule_back(decision, by, batch)
    if "choice" in decision.after:
        return _put_discussion_back(decision, by, batch)
    return _put_comment_back(decision, by, batch)


def _put_comment_back(decision: Decision, by, batch: uuid.UUID) -> str:
    comment = decision.comment
    if comment is None:
        return _("The comment is gone: it was deleted for good.")
    with comment.discussion.locked():
        comment.refresh_from_db(fields=list(decision.after))
        if any(getattr(comment, name) != value for name, value in decision.after.items()):
            return log.conflict(comment.decisions.exclude(pk=decision.pk).exclude(verb="undone").first(), comment)
        comment.put_back(decision.before, by, batch)
        _unteach(comment, decision, by)
    return ""


def _put_discussion_back(decision: Decision, by, batch: uuid.UUID) -> str:
    discussion = decision.discussion
    if discussion is None:
        return _("The discussion is gone with its entry.")
    with discussion.locked():
        if discussion.chosen() != decision.after:
            return log.conflict(discussion.decisions.filter(comment=None).exclude(verb="undone").first())
        discussion.put_back(decision.before, by, batch)
    return ""


def _put_rule_back(decision: Decision, by, batch: uuid.UUID) -> str:
    rule = DiscussionRule.load()
    if rule.settings() != decision.after:
        return _("The rule was changed again since. Nothing was changed now.")
    rule.put_back(decision.before, by, batch)
    return ""
