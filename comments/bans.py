"""Bans: how a writer can be known again, what that touches, and the rules that keep such comments out."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from comments.models import Comment, Decision, Rule
from comments.moderation import Outcome
from comments.spam import learning


@dataclass(frozen=True)
class Trait:
    """One way to know a writer again, and what a ban by it touches."""

    field: Rule.Field
    value: str
    waiting: list[Comment]
    approved_count: int

    @property
    def pattern(self) -> str:
        return pattern_of(self.value)


def traits(comment: Comment) -> list[Trait]:
    """How the writer of a comment can be known: email, website, name."""
    found = []
    if comment.email:
        found.append(_trait(Rule.Field.EMAIL, comment.email, Q(email__iexact=comment.email)))
    host = host_of(comment.website)
    if host:
        starts = Q(website__istartswith=f"http://{host}") | Q(website__istartswith=f"https://{host}")
        found.append(_trait(Rule.Field.HOST, host, starts))
    if pattern_of(comment.name):
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
            rule, is_new = Rule.objects.update_or_create(
                field=trait.field, pattern=trait.pattern, defaults={"outcome": Rule.Outcome.SPAM}
            )
            if is_new:
                made.append(rule.pk)
        for one in sorted(waiting.values(), key=lambda one: (one.discussion_id, one.pk)):
            one.mark_as_spam(by, outcome.batch)
            learning.teach(one, is_spam=True, by=by)
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


def pattern_of(value: str) -> str:
    """What a rule looks for; an asterisk would stand for any letters there."""
    return value.replace("*", "").strip()[:200]


def host_of(website: str) -> str:
    try:
        return urlsplit(website).hostname or ""
    except ValueError:
        return ""


def _trait(field: Rule.Field, value: str, same: Q) -> Trait:
    others = Comment.objects.comments().filter(same)
    waiting = list(others.pending().select_related("discussion__entry", "user"))
    approved = list(others.approved().only("website"))
    if field == Rule.Field.HOST:
        waiting, approved = ([one for one in these if host_of(one.website) == value] for these in (waiting, approved))
    return Trait(field, value, waiting, len(approved))
