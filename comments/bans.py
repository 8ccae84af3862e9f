"""Bans: how a writer can be known again, what that touches, and the rules that keep such comments out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from comments.models import Comment, Decision, Rule
from comments.moderation import Outcome
from comments.querysets import CommentQuerySet
from comments.spam import learning


@dataclass(frozen=True)
class Trait:
    """One way to know a writer again, and what a ban by it touches."""

    field: Rule.Field
    value: str
    same: Q

    @property
    def pattern(self) -> str:
        return pattern_of(self.value)

    @cached_property
    def waiting(self) -> list[Comment]:
        return self._theirs(Comment.objects.comments().pending().select_related("discussion__entry", "user"))

    @cached_property
    def approved_count(self) -> int:
        """Looks at every published comment: for the page that asks, not for the ban."""
        return len(self._theirs(Comment.objects.comments().approved().only("website")))

    def _theirs(self, comments: CommentQuerySet) -> list[Comment]:
        found = comments.filter(self.same)
        if self.field == Rule.Field.HOST:
            return [one for one in found if host_of(one.website) == self.value]
        return list(found)


def traits(comment: Comment) -> list[Trait]:
    """How the writer of a comment can be known: email, website, name."""
    found = []
    if comment.email:
        found.append(Trait(Rule.Field.EMAIL, comment.email, Q(email__iexact=comment.email)))
    host = host_of(comment.website)
    if host:
        starts = Q(website__istartswith=f"http://{host}") | Q(website__istartswith=f"https://{host}")
        found.append(Trait(Rule.Field.HOST, host, starts))
    if pattern_of(comment.name):
        found.append(Trait(Rule.Field.NAME, comment.name, Q(name__iexact=comment.name)))
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
