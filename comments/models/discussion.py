"""The room under an entry: whether it is open, since when, by whom and why. Every surface asks here."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.models import Entry
from blog.prepared import Prepared
from comments.models.decision import Decision
from comments.models.rule import DiscussionRule


class State(models.TextChoices):
    OPEN = "open", _("open")
    MODERATED = "moderated", _("held")
    CLOSED = "closed", _("closed")


class Choice(models.TextChoices):
    """What the author chose for one entry."""

    RULE = "rule", _("Follow the site's rule")
    OPEN = "open", _("Keep open")
    MODERATED = "moderated", _("Ask me first")
    CLOSED = "closed", _("Close now")
    DATE = "date", _("Close on a date")


class DiscussionState(NamedTuple):
    """What a discussion is at one moment. `reason` is a code; comments/reasons.py has its sentences."""

    state: State
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    # The state that comes when `until` has passed.
    then: State | None = None
    by: str = ""
    words: str = ""
    # How many days the rule gives, where the rule decided.
    days: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_moderated(self) -> bool:
        return self.state == State.MODERATED

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def accepts_comments(self) -> bool:
        return not self.is_closed


class Closed(Exception):
    """A comment came to a closed discussion; `state` says why it is closed."""

    def __init__(self, state: DiscussionState):
        super().__init__(state.reason)
        self.state = state


class Discussion(models.Model):
    """A discussion without a row follows the rule and has no comments; verbs make the row and lock it."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="discussion")
    choice = models.CharField(max_length=9, choices=Choice.choices, default=Choice.RULE)
    closes_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(_("words for readers"), max_length=300, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True, editable=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # Closed before it came here: nobody knows since when.
    was_closed_elsewhere = models.BooleanField(default=False, editable=False)
    # Counters of readers' and authors' comments (pings not among them), and the newest approved one's moment.
    approved_count = models.PositiveIntegerField(default=0, editable=False)
    pending_count = models.PositiveIntegerField(default=0, editable=False)
    # Of its threads those that readers see: their root is approved, or was removed and has approved replies.
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    last_comment_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(condition=models.Q(choice__in=Choice.values), name="discussion_choice_is_known"),
            models.CheckConstraint(
                condition=~models.Q(choice="date") | models.Q(closes_at__isnull=False),
                name="discussion_closing_on_a_date_has_one",
            ),
        ]

    def __str__(self):
        return str(self.entry)

    @classmethod
    def on(cls, entry: Entry) -> "Discussion":
        """The discussion under an entry; one that follows the rule where there is no row yet."""
        return UNDER.first(entry=entry.pk) or cls(entry=entry)

    @classmethod
    def under(cls, entry: Entry) -> "Discussion":
        """As `on`, of an entry that was loaded with its discussion."""
        return entry.discussion if hasattr(entry, "discussion") else cls(entry=entry)

    # Questions

    def state_at(self, moment: datetime | None = None, rule: DiscussionRule | None = None) -> DiscussionState:
        """The one answer to "may this be posted, and if not, why, since when, by which rule?"."""
        moment, rule = moment or timezone.now(), rule or DiscussionRule.load()
        own = self._unpublished(moment) or self._chosen(moment) or self._by_rule(moment, rule)
        if not own.is_closed and rule.is_paused(moment):
            return DiscussionState(State.CLOSED, "paused", since=rule.paused_at, words=rule.paused_words)
        return own

    def _unpublished(self, moment: datetime) -> DiscussionState | None:
        if self.entry.is_published(moment):
            return None
        if self.entry.state in {Entry.State.WITHDRAWN, Entry.State.TRASHED}:
            return DiscussionState(State.CLOSED, "gone")
        begins_at = self.entry.published_at if self.entry.is_scheduled(moment) else None
        return DiscussionState(State.CLOSED, "not_begun", until=begins_at)

    def _chosen(self, moment: datetime) -> DiscussionState | None:
        if self.choice == Choice.RULE:
            return None
        by = {"since": self.chosen_at, "by": str(self.chosen_by or ""), "words": self.words}
        match self.choice:
            case Choice.OPEN:
                return DiscussionState(State.OPEN, "chosen", **by)
            case Choice.MODERATED:
                return DiscussionState(State.MODERATED, "chosen", **by)
            case Choice.CLOSED if self.was_closed_elsewhere:
                return DiscussionState(State.CLOSED, "elsewhere", words=self.words)
            case Choice.CLOSED:
                return DiscussionState(State.CLOSED, "chosen", **by)
            case Choice.DATE if self.closes_at <= moment:
                return DiscussionState(State.CLOSED, "date", **(by | {"since": self.closes_at}))
            case Choice.DATE:
                return DiscussionState(State.OPEN, "date", until=self.closes_at, then=State.CLOSED, **by)
        return None

    def _by_rule(self, moment: datetime, rule: DiscussionRule) -> DiscussionState:
        if not self.entry.is_post:
            return DiscussionState(State.CLOSED, "page")
        clock = self.clock(rule)
        moderates_at, closes_at = rule.moderates_at(clock), rule.closes_at(clock)
        if closes_at and closes_at <= moment:
            return DiscussionState(State.CLOSED, "rule", since=closes_at, days=rule.close_after_days, words=self.words)
        if moderates_at and moderates_at <= moment:
            return DiscussionState(
                State.MODERATED,
                "rule",
                since=moderates_at,
                until=closes_at,
                then=State.CLOSED if closes_at else None,
                days=rule.moderate_after_days,
            )
        if moderates_at and moderates_at != closes_at:
            return DiscussionState(State.OPEN, "rule", since=clock, until=moderates_at, then=State.MODERATED)
        return DiscussionState(
            State.OPEN, "rule", since=clock, until=closes_at, then=State.CLOSED if closes_at else None
        )

    def clock(self, rule: DiscussionRule) -> datetime:
        """The moment the rule counts from."""
        if rule.restarts_at_comment and self.last_comment_at:
            return max(self.entry.published_at, self.last_comment_at)
        return self.entry.published_at

    # Changes of state

    def close(self, by=None, words: str | None = None, batch=None) -> None:
        self._choose(Choice.CLOSED, by, words=words, batch=batch)

    def reopen(self, by=None, batch=None) -> None:
        """Open until somebody says otherwise, whatever the rule."""
        self._choose(Choice.OPEN, by, batch=batch)

    def reopen_for(self, days: int, by=None, batch=None) -> None:
        self._choose(Choice.DATE, by, closes_at=timezone.now() + timedelta(days=days), batch=batch)

    def moderate(self, by=None, batch=None) -> None:
        self._choose(Choice.MODERATED, by, batch=batch)

    def close_on(self, moment: datetime, by=None, batch=None) -> None:
        self._choose(Choice.DATE, by, closes_at=moment, batch=batch)

    def follow_rule(self, by=None, batch=None) -> None:
        self._choose(Choice.RULE, by, batch=batch)

    def say(self, words: str, by=None, batch=None) -> None:
        """Words for readers, shown where the state is shown."""
        with self.locked():
            before = self.chosen()
            if words == self.words:
                return
            self.words = words
            self.save(update_fields=["words"])
            self.expire_pages()
            Decision.record(by, "words", discussion=self, before=before, after=self.chosen(), batch=batch)

    def close_as_imported(self) -> None:
        with self.locked(), self.changing():
            self.choice, self.was_closed_elsewhere = Choice.CLOSED, True
            self.save()

    def _choose(self, choice: Choice, by, closes_at: datetime | None = None, words: str | None = None, batch=None):
        with self.locked(), self.changing():
            before = self.chosen()
            if choice == self.choice and closes_at == self.closes_at and words in {None, self.words}:
                return
            self.choice, self.closes_at = choice, closes_at
            self.chosen_at, self.chosen_by = timezone.now(), by
            self.was_closed_elsewhere = False
            if words is not None:
                self.words = words
            self.save()
            Decision.record(by, choice, discussion=self, before=before, after=self.chosen(), batch=batch)

    def chosen(self) -> dict:
        """What a Decision keeps, and `put_back` restores."""
        return {
            "choice": str(self.choice),
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
            "chosen_at": self.chosen_at.isoformat() if self.chosen_at else None,
            "chosen_by_id": self.chosen_by_id,
            "was_closed_elsewhere": self.was_closed_elsewhere,
            "words": self.words,
        }

    def put_back(self, chosen: dict, by=None, batch=None) -> None:
        """Returns to what `chosen()` once said."""
        with self.locked(), self.changing():
            before = self.chosen()
            for name, value in chosen.items():
                is_moment = name.endswith("_at") and value
                setattr(self, name, datetime.fromisoformat(value) if is_moment else value)
            self.save()
            Decision.record(by, "undone", discussion=self, before=before, after=self.chosen(), batch=batch)

    # Comments come and go

    def accept(self, comment, is_answer: bool = False):
        """Stores a new comment and returns it; the same words in the same place again return the one that is there.

        Inside `locked()`: closing takes this lock too, so every accepted comment lies before the moment of closing. A
        discussion that is closed at this very moment raises `Closed`. An author's answer is accepted after closing and says
        so.
        """
        same = comment.said_already_in(self)
        if same:
            return same
        moment = timezone.now()
        state = self.state_at(moment)
        if state.is_closed and not is_answer:
            raise Closed(state)
        comment.discussion = self
        comment.created_at = moment
        comment.is_after_closing = state.is_closed
        comment.news_due_at = None if comment.is_unwanted else moment
        with self.changing(comment.is_approved):
            comment.save(force_insert=True)
            self.count(comment, 1)
        return comment

    def count(self, comment, step: int) -> None:
        """Adds a comment to the counters (1) or takes it out of them (-1); inside the lock."""
        if not comment.is_comment:
            return
        if comment.is_pending:
            with connection.cursor() as cursor:
                cursor.execute(WAITING, [step, self.pk])
        if comment.is_approved:
            threads = self._threads_gained(comment, step)
            if comment.root_id:
                type(comment).objects.filter(pk=comment.root_id).update(thread_count=F("thread_count") + step)
            type(self).objects.filter(pk=self.pk).update(
                approved_count=F("approved_count") + step,
                thread_count=F("thread_count") + threads,
                last_comment_at=self._newest_approved_at(),
            )

    @contextmanager
    def changing(self, is_seen: bool = True):
        """A change within, inside the lock, that readers see or not; whether it is open stands on other pages too."""
        if not is_seen:
            yield
            return
        was_open = self.state_at().is_open
        yield
        self.expire_pages()
        if type(self).objects.get(pk=self.pk).state_at().is_open != was_open:
            page_cache.touch(*(f"open on tag {tag.pk}" for tag in self.entry.tags.all()))

    def expire_pages(self) -> None:
        """Its comments, their number or its state changed, and pages and feeds show one of them."""
        page_cache.touch(f"discussion {self.entry_id}", "comments")

    def _threads_gained(self, comment, step: int) -> int:
        """How many threads readers see more (1) or less (-1) when an approved comment comes or goes."""
        root = self.comments.filter(pk=comment.root_id or comment.pk).values("status", "thread_count").first()
        replies = root["thread_count"] if root else 0
        if not comment.root_id:
            # Its replies keep a thread in sight without it.
            return 0 if replies else step
        if root is None or root["status"] == comment.Status.APPROVED:
            return 0
        return step if replies == (0 if step > 0 else 1) else 0

    def _newest_approved_at(self) -> datetime | None:
        newest = self.comments.comments().approved().filter(is_after_closing=False).order_by("-created_at").first()
        return newest and newest.created_at

    def recount(self) -> None:
        """Sets every counter from the rows they count."""
        with self.locked():
            said = self.comments.comments()
            replies = said.approved().exclude(root=None).order_by().values("root").annotate(number=Count("pk"))
            counts = {row["root"]: row["number"] for row in replies}
            for comment in self.comments.only("thread_count"):
                if comment.thread_count != counts.get(comment.pk, 0):
                    self.comments.filter(pk=comment.pk).update(thread_count=counts.get(comment.pk, 0))
            counted = self.counted()
            for name, value in counted.items():
                setattr(self, name, value)
            self.save(update_fields=[*counted])
            self.expire_pages()

    def counted(self) -> dict:
        """What the counters should be, by the rows they count."""
        said = self.comments.comments()
        return {
            "approved_count": said.approved().count(),
            "pending_count": said.pending().count(),
            "thread_count": said.shown_roots().count(),
            "last_comment_at": self._newest_approved_at(),
        }

    def locked(self):
        """A transaction in which nobody else changes this discussion; the row is made if it was missing."""
        return _Lock(self)


