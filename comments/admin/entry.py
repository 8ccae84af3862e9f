"""The list and the page of entries, with what their discussions add."""

from copy import copy
from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.contrib import admin, messages
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.admin import entry as blog_admin
from blog.models import Entry
from comments import reasons
from comments.admin.effect import Effect
from comments.admin.page import page
from comments.admin.panel import EntryFormWithDiscussion, Panel
from comments.admin.twin import entry_page
from comments.models import Choice, Comment, Discussion, DiscussionRule, State, with_discussion_state

WEEK = timedelta(days=7)
VERBS = {
    Choice.RULE: Discussion.follow_rule,
    Choice.OPEN: Discussion.reopen,
    Choice.MODERATED: Discussion.moderate,
    Choice.CLOSED: Discussion.close,
    Choice.DATE: partial(Discussion.reopen_for, days=WEEK.days),
}
# The choices as bulk acts name them.
LABELS = {Choice.DATE: gettext_lazy("Reopen for 7 days")}


def closing_within(span: timedelta):
    """The published entries whose discussion takes comments now and no longer after the span."""
    rule, now = DiscussionRule.load(), timezone.now()
    entries = Entry.objects.published(now)
    closed_later = with_discussion_state(entries, rule, now + span).filter(discussion_state=State.CLOSED)
    return (
        with_discussion_state(entries, rule, now)
        .exclude(discussion_state=State.CLOSED)
        .filter(pk__in=closed_later.values("pk"))
    )


