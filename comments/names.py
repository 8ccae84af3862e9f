"""One author, many names: which comments without an account may be an author's own, most of all after an import."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, Q

from comments.models import Comment
from comments.moderation import Outcome
from comments.spam.checks.impostor import looks

LETTERS_ALIKE = 3
MOST_GROUPS = 100


@dataclass(frozen=True)
class Group:
    """Comments under one name and address; `is_likely` when the address is the author's or the name looks the same."""

    name: str
    email: str
    count: int
    sample: Comment
    is_likely: bool

    @property
    def key(self) -> str:
        return f"{self.name}\x1f{self.email}"


def own_names(author) -> list[str]:
    """The account's name and those under which its comments stand."""
    signed = author.comments.exclude(name="").order_by().values_list("name", flat=True).distinct()
    return list(dict.fromkeys([author.name, *signed]))


def proposals(author) -> list[Group]:
    """Groups of unsigned comments whose name begins like one of the author's, or that carry the author's address."""
    names = own_names(author)
    alike = Q(email__iexact=author.email) if author.email else Q(pk__in=[])
    for name in names:
        alike |= Q(name__istartswith=name[:LETTERS_ALIKE])
    unsigned = Comment.objects.comments().filter(alike, user=None).exclude(status__in=["spam", "trash"]).order_by()
    found = unsigned.values("name", "email").annotate(count=Count("pk"), newest=Max("pk")).order_by("-count")
    groups = list(found[:MOST_GROUPS])
    samples = Comment.objects.select_related("discussion__entry").in_bulk([group["newest"] for group in groups])
    look_the_same = {looks(name) for name in names}
    return [
        Group(
            name=group["name"],
            email=group["email"],
            count=group["count"],
            sample=samples[group["newest"]],
            is_likely=looks(group["name"]) in look_the_same or _is_same_address(group["email"], author.email),
        )
        for group in groups
    ]


def claim(keys: list[str], author) -> Outcome:
    """Makes the comments of the chosen groups the author's own; one batch, so that one undo takes it back."""
    outcome = Outcome()
    chosen = [group for group in proposals(author) if group.key in keys]
    with transaction.atomic():
        for group in chosen:
            theirs = Comment.objects.comments().filter(user=None, name=group.name, email=group.email)
            theirs = theirs.exclude(status__in=["spam", "trash"]).select_related("discussion__entry")
            for comment in theirs.order_by("discussion_id", "pk"):
                comment.claim(author, outcome.batch)
                outcome.changed.append(comment)
    return outcome


def _is_same_address(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()
