"""The filter: what it has learnt and how it did, the owner's own rules, and the numbers beside them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import own_rules
from comments.admin.cards import points
from comments.admin.page import page
from comments.models import Decision, DiscussionRule, Rule, SpamExample, SpamFeature
from comments.names import own_names
from comments.spam import learning, learnt
from comments.spam.checks.trade import NAME_WORDS, WORDS
from comments.spam.lines import FEWEST_SCORES
from comments.spam.yearly import tally

ROOM = "admin:comments_filter"
SHOWN, ALL = 8, 50
SAMPLES = 5


class OwnRuleForm(forms.ModelForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Then"),
        choices=[(Rule.Outcome.HOLD, gettext_lazy("ask me first")), (Rule.Outcome.SPAM, gettext_lazy("file as spam"))],
    )

    class Meta:
        model = Rule
        fields = ("field", "pattern", "outcome")
        labels = {
            "field": gettext_lazy("Look in"),
            "pattern": gettext_lazy("For"),
        }
        help_texts = {
            "pattern": gettext_lazy(
                "Whole words only: “press” does not find “WordPress”, “press*” finds “presses”. A network is written "
                "192.0.2.0/24, a site example.org, an email address whole or as its part behind the @."
            ),
        }

    def clean(self):
        typed = super().clean()
        if not self.errors and (trouble := own_rules.fault(Rule(**typed))):
            raise ValidationError({"pattern": trouble})
        return typed


class NumbersForm(forms.ModelForm):
    class Meta:
        model = DiscussionRule
        fields = ("links_to_wait_at", "flood_ten_minutes", "flood_day")


def filter_page(request):
    """GET shows everything; POST is a press on one of the buttons."""
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    act = request.POST.get("do", "")
    if act in {"try", "add"}:
        return _own_rule(request, act)
    if act == "numbers":
        return _numbers(request)
    if act in ACTS:
        return ACTS[act](request)
    if act == "afresh":
        return page(request, "filter_afresh", ROOM, _("Start the filter afresh?"), verdicts=_verdicts())
    return _show(request)


def _show(request, rule_form=None, trial=None, numbers_form=None):
    most = ALL if "all" in request.GET else SHOWN
    spam, readers = learnt.strongest(most)
    first_of_year = timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    rule = DiscussionRule.load()
    return page(
        request,
        "filter",
        ROOM,
        _("What the filter has learnt"),
        verdicts=_verdicts(),
        fewest=FEWEST_SCORES,
        year=tally(first_of_year),
        sides=[(_("Speaks for spam"), _rows(spam)), (_("Speaks for a reader"), _rows(readers))],
        shows_all=most == ALL,
        forgotten=learnt.forgotten(),
        rule_form=rule_form or OwnRuleForm(),
        trial=trial,
        samples=trial and [*trial.spam[:1], *trial.approved[:SAMPLES]],
        own_rules=Rule.objects.all(),
        rule=rule,
        names=own_names(request.user),
        numbers_form=numbers_form or NumbersForm(instance=rule),
        trade_words=", ".join(sorted(WORDS)),
        name_words=", ".join(sorted(NAME_WORDS - WORDS)),
        may_change_rule=request.user.has_perm("comments.change_discussionrule"),
    )


def _rows(things: list) -> list[tuple]:
    return [(thing, points(thing.points)) for thing in things]


def _verdicts() -> dict:
    """How many decisions it has learnt from."""
    made = SpamExample.objects.verdicts()
    spam = made.filter(is_spam=True).count()
    total = made.count()
    return {"total": total, "spam": spam, "readers": total - spam}


# Presses


def _own_rule(request, act: str):
    """Tried first, then added: whoever presses Add has seen what it finds."""
    if not request.user.has_perm("comments.add_rule"):
        raise PermissionDenied
    form = OwnRuleForm(request.POST)
    if not form.is_valid():
        return _show(request, rule_form=form)
    rule = Rule(**form.cleaned_data)
    if act == "try":
        return _show(request, rule_form=form, trial=own_rules.tried(rule))
    own_rules.add(rule, request.user)
    messages.success(request, _("The rule is in force. You can undo this for 30 days."))
    return _see()


def _remove(request):
    if not request.user.has_perm("comments.add_rule"):
        raise PermissionDenied
    rule = Rule.objects.filter(pk=_number(request.POST.get("rule"))).first()
    if rule:
        own_rules.remove(rule, request.user)
        messages.success(request, _("The rule is gone. You can undo this for 30 days."))
    return _see()


def _numbers(request):
    if not request.user.has_perm("comments.change_discussionrule"):
        raise PermissionDenied
    form = NumbersForm(request.POST, instance=DiscussionRule.load())
    if not form.is_valid():
        return _show(request, numbers_form=form)
    form.instance.put_in_force(request.user)
    messages.success(request, _("Saved. You can undo this for 30 days."))
    return _see("numbers")


def _forget(request):
    feature = SpamFeature.objects.filter(key=request.POST.get("key", "")).first()
    if feature and not feature.is_pinned:
        learning.pin(feature.key, 0.0)
        Decision.record(request.user, "thing_forgotten", before={}, after={"key": feature.key})
        messages.success(
            request, _("Forgotten: %(thing)s. It counts for nothing now.") % {"thing": learnt.label(feature.key)}
        )
    return _see()


def _remember(request):
    feature = SpamFeature.objects.filter(key=request.POST.get("key", ""), is_pinned=True).first()
    if feature:
        learning.release(feature.key)
        Decision.record(request.user, "thing_remembered", before={"key": feature.key}, after={})
        messages.success(request, _("%(thing)s: learnt again from now on.") % {"thing": learnt.label(feature.key)})
    return _see()


def _start_afresh(request):
    if not request.user.has_perm("comments.change_discussionrule"):
        raise PermissionDenied
    learning.start_afresh()
    Decision.record(request.user, "afresh", before={}, after={})
    messages.success(request, _("The filter knows again what it knew on the first day."))
    return _see()


ACTS = {"remove": _remove, "forget": _forget, "remember": _remember, "afresh-sure": _start_afresh}


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def _see(fragment: str = "content-start") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(ROOM)}#{fragment}", status=303)
