"""Undo: puts comments, discussions and the rule back to what they were before a decision."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import decisions as log
from comments.models import Comment, Decision, DiscussionRule, Rule, Sweep
from comments.moderation import Outcome
from comments.spam import learning

VERDICTS = {"approved", "approved_without_links", "spam"}


def undo(decisions: Iterable[Decision], by, moment: datetime | None = None, batch: uuid.UUID | None = None) -> Outcome:
    """Puts everything back to what it was, as long as nobody has decided on it since."""
    moment = moment or timezone.now()
    outcome = Outcome(batch or uuid.uuid4())
    with transaction.atomic():
        for decision in sorted(decisions, key=lambda one: (one.discussion_id or 0, -one.pk)):
            trouble = _undone(decision, by, outcome.batch, moment)
            if trouble:
                outcome.conflicts.append(trouble)
            else:
                outcome.changed.append(decision)
    return outcome


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
    if decision.verb == "swept":
        Sweep.objects.get(pk=decision.after["sweep"]).put_back()
        Decision.record(by, "undone", before=decision.after, after={}, batch=batch)
        return ""
    if decision.verb in BESIDE:
        BESIDE[decision.verb](decision)
        Decision.record(by, "undone", before=decision.after, after=decision.before, batch=batch)
        return ""
    if "close_after_days" in decision.after:
        return _put_rule_back(decision, by, batch)
    if "choice" in decision.after:
        return _put_discussion_back(decision, by, batch)
    return _put_comment_back(decision, by, batch)


def _remove_rule(decision: Decision) -> None:
    Rule.objects.filter(field=decision.after["field"], pattern=decision.after["pattern"]).delete()


def _add_rule(decision: Decision) -> None:
    field, pattern = decision.before["field"], decision.before["pattern"]
    Rule.objects.update_or_create(field=field, pattern=pattern, defaults=decision.before)


# What is neither a comment nor a discussion, and how each is taken back.
BESIDE = {
    "rule_added": _remove_rule,
    "rule_removed": _add_rule,
    "thing_forgotten": lambda decision: learning.release(decision.after["key"]),
    "thing_remembered": lambda decision: learning.pin(decision.before["key"], 0.0),
}


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
    now = rule.settings()
    if any(now.get(name) != value for name, value in decision.after.items()):
        return _("The rule was changed again since. Nothing was changed now.")
    rule.put_back(decision.before, by, batch)
    return ""


def _unteach(comment: Comment, decision: Decision, by) -> None:
    """What a verdict taught is forgotten; an earlier verdict of a person's counts again."""
    if decision.verb not in VERDICTS:
        return
    earlier = comment.decisions.filter(verb__in=VERDICTS, undone_at=None, actor__isnull=False).exclude(pk=decision.pk)
    if earlier.exists() and not comment.is_pending:
        learning.teach(comment, is_spam=earlier.first().verb == "spam", by=by)
    else:
        learning.forget(comment)
