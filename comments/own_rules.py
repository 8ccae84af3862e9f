"""The owner's own rules for comments: tried on what was decided already, added, taken away, and all of it undoable."""

import ipaddress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import Comment, Decision, Rule
from comments.spam.checks.rule import PIECE, matched
from comments.spam.submission import Submission

TRIED_ON = 500
# What an undo needs to make a rule anew.
KEPT = ("field", "pattern", "outcome", "note")


@dataclass(frozen=True)
class Trial:
    """What a rule would have found among the latest comments of each kind."""

    approved: list[Comment]
    spam: list[Comment]


def fault(rule: Rule) -> str:
    """Why the rule would find nothing, or everything; empty if it is fine."""
    pattern = rule.pattern.strip()
    if not pattern.replace("*", "").strip():
        return _("Write what to look for: an asterisk alone would find every comment.")
    if rule.field in {Rule.Field.WORDS, Rule.Field.NAME} and not PIECE.findall(pattern):
        return _("Write at least one word, of letters or digits.")
    if rule.field == Rule.Field.NETWORK and "*" not in pattern:
        try:
            ipaddress.ip_network(pattern, strict=False)
        except ValueError:
            return _("Write a network as in 192.0.2.0/24, or the beginning of one as in 192.0.2.*")
    return ""


def tried(rule: Rule) -> Trial:
    """On the last 500 readers' comments that were approved, and the last 500 that are spam."""
    return Trial(_found(rule, Comment.Status.APPROVED), _found(rule, Comment.Status.SPAM))


def add(rule: Rule, by) -> None:
    """Raises ValidationError where it can't be."""
    if trouble := fault(rule):
        raise ValidationError(trouble)
    rule.full_clean()
    with transaction.atomic():
        rule.save()
        Decision.record(by, "rule_added", before={}, after=_kept(rule))


def remove(rule: Rule, by) -> None:
    with transaction.atomic():
        Decision.record(by, "rule_removed", before=_kept(rule), after={})
        rule.delete()


def _found(rule: Rule, status: str) -> list[Comment]:
    latest = Comment.objects.comments().filter(status=status).newest_first()
    fields = ("source", "body_html", "name", "email", "website", "network", "created_at", "discussion", "user")
    latest = (
        latest.filter(user=None)
        .select_related("discussion__entry", "user")
        .only(*fields, "discussion__entry__title", "discussion__entry__slug")
    )
    return [comment for comment in latest[:TRIED_ON] if matched(rule, _submission(comment))]


def _submission(comment: Comment) -> Submission:
    return Submission(
        text=comment.source,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        network=comment.network,
    )


def _kept(rule: Rule) -> dict:
    return {name: getattr(rule, name) for name in KEPT}