UNDER = Prepared(lambda entry: Discussion.objects.filter(entry=entry))
# By hand, since most new comments wait and Django needs longer to put this into words than a database to do it.
WAITING = "UPDATE comments_discussion SET pending_count = pending_count + %s WHERE id = %s"
LOCKED = Prepared(lambda entry: Discussion.objects.filter(entry=entry).select_for_update())


class _Lock:
    """`with discussion.locked():` begins a transaction, takes the row's lock and brings the fields up to date."""

    def __init__(self, discussion: Discussion):
        self.discussion = discussion
        self.transaction = transaction.atomic()

    def __enter__(self):
        self.transaction.__enter__()
        discussion = self.discussion
        row = LOCKED.first(entry=discussion.entry_id)
        row = row or Discussion.objects.select_for_update().get_or_create(entry_id=discussion.entry_id)[0]
        for field in Discussion._meta.concrete_fields:
            setattr(discussion, field.attname, getattr(row, field.attname))
        discussion._state.adding, discussion._state.db = False, row._state.db
        return discussion

    def __exit__(self, *trouble):
        return self.transaction.__exit__(*trouble)


def with_discussion_state(entries, rule: DiscussionRule, moment: datetime | None = None):
    """Adds `discussion_state` to a queryset of entries, by the same steps as `Discussion.state_at`."""
    moment = moment or timezone.now()
    stated = with_state_by(entries, moment, rule.restarts_at_comment, *rule.ran_out_before(moment))
    return stated.annotate(discussion_state=Value(State.CLOSED.value)) if rule.is_paused(moment) else stated


