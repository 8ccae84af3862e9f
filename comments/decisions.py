"""The sentences of the log: who decided what, when."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from blog import dates
from comments.models import Comment, Decision
from comments.spam.learnt import label

# After a name and a colon, in the bar that offers to undo.
BRIEF = {
    "approved": gettext_lazy("approved"),
    "approved_without_links": gettext_lazy("approved, link removed"),
    "unlinked": gettext_lazy("links removed"),
    "folded": gettext_lazy("folded into one line"),
    "unfolded": gettext_lazy("shown in full"),
    "restored": gettext_lazy("put back"),
    "spam": gettext_lazy("marked as spam"),
    "trash": gettext_lazy("moved to the trash"),
    "pending": gettext_lazy("waits again"),
    "locked": gettext_lazy("takes no replies now"),
    "unlocked": gettext_lazy("takes replies again"),
    "waived": gettext_lazy("no answer needed"),
    "reworded": gettext_lazy("words changed"),
    "answered": gettext_lazy("answered"),
    "said": gettext_lazy("published"),
    "claimed": gettext_lazy("published as yours"),
    "banned": gettext_lazy("banned"),
    "open": gettext_lazy("kept open"),
    "moderated": gettext_lazy("asks you first"),
    "closed": gettext_lazy("closed"),
    "date": gettext_lazy("closes on a date"),
    "rule": gettext_lazy("follows the site's rule"),
    "words": gettext_lazy("words for readers changed"),
}
# After the name of who decided; %(what)s is "tizan’s comment", "5 comments" or the entry's title in quotation marks.
DONE = {
    "approved": gettext_lazy("approved %(what)s."),
    "approved_without_links": gettext_lazy("approved %(what)s without its link."),
    "unlinked": gettext_lazy("removed the links of %(what)s."),
    "folded": gettext_lazy("folded %(what)s into one line."),
    "unfolded": gettext_lazy("shows %(what)s in full again."),
    "restored": gettext_lazy("put %(what)s back to where it was."),
    "spam": gettext_lazy("marked %(what)s as spam."),
    "trash": gettext_lazy("moved %(what)s to the trash."),
    "pending": gettext_lazy("put %(what)s back to wait."),
    "locked": gettext_lazy("locked the branch below %(what)s."),
    "unlocked": gettext_lazy("unlocked the branch below %(what)s."),
    "waived": gettext_lazy("said that %(what)s needs no answer."),
    "reworded": gettext_lazy("changed the words of %(what)s."),
    "answered": gettext_lazy("answered %(what)s."),
    "said": gettext_lazy("wrote %(what)s."),
    "claimed": gettext_lazy("claimed %(what)s as their own."),
    "banned": gettext_lazy("banned the writer of %(what)s."),
    "open": gettext_lazy("keeps %(what)s open."),
    "moderated": gettext_lazy("set %(what)s to ask first."),
    "closed": gettext_lazy("closed %(what)s."),
    "date": gettext_lazy("set a day for closing %(what)s."),
    "rule": gettext_lazy("let %(what)s follow the site's rule."),
    "words": gettext_lazy("changed the words for readers under %(what)s."),
    "rule_changed": gettext_lazy("changed the rule for discussions."),
    "rule_added": gettext_lazy("added the rule %(what)s."),
    "rule_removed": gettext_lazy("took away the rule %(what)s."),
    "thing_forgotten": gettext_lazy("let the filter leave %(what)s aside."),
    "thing_remembered": gettext_lazy("lets the filter learn from %(what)s again."),
    "afresh": gettext_lazy("let the filter start afresh."),
    "paused": gettext_lazy("stopped comments on the whole site."),
    "resumed": gettext_lazy("let comments in again on the whole site."),
}
# What somebody else had done first.
DONE_TO_THIS = {
    "approved": gettext_lazy("%(who)s approved this"),
    "approved_without_links": gettext_lazy("%(who)s approved this without links"),
    "spam": gettext_lazy("%(who)s marked this as spam"),
    "trash": gettext_lazy("%(who)s moved this to the trash"),
    "pending": gettext_lazy("%(who)s put this back to wait"),
    "closed": gettext_lazy("%(who)s closed this"),
    "open": gettext_lazy("%(who)s opened this"),
}
ALREADY = {
    Comment.Status.APPROVED: gettext_lazy("This comment was already approved."),
    Comment.Status.SPAM: gettext_lazy("This comment was already marked as spam."),
    Comment.Status.TRASH: gettext_lazy("This comment was already in the trash."),
    Comment.Status.PENDING: gettext_lazy("This comment waits already."),
}
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def isolated(text: str) -> str:
    """A name or title that a stranger typed, safe to stand in a sentence that runs the other way."""
    return f"\u2068{BIDI_CONTROLS.sub('', text)}\u2069"


def who(decision: Decision) -> str:
    """Who decided; without an account it was the filter, or a writer who took a comment back."""
    if decision.actor_name:
        return isolated(decision.actor_name)
    return _("Its writer") if decision.verb == "trash" else _("The filter")


def when(moment: datetime, now: datetime | None = None) -> str:
    """ "Today at 10:03 AM", or the day and the time."""
    if _is_same_day(moment, now):
        return _("Today at %(clock)s") % {"clock": _clock(moment)}
    return dates.moment(moment)


def brief(decisions: list[Decision]) -> str:
    """One press of a button: "tizan: marked as spam." """
    last = decisions[-1]
    if last.verb == "undone":
        return _brief_undone(decisions)
    verbs = list(dict.fromkeys(one.verb for one in decisions))
    if verbs[-1] == "answered" and len(verbs) > 1:
        return _("%(what)s: approved and answered.") % {"what": _subject(decisions[:1])}
    if "banned" in verbs:
        last = next(one for one in decisions if one.verb == "banned")
        return _("%(what)s: banned.") % {"what": _subject([last])}
    if _verb(last) not in BRIEF:
        return sentence(decisions, first=True)
    return f"{_subject(decisions)}: {BRIEF[_verb(last)]}."


def sentence(decisions: list[Decision], first: bool = False) -> str:
    """What was done, to stand behind the name of who did it; with a capital letter where nothing stands before it."""
    verbs = {one.verb for one in decisions}
    if verbs == {"undone"}:
        done = _("took back a decision on %(what)s.") % {"what": _object(decisions)}
    elif "answered" in verbs and len(verbs) > 1:
        done = _("approved %(what)s and answered it.") % {
            "what": _object([one for one in decisions if one.verb != "answered"])
        }
    elif "banned" in verbs:
        done = DONE["banned"] % {"what": _object([one for one in decisions if one.verb == "banned"])}
    else:
        done = DONE.get(_verb(decisions[0]), gettext_lazy("decided on %(what)s.")) % {"what": _object(decisions)}
    return done[:1].upper() + done[1:] if first else done


def conflict(decision: Decision | None, comment: Comment | None = None) -> str:
    """Why nothing was changed: somebody decided first."""
    if decision and decision.verb in DONE_TO_THIS:
        done = DONE_TO_THIS[decision.verb] % {"who": who(decision)}
        if _is_same_day(decision.made_at):
            at = _("%(done)s at %(clock)s. Nothing was changed.")
            return at % {"done": done, "clock": _clock(decision.made_at)}
        on = _("%(done)s on %(moment)s. Nothing was changed.")
        return on % {"done": done, "moment": dates.moment(decision.made_at)}
    if comment:
        return str(ALREADY[comment.status])
    return _("This was changed since. Nothing was changed now.")


def _is_same_day(moment: datetime, now: datetime | None = None) -> bool:
    return timezone.localdate(moment) == timezone.localdate(now or timezone.now())


def _clock(moment: datetime) -> str:
    return format_date(timezone.localtime(moment), pgettext("time format", "g:i A"))


def _verb(decision: Decision) -> str:
    """Of very many with one press: what was done to each of them."""
    return decision.after["verb"] if decision.verb == "swept" else decision.verb


def _swept_count(decision: Decision) -> int:
    """How many comments one press was about that was done in the background, or put back again; else 0."""
    return (decision.after or decision.before).get("count", 0)


def _subject(decisions: list[Decision]) -> str:
    """Who or what a decision was about, to stand before a colon."""
    if len(decisions) > 1 or _swept_count(decisions[0]):
        return _counted(decisions)
    one = decisions[0]
    if one.comment:
        return isolated(_about(one).author_name)
    return f"“{isolated(str(one.discussion))}”" if one.discussion else _beside(one) or _("A comment that is gone")


def _about(decision: Decision) -> Comment:
    """An answer is about the comment it answers."""
    comment = decision.comment
    return comment.parent if decision.verb == "answered" and comment.parent_id else comment


def _object(decisions: list[Decision]) -> str:
    if len(decisions) > 1 or _swept_count(decisions[0]):
        return _counted(decisions)
    one = decisions[0]
    if one.comment:
        return _("%(name)s’s comment") % {"name": isolated(_about(one).author_name)}
    if one.discussion:
        return f"“{isolated(str(one.discussion))}”"
    return _beside(one) or (_("the rule") if "close_after_days" in one.before else _("a comment that is gone"))


def _beside(decision: Decision) -> str:
    """What was decided on beside comments and discussions: a rule of the owner's, or something the filter looks at."""
    told = decision.before | decision.after
    if "pattern" in told:
        return f"“{isolated(told['pattern'])}”"
    return isolated(label(told["key"])) if "key" in told else ""


def _counted(decisions: list[Decision]) -> str:
    swept = _swept_count(decisions[0])
    count = swept or len(decisions)
    if swept or "status" in decisions[0].before or decisions[0].comment_id:
        return ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count}
    return ngettext("%(count)d discussion", "%(count)d discussions", count) % {"count": count}


def _brief_undone(decisions: list[Decision]) -> str:
    waits = [one for one in decisions if one.after.get("status") == Comment.Status.PENDING]
    if len(waits) == 1:
        return _("%(name)s waits again.") % {"name": _subject(waits)}
    if waits:
        return ngettext("%(count)d comment waits again.", "%(count)d comments wait again.", len(waits)) % {
            "count": len(waits)
        }
    if len(decisions) > 1 or _swept_count(decisions[0]):
        return _("%(what)s: put back to what they were.") % {"what": _subject(decisions)}
    return _("%(what)s: put back to what it was.") % {"what": _subject(decisions)}
