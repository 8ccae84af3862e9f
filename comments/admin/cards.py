"""The cards of the desk: a waiting comment with all that helps to decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Min, Q, TextChoices, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import dates
from comments import moderation
from comments.markup import has_links, marked, with_visible_links
from comments.models import Comment
from comments.spam.headlines import READER_BELOW, SPAM_FROM, headline
from comments.spam.reasons import in_tenths, sentence

# Reasons that stand in the last line, since they have no points.
HELD = {"first-comment", "asks-first", "many-links"}
# Reasons whose words stand elsewhere than in the comment.
ELSEWHERE = {"site", "site-word", "name-word", "mail-host", "website", "name", "impostor"}


class Band(TextChoices):
    READER = "1-reader", gettext_lazy("Probably a reader")
    MAYBE = "2-maybe", gettext_lazy("Hard to tell")
    SPAM = "3-spam", gettext_lazy("Probably spam")

    @property
    def css(self) -> str:
        return self.value[2:]


def with_band(comments):
    """Adds `band`, and orders likely readers first."""
    band = Case(
        When(score__lt=READER_BELOW, then=Value(Band.READER.value)),
        When(score__gte=SPAM_FROM, then=Value(Band.SPAM.value)),
        default=Value(Band.MAYBE.value),
    )
    return comments.annotate(band=band).order_by("band", F("score").asc(nulls_last=True), "created_at", "pk")


def before(comment: Comment) -> Q:
    """Which comments stand before it in this order: those without points are the last that are hard to tell."""
    came_before = Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk)
    if comment.score is None:
        return Q(score__lt=SPAM_FROM) | Q(score=None) & came_before
    more_likely = Q(score__lt=comment.score) | Q(score=comment.score) & came_before
    return more_likely | Q(score=None) if comment.score >= SPAM_FROM else more_likely


@dataclass(frozen=True)
class History:
    """What else this writer said here."""

    approved: int = 0
    spam: int = 0
    since: datetime | None = None

    @property
    def count(self) -> int:
        return self.approved + self.spam

    def __str__(self):
        if not self.count:
            return _("first comment")
        return _("%(approved)d approved, %(spam)d spam since %(month)s") % {
            "approved": self.approved,
            "spam": self.spam,
            "month": dates.month(self.since),
        }


@dataclass
class Card:
    comment: Comment
    history: History
    previous_pk: int | None = None
    next_pk: int | None = None

    @property
    def band(self) -> Band:
        return Band(self.comment.band)

    @property
    def version(self) -> str:
        """What its form sends: which comment, and as it was when the page was drawn."""
        return f"{self.comment.pk}.{moderation.version(self.comment)}"

    @property
    def when(self) -> str:
        ago = timesince(self.comment.created_at, depth=1)
        if timezone.now() - self.comment.created_at < timedelta(minutes=1):
            return _("%(moment)s, just now") % {"moment": dates.moment(self.comment.created_at)}
        return _("%(moment)s, %(ago)s ago") % {"moment": dates.moment(self.comment.created_at), "ago": ago}

    @property
    def entry_address(self) -> str:
        return reverse("admin:comments_entry_page", args=[self.comment.discussion.entry_id])

    @property
    def total(self) -> str:
        return points(self.comment.score)

    @property
    def said(self) -> SafeString:
        """Its words with those that counted marked, and with nothing in them that can be followed."""
        shown = marked(self.comment.body_html, self._words(from_entry=False), self._words(from_entry=True))
        return mark_safe(with_visible_links(shown))  # noqa: S308 cleaned when it was saved

    @property
    def headline(self) -> str:
        return headline(self.comment)

    @property
    def reasons(self) -> list[tuple[str, bool, str]]:
        """(points, whether they speak for a reader, sentence) of each."""
        return [
            (points(number), number < 0, sentence(code, params))
            for code, params, number in in_tenths(self.comment.reasons)
            if code not in HELD
        ]

    @property
    def held(self) -> list[str]:
        return [sentence(code, params) for code, params, _points in self.comment.reasons if code in HELD]

    @property
    def has_link(self) -> bool:
        return bool(self.comment.website) or has_links(self.comment.body_html)

    @property
    def can_be_answered(self) -> bool:
        return self.comment.is_comment

    @property
    def neighbour_pk(self) -> int | None:
        """Where the eye goes when this card is gone."""
        return self.next_pk or self.previous_pk

    def _words(self, from_entry: bool) -> list[str]:
        """The words that counted: those of the entry, or those known from spam."""
        return [
            word if isinstance(word, str) else word[0]
            for code, params, number in self.comment.reasons
            if code not in ELSEWHERE and (code == "topic") == from_entry and (number > 0) != from_entry
            for word in [*params.get("words", []), *params.get("phrases", [])]
        ]


def cards(comments: Sequence[Comment]) -> list[Card]:
    """The cards of a page, in its order, with one query for all their histories."""
    past = _history_of_writers(comments)
    made = [Card(comment, past(comment)) for comment in comments]
    for before, after in zip(made, made[1:], strict=False):
        before.next_pk, after.previous_pk = after.comment.pk, before.comment.pk
    return made


def points(number: float) -> str:
    """+0.5 or −1.4, with a minus that is as wide as the plus."""
    return f"{number:+.1f}".replace("-", "−")


def same_writer(comment: Comment) -> Q:
    """By the same hand, as far as anybody can tell: the same known browser, or the same email."""
    same = Q(pk=comment.pk)
    if comment.writer_hash:
        same |= Q(writer_hash=comment.writer_hash)
    if comment.email:
        same |= Q(email=comment.email)
    return same


def _history_of_writers(comments: Sequence[Comment]):
    emails = {comment.email for comment in comments} - {""}
    hashes = {comment.writer_hash for comment in comments} - {""}
    groups = list(
        Comment.objects.filter(Q(email__in=emails) | Q(writer_hash__in=hashes))
        .exclude(status=Comment.Status.PENDING)
        .values("email", "writer_hash")
        .annotate(
            approved=Count("pk", Q(status=Comment.Status.APPROVED)),
            spam=Count("pk", Q(status=Comment.Status.SPAM)),
            since=Min("created_at"),
        )
        .order_by()
    )

    def past(comment: Comment) -> History:
        own = [
            group
            for group in groups
            if (comment.email and group["email"] == comment.email)
            or (comment.writer_hash and group["writer_hash"] == comment.writer_hash)
        ]
        return History(
            sum(group["approved"] for group in own),
            sum(group["spam"] for group in own),
            min((group["since"] for group in own), default=None),
        )

    return past