def with_state_by(entries, moment, restarts: bool, held_before, closed_before):
    """The same with the moments that the rule gives, each None where it gives none; they may be a prepared query's slots."""
    chosen = Coalesce("discussion__choice", Value(Choice.RULE.value))
    clock = F("published_at")
    if restarts:
        clock = Greatest(clock, Coalesce("discussion__last_comment_at", "published_at"))
    follows = Q(discussion_choice=Choice.RULE)

    def ran_out(before) -> Q:
        return follows & Q(discussion_clock__lte=before) if before is not None else Q(pk__in=[])

    closed = (
        ~Q(state=Entry.State.PUBLISHED)
        | Q(published_at__gt=moment)
        | Q(discussion_choice=Choice.CLOSED)
        | Q(discussion_choice=Choice.DATE, discussion__closes_at__lte=moment)
        | follows & Q(kind=Entry.Kind.PAGE)
        | ran_out(closed_before)
    )
    moderated = Q(discussion_choice=Choice.MODERATED) | ran_out(held_before)
    return entries.annotate(discussion_choice=chosen, discussion_clock=clock).annotate(
        discussion_state=Case(
            When(closed, then=Value(State.CLOSED.value)),
            When(moderated, then=Value(State.MODERATED.value)),
            default=Value(State.OPEN.value),
        )
    )
