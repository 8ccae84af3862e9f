"""What another rule or another choice would do to discussions, in numbers and names, before it is done."""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import Entry
from comments.models import Choice, Discussion, DiscussionRule, State, with_discussion_state

NAMES_SHOWN = 50
# In bulk the one date there is to choose is a week from now.
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Effect:
    """Which discussions would turn, and which way."""

    closing: list[Entry]
    reopening: list[Entry]
    holding: list[Entry]
    releasing: list[Entry]
    staying: int

    @classmethod
    def of(cls, changes: list[tuple[Entry, State, State]]) -> "Effect":
        """From (entry, its discussion's state before, and after)."""

        def turning(before=None, after=None) -> list[Entry]:
            return [
                entry
                for entry, was, becomes in changes
                if was != becomes and before in {None, was} and after in {None, becomes}
            ]

        return cls(
            closing=turning(after=State.CLOSED),
            reopening=turning(before=State.CLOSED),
            holding=turning(State.OPEN, State.MODERATED),
            releasing=turning(State.MODERATED, State.OPEN),
            staying=sum(was == becomes for _entry, was, becomes in changes),
        )

    @classmethod
    def of_rule(cls, old: DiscussionRule, new: DiscussionRule) -> "Effect":
        """Of another rule, by the annotation that the lists use, asked once for each rule."""
        moment = timezone.now()
        entries = Entry.objects.published(moment).only("title", "slug", "published_at").newest_first()
        before = dict(with_discussion_state(entries, old, moment).values_list("pk", "discussion_state"))
        after = with_discussion_state(entries, new, moment)
        return cls.of([(entry, before[entry.pk], entry.discussion_state) for entry in after if entry.pk in before])

    @classmethod
    def of_choice(cls, discussions: list[Discussion], choice: Choice, rule: DiscussionRule) -> "Effect":
        """Of one choice for some discussions, by the same predicate that every page asks."""
        moment = timezone.now()
        changes = []
        for discussion in discussions:
            chosen = copy(discussion)
            chosen.choice, chosen.closes_at = choice, moment + WEEK if choice == Choice.DATE else None
            states = [one.state_at(moment, rule).state for one in (discussion, chosen)]
            changes.append((discussion.entry, *states))
        return cls.of(changes)

    @property
    def numbers(self) -> str:
        """Sent with the button, so that nothing is saved whose numbers have changed since they were read."""
        return "-".join(str(len(these)) for these in (self.closing, self.reopening, self.holding, self.releasing))

    @property
    def is_nothing(self) -> bool:
        return not (self.closing or self.reopening or self.holding or self.releasing)

    @property
    def in_words(self) -> str:
        """close 41, reopen 3"""
        parts = [
            (_("close %d"), self.closing),
            (_("reopen %d"), self.reopening),
            (_("hold %d"), self.holding),
            (_("stop holding %d"), self.releasing),
        ]
        return ", ".join(text % len(these) for text, these in parts if these) or _("change nothing today")

    @property
    def lists(self) -> list[tuple[str, list[Entry], int]]:
        """(heading, first entries, how many more) of each kind of change."""
        kinds = [
            (ngettext("The %d that closes", "The %d that close", len(self.closing)), self.closing),
            (ngettext("The %d that reopens", "The %d that reopen", len(self.reopening)), self.reopening),
            (ngettext("The %d that is held", "The %d that are held", len(self.holding)), self.holding),
            (ngettext("The %d that opens fully", "The %d that open fully", len(self.releasing)), self.releasing),
        ]
        return [
            (heading % len(these), these[:NAMES_SHOWN], max(0, len(these) - NAMES_SHOWN))
            for heading, these in kinds
            if these
        ]
