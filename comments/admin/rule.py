"""The page of the site's rule: what it says, what another one would do, and the pause."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.dates import day
from blog.models import Entry
from comments.admin.effect import Effect
from comments.admin.page import page
from comments.models import DiscussionRule


class RuleForm(forms.ModelForm):
    class Meta:
        model = DiscussionRule
        fields = (
            "moderate_after_days",
            "close_after_days",
            "restarts_at_comment",
            "hold_first_comments",
            "author_mail",
            "max_length",
            "max_depth",
            "threads_per_page",
            "newest_first",
        )
        labels = {
            "moderate_after_days": gettext_lazy("Open for (days)"),
            "close_after_days": gettext_lazy("Then held until day"),
        }
        help_texts = {
            "moderate_after_days": gettext_lazy(
                "Comments by readers you know appear at once. 0 means: ask me from the first day. Empty: never ask."
            ),
            "close_after_days": gettext_lazy(
                "Every comment waits for you. The same number as above: close without a held time. Empty: never close."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.MAIL_CONFIGURED:
            del self.fields["author_mail"]


class PauseForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words for readers"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Shown under every entry, in place of the form. For example: Back on Monday."),
    )


def in_words(rule: DiscussionRule) -> str:
    """The rule as a sentence."""
    opens, closes = rule.moderate_after_days, rule.close_after_days
    begin = _("after publication")
    if rule.restarts_at_comment:
        begin = _("after publication or the newest approved comment")
    days = {"opens": opens, "closes": closes, "begin": begin}
    if opens is None and closes is None:
        return _("Open without end.")
    if opens is None or opens == closes:
        return _("Open for %(closes)d days %(begin)s, then closed.") % days
    if closes is None:
        return _("Open for %(opens)d days %(begin)s, then held without end.") % days
    return _("Open for %(opens)d days %(begin)s, then held until day %(closes)d, then closed.") % days


def rule(request):
    """GET shows the rule; POST counts, saves, or stops and restarts comments on the whole site."""
    if not request.user.has_perm("comments.change_discussionrule"):
        raise PermissionDenied
    act = request.POST.get("do", "")
    if act == "pause":
        return _pause(request)
    if act == "resume":
        DiscussionRule.load().resume(request.user)
        messages.success(request, _("Comments are let in again."))
        return _see_rule()
    form = RuleForm(request.POST or None, instance=DiscussionRule.load())
    if not form.is_valid():
        return _rule_page(request, form)
    effect = Effect.of_rule(DiscussionRule.load(), form.instance)
    is_seen = effect.is_nothing or request.POST.get("counted") == effect.numbers
    if act == "save" and is_seen:
        form.instance.put_in_force(request.user)
        messages.success(request, _("Saved: %(what)s.") % {"what": effect.in_words})
        return _see_rule()
    return _rule_page(request, form, effect)


def _pause(request):
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, RuleForm(instance=DiscussionRule.load()), pause_form=form)
    DiscussionRule.load().pause(form.cleaned_data["words"], request.user)
    messages.success(request, _("The whole site takes no comments now."))
    return _see_rule()


def _rule_page(request, form: RuleForm, effect: Effect | None = None, pause_form: PauseForm | None = None):
    saved = DiscussionRule.load()
    title = _("The rule for discussions")
    return page(
        request,
        "rule",
        "admin:comments_rule",
        title,
        rule=saved,
        rule_in_words=in_words(saved),
        form=form,
        effect=effect,
        pause_form=pause_form or PauseForm(),
        paused_since=day(saved.paused_at) if saved.is_paused() else "",
        stages=_stages(saved),
        newest=Entry.objects.published().posts().newest_first().first(),
    )


def _stages(saved: DiscussionRule) -> list[tuple[str, str]]:
    """(days, what stands below the entry) by the rule that is in force."""
    opens, closes = saved.moderate_after_days, saved.close_after_days
    stages = []
    if opens != 0:
        last = opens or closes
        stages.append((_("1 to %d") % last if last else _("from 1"), _("The comment form.")))
    if opens is not None and opens != closes:
        span = (
            _("%(first)d to %(last)d") % {"first": opens + 1, "last": closes} if closes else _("from %d") % (opens + 1)
        )
        stages.append((span, _("The comment form. “Each comment is read by the author before it appears.”")))
    if closes is not None:
        stages.append((_("from %d") % (closes + 1), _("“Comments on this entry are closed.”")))
    return stages


def _see_rule() -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:comments_rule')}#content-start", status=303)


@admin.register(DiscussionRule)
class RuleAdmin(admin.ModelAdmin):
    """There is one rule, so its list and its form lead to the rule's own page."""

    def get_urls(self):
        return [path("rule/", self.admin_site.admin_view(rule), name="comments_rule"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:comments_rule")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:comments_rule")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