class DiscussionFilter(admin.SimpleListFilter):
    title = gettext_lazy("discussion")
    parameter_name = "discussion"

    def lookups(self, request, model_admin):
        return [
            ("open", _("Open")),
            ("moderated", _("Held")),
            ("closed", _("Closed")),
            ("week", _("Closing this week")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "week":
            return queryset.filter(pk__in=closing_within(WEEK).values("pk"))
        if self.value() in State.values:
            stated = with_discussion_state(Entry.objects.all(), DiscussionRule.load())
            return queryset.filter(pk__in=stated.filter(discussion_state=self.value()).values("pk"))
        return queryset


class ChoiceFilter(admin.SimpleListFilter):
    title = gettext_lazy("reason")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        return [("rule", _("By the rule")), ("chosen", _("Your choice")), ("date", _("On a date you set"))]

    def queryset(self, request, queryset):
        match self.value():
            case "chosen":
                return queryset.filter(discussion__choice__in=[Choice.OPEN, Choice.MODERATED, Choice.CLOSED])
            case "date":
                return queryset.filter(discussion__choice=Choice.DATE)
            case "rule":
                return queryset.exclude(discussion__choice__in=[choice for choice in Choice if choice != Choice.RULE])
        return queryset


class EntryList(blog_admin.EntryList):
    def get_queryset(self, *args, **kwargs):
        return super().get_queryset(*args, **kwargs).select_related("discussion__chosen_by")

    def get_results(self, request):
        """Every row's state, asked of its discussion with the one rule."""
        super().get_results(request)
        rule, now = DiscussionRule.load(), timezone.now()
        for entry in self.result_list:
            entry.room = _discussion_of(entry)
            entry.room_state = entry.room.state_at(now, rule)
            entry.room_sentence = reasons.for_author(entry.room_state, request.user, rule)


admin.site.unregister(Entry)


@admin.register(Entry)
class EntryAdmin(blog_admin.EntryAdmin):
    form = EntryFormWithDiscussion
    panels = (*blog_admin.EntryAdmin.panels, "admin/comments/_discussion_panel.html")
    list_display = (*blog_admin.EntryAdmin.list_display, "comment_count", "discussion_shown")
    list_filter = (DiscussionFilter, ChoiceFilter, *blog_admin.EntryAdmin.list_filter)
    actions = (
        *blog_admin.EntryAdmin.actions,
        "follow_rule",
        "keep_open",
        "reopen_for_a_week",
        "ask_me_first",
        "close_discussions",
    )

    def get_urls(self):
        twin = self.admin_site.admin_view(entry_page)
        may_change = {"may_change": self.has_change_permission}
        return [path("<int:pk>/page/", twin, may_change, name="comments_entry_page"), *super().get_urls()]

    # The list

    def get_changelist(self, request, **kwargs):
        return EntryList

    @admin.display(description=gettext_lazy("comments"), ordering="discussion__approved_count")
    def comment_count(self, entry):
        return entry.room.approved_count

    @admin.display(description=gettext_lazy("discussion"))
    def discussion_shown(self, entry):
        opening = reasons.opening(entry.room_state)
        rest = entry.room_sentence.removeprefix(opening)
        waiting = entry.room.pending_count
        if not waiting:
            return format_html('<span class="state">{}</span>{}', opening, rest)
        return format_html(
            '<span class="state">{}</span>{} <a href="{}">{}</a>.',
            opening,
            rest,
            f"{reverse('admin:comments_comment_changelist')}?status__exact=pending&entry={entry.pk}",
            ngettext("%d waits", "%d wait", waiting) % waiting,
        )

    # Acts on many discussions

    @admin.action(description=gettext_lazy("Discussion: follow the site's rule…"), permissions=["change"])
    def follow_rule(self, request, queryset):
        return self._choose(request, queryset, Choice.RULE)

    @admin.action(description=gettext_lazy("Discussion: keep open…"), permissions=["change"])
    def keep_open(self, request, queryset):
        return self._choose(request, queryset, Choice.OPEN)

    @admin.action(description=gettext_lazy("Discussion: reopen for 7 days…"), permissions=["change"])
    def reopen_for_a_week(self, request, queryset):
        return self._choose(request, queryset, Choice.DATE)

    @admin.action(description=gettext_lazy("Discussion: ask me first…"), permissions=["change"])
    def ask_me_first(self, request, queryset):
        return self._choose(request, queryset, Choice.MODERATED)

    @admin.action(description=gettext_lazy("Discussion: close now…"), permissions=["change"])
    def close_discussions(self, request, queryset):
        return self._choose(request, queryset, Choice.CLOSED)

    def _choose(self, request, queryset, choice: Choice):
        """First what it would do, in numbers; then, when that was read, the verb on each."""
        entries = queryset.order_by("pk").select_related("discussion__chosen_by")
        discussions = [_discussion_of(entry) for entry in entries]
        effect = Effect.of_choice(discussions, choice, DiscussionRule.load())
        if request.POST.get("counted") != effect.numbers:
            return self._choice_page(request, choice, effect, len(discussions))
        batch = uuid4()
        for discussion in discussions:
            VERBS[choice](discussion, by=request.user, batch=batch)
            self.log_change(
                request, discussion.entry, _("Discussion: %(choice)s") % {"choice": LABELS.get(choice, choice.label)}
            )
        done = _("Done: %(what)s. You can undo this for 30 days.") % {"what": effect.in_words}
        decisions = reverse("admin:comments_decisions")
        self.message_user(
            request, format_html('{} <a href="{}">{}</a>', done, decisions, _("All decisions")), messages.SUCCESS
        )
        return None

    def _choice_page(self, request, choice: Choice, effect: Effect, count: int):
        left_out = {"csrfmiddlewaretoken", "counted"}
        kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in left_out]
        title = ngettext("%(choice)s: %(count)d discussion", "%(choice)s: %(count)d discussions", count)
        return page(
            request,
            "choice",
            "admin:blog_entry_changelist",
            title % {"choice": LABELS.get(choice, choice.label), "count": count},
            effect=effect,
            kept=kept,
        )

    # The page of one entry

    def preview_address(self, entry):
        return reverse("admin:comments_entry_page", args=[entry.pk or 0])

    def get_deleted_objects(self, objs, request):
        """An entry that is deleted for good takes its comments along, whoever may delete those one by one."""
        to_delete, counts, missing, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(missing) - {Comment._meta.verbose_name}, protected

    def render_change_form(self, request, context, *args, **kwargs):
        context["discussion_panel"] = Panel(context["adminform"].form, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.save_discussion(request.user):
            state = form.discussion.state_at()
            sentence = _("Discussion: %(state)s") % {"state": reasons.for_author(state, request.user)}
            self.log_change(request, form.instance, sentence)
            self.message_user(request, sentence, messages.SUCCESS)


def _discussion_of(entry: Entry) -> Discussion:
    """With its entry at hand; one that follows the rule where there is no row yet."""
    discussion = copy(getattr(entry, "discussion", None) or Discussion())
    discussion.entry = entry
    return discussion
