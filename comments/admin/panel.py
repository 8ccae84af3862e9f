"""The panel "Discussion" on an entry's page: what each choice would do today, and saving the one that was made."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.admin.entry_form import EntryForm
from blog.dates import day, moment
from blog.models import Blog
from comments import reasons
from comments.models import Choice, Discussion, DiscussionRule

WEEK = 7


@dataclass(frozen=True)
class Offer:
    """One radio button: what choosing it does today."""

    choice: Choice
    effect: str
    is_chosen: bool


class EntryFormWithDiscussion(EntryForm):
    discussion_choice = forms.ChoiceField(choices=Choice.choices, required=False)
    discussion_closes_on = forms.DateField(
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "class": "vDateField", "aria-label": gettext_lazy("Day it closes")},
            format="%Y-%m-%d",
        ),
    )
    discussion_words = forms.CharField(
        label=gettext_lazy("Words for readers"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
        help_text=gettext_lazy("Shown below “Comments on this entry are closed.” Empty: the site's own words."),
    )
    # As the panel showed it, so that a choice somebody else made meanwhile is not undone by saving the text.
    discussion_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        discussion = self.discussion
        closes_on = discussion.closes_at and timezone.localtime(discussion.closes_at).date()
        self.initial |= {
            "discussion_choice": discussion.choice,
            "discussion_closes_on": closes_on,
            "discussion_words": discussion.words,
            "discussion_seen": discussion.choice,
        }

    @cached_property
    def discussion(self) -> Discussion:
        found = Discussion.objects.filter(entry=self.instance.pk).select_related("chosen_by").first()
        discussion = found or Discussion()
        discussion.entry = self.instance
        return discussion

    @cached_property
    def rule(self) -> DiscussionRule:
        return DiscussionRule.load()

    @property
    def discussion_button(self) -> str:
        """One of the three buttons that save and choose at once, if it was pressed."""
        return next((name for name in ("close", "reopen", "week") if f"_discussion_{name}" in self.data), "")

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        closes_on = typed.get("discussion_closes_on")
        chosen = typed.get("discussion_choice") == Choice.DATE and not self.discussion_button
        if chosen and "discussion_closes_on" not in self.errors:
            if not closes_on:
                self.add_error(
                    "discussion_closes_on", ValidationError(_("Choose the day the discussion should close."))
                )
            elif self._has_new_day(closes_on) and closes_on <= timezone.localdate():
                self.add_error(
                    "discussion_closes_on",
                    ValidationError(_("That day has begun already. Choose a later one, or close the discussion now.")),
                )
        return typed

    def save_discussion(self, by) -> bool:
        """Through the discussion's verbs, and only what was changed in the panel; says whether anything was."""
        discussion, typed = self.discussion, self.cleaned_data
        if not ({"discussion_choice", "discussion_seen"} & self.data.keys()):
            return False
        before = discussion.chosen()
        self._choose(discussion, typed, by)
        if typed["discussion_words"] != discussion.words and "discussion_words" in self.changed_data:
            discussion.say(typed["discussion_words"], by)
        return discussion.chosen() != before

    def _choose(self, discussion: Discussion, typed: dict, by) -> None:
        match self.discussion_button:
            case "close":
                return discussion.close(by)
            case "reopen":
                return discussion.reopen(by)
            case "week":
                return discussion.reopen_for(WEEK, by)
        choice, closes_on = typed["discussion_choice"], typed["discussion_closes_on"]
        is_untouched = choice in {"", typed["discussion_seen"]}
        if is_untouched and not (choice == Choice.DATE == discussion.choice and self._has_new_day(closes_on)):
            return None
        match choice:
            case Choice.RULE:
                return discussion.follow_rule(by)
            case Choice.OPEN:
                return discussion.reopen(by)
            case Choice.MODERATED:
                return discussion.moderate(by)
            case Choice.CLOSED:
                return discussion.close(by)
        return discussion.close_on(_beginning_of(closes_on), by)

    def _has_new_day(self, closes_on: date) -> bool:
        return closes_on != self.initial["discussion_closes_on"]


@dataclass(frozen=True)
class Panel:
    """All that the panel's template prints."""

    form: EntryFormWithDiscussion
    reader: object

    @property
    def discussion(self) -> Discussion:
        return self.form.discussion

    @cached_property
    def state(self):
        return self.discussion.state_at(rule=self.form.rule)

    @property
    def sentence(self) -> str:
        return reasons.for_author(self.state, self.reader, self.form.rule)

    @property
    def last(self) -> str:
        newest = self.discussion.last_comment_at
        return _("The last came on %(moment)s.") % {"moment": moment(newest)} if newest else ""

    @property
    def choice(self) -> str:
        """As typed, where the page comes back with an error."""
        return self.form["discussion_choice"].value() or self.discussion.choice

    @property
    def offers(self) -> list[Offer]:
        return [Offer(choice, self._effect(choice), choice == self.choice) for choice in Choice]

    def _effect(self, choice: Choice) -> str:
        sentence = self._promise(choice)
        if choice == self.discussion.choice:
            return _("As it is now. %(effect)s") % {"effect": sentence}
        return sentence

    def _promise(self, choice: Choice) -> str:
        match choice:
            case Choice.RULE:
                return self._promise_of_rule()
            case Choice.OPEN if self.form.rule.hold_first_comments:
                return _(
                    "Comments by readers you know appear at once; first comments wait for you. The rule is left aside."
                )
            case Choice.OPEN:
                return _("Comments appear at once unless they look like spam. The rule is left aside.")
            case Choice.MODERATED:
                return _("Every comment waits for you. The rule is left aside.")
            case Choice.CLOSED:
                closed = _("No new comments from today. Readers see “Comments on this entry are closed.”")
                return f"{closed} {self._what_stays()}"
        zone = Blog.load().time_zone.replace("_", " ")
        return _("Open until then. It closes when that day begins (%(zone)s time).") % {"zone": zone}

    def _promise_of_rule(self) -> str:
        ruled = Discussion(
            choice=Choice.RULE, entry=self.form.instance, last_comment_at=self.discussion.last_comment_at
        ).state_at(rule=self.form.rule)
        if not ruled.is_closed or ruled.reason != "rule" or self.state.is_closed:
            return reasons.for_author(ruled, rule=self.form.rule)
        over = _("Closes the discussion at once: by the rule its time was over on %(day)s.") % {"day": day(ruled.since)}
        return f"{over} {self._what_stays()}"

    def _what_stays(self) -> str:
        approved, waiting = self.discussion.approved_count, self.discussion.pending_count
        stays = ngettext("The %(count)d comment stays.", "The %(count)d comments stay.", approved) % {"count": approved}
        waits = ngettext("The %(count)d that waits stays with you.", "The %(count)d that wait stay with you.", waiting)
        parts = [stays if approved else "", waits % {"count": waiting} if waiting else "", _("You can still answer.")]
        return " ".join(filter(None, parts))


def _beginning_of(chosen: date) -> datetime:
    return datetime(chosen.year, chosen.month, chosen.day, tzinfo=timezone.get_current_timezone())
