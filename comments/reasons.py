"""The sentences for what a discussion is and why: one wording for readers, one for the author."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.dates import day
from comments.models import DiscussionRule, DiscussionState, State


def for_readers(state: DiscussionState) -> str:
    """What stands above the form, or under "Comments on this entry are closed."; the author's own words included."""
    return " ".join(filter(None, [_readers_reason(state), state.words]))


def for_author(state: DiscussionState, reader=None, rule: DiscussionRule | None = None) -> str:
    """State, since when, by whose choice or which rule, and what comes next.

    `reader` is the account that reads it: a choice of somebody else's then carries that name. With `rule` an open
    discussion also says when it closes.
    """
    return f"{opening(state)} {ground(state, reader)}".rstrip() + _next_step(state, rule)


def opening(state: DiscussionState) -> str:
    """The first words of the author's sentence, for emphasis: "Closed since May 1, 2012"."""
    match state.reason:
        case "not_begun" if state.until:
            return _("Begins on %(day)s") % {"day": day(state.until)}
        case "not_begun":
            return _("Not begun")
        case "elsewhere":
            return _("Closed on the old blog.")
        case "gone" | "page" | "paused":
            return _("Closed:")
        case "rule" if state.is_open:
            return _("Open")
        case "date" if state.is_open:
            return _("Open until %(day)s,") % {"day": day(state.until)}
    since = day(state.since) if state.since else ""
    comma = "," if state.reason == "date" else ""
    match state.state:
        case State.OPEN:
            return _("Open since %(day)s") % {"day": since} if since else _("Open")
        case State.MODERATED:
            return _("Held since %(day)s") % {"day": since} if since else _("Held")
    return (_("Closed since %(day)s") % {"day": since} if since else _("Closed")) + comma


def ground(state: DiscussionState, reader=None) -> str:
    """The rest of the author's first sentence: whose choice, which rule."""
    match state.reason:
        case "not_begun":
            return _("with the entry.") if state.until else _("until the entry is published.")
        case "elsewhere":
            return ""
        case "gone":
            return _("the entry itself is out of sight.")
        case "page":
            return _("a standing page takes comments only if you open it.")
        case "paused":
            quoted = f" (“{state.words}”)" if state.words else ""
            return _("the whole site takes no comments since %(day)s%(words)s.") % {
                "day": day(state.since),
                "words": quoted,
            }
        case "rule" if state.days:
            return ngettext("by the %(days)d-day rule.", "by the %(days)d-day rule.", state.days) % {"days": state.days}
        case "rule":
            return _("by the rule.")
        case "date" if _is_anothers(state, reader):
            return _("the day %(name)s set.") % {"name": state.by}
        case "date":
            return _("the day you set.")
    if _is_anothers(state, reader):
        return _("by the choice of %(name)s.") % {"name": state.by}
    return _("by your choice.")


def _is_anothers(state: DiscussionState, reader) -> bool:
    return bool(state.by and reader and state.by != str(reader))


def _next_step(state: DiscussionState, rule: DiscussionRule | None) -> str:
    if state.reason != "rule" or not state.until:
        return ""
    if state.then == State.CLOSED:
        return " " + _("Closes on %(day)s.") % {"day": day(state.until)}
    closes_at = rule and rule.closes_at(state.since)
    if closes_at:
        return " " + _("Held from %(day)s; closed from %(later)s.") % {"day": day(state.until), "later": day(closes_at)}
    return " " + _("Held from %(day)s.") % {"day": day(state.until)}


def _readers_reason(state: DiscussionState) -> str:
    if state.is_moderated:
        return _readers_wait(state)
    if state.is_open:
        if state.until and state.then == State.CLOSED:
            return _("Comments are open until %(day)s.") % {"day": day(state.until)}
        return ""
    match state.reason:
        case "rule" if state.days:
            return ngettext(
                "Since %(day)s: discussions here close after %(days)d day.",
                "Since %(day)s: discussions here close after %(days)d days.",
                state.days,
            ) % {"day": day(state.since), "days": state.days}
        case "chosen" | "date" | "rule" if state.since:
            return _("Since %(day)s.") % {"day": day(state.since)}
        case "paused":
            return _("The whole site takes no comments since %(day)s.") % {"day": day(state.since)}
        case "elsewhere":
            return _("They were closed before this site moved here.")
        case "not_begun":
            return _("They open when the entry is published.")
    return ""


def _readers_wait(state: DiscussionState) -> str:
    if state.until:
        return _("Each comment is read by the author before it appears. Comments close on %(day)s.") % {
            "day": day(state.until)
        }
    return _("Each comment is read by the author before it appears.")
