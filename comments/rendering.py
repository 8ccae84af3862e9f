"""A thread as HTML: the template of a comment is rendered once for each kind of comment and then filled with values.

What was filled is kept for these values (`blog/kept.py`): of a page that changed, most comments are what they were.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, ngettext

from blog import dates
from blog.kept import TEXTS
from blog.moulds import are_ours, mould
from comments import pages, threads
from comments.forms import CommentForm
from comments.models import Discussion, DiscussionRule
from comments.models.comment import hue_of, initial_of
from comments.threads import Row

TEMPLATES = ("comments/_comment.html", "comments/_avatar.html")
FORM = ("comments/_form.html", "comments/_trouble.html", "comments/_trap.html")
PLAIN = re.compile(r"[A-Za-z0-9_-]+")

# Stand-ins: nothing that a template writes by itself looks like one of them.
WORDS = ("anchor", "hue", "initial", "website", "author_name", "body_html", "parent_anchor", "parent_name")
PRINTED = {name: f"stand-in-for-{name.replace('_', '-')}" for name in WORDS}
NUMBERS = {"entry_pk": 910_000_000_001, "pk": 910_000_000_002, "parent_pk": 910_000_000_003}
MOMENT = datetime(3019, 10, 23, 17, 43, 21, tzinfo=UTC)
END_OF_FOLD = "</ol></details></li>\n"


class Kind(NamedTuple):
    """All on which the markup of a comment depends, beside the values in it."""

    is_tombstone: bool
    is_by_author: bool
    is_by_staff: bool
    has_website: bool
    is_after_closing: bool
    is_reply: bool
    is_flattened: bool
    takes_replies: bool


def thread(rows: Iterable[Row], entry, state, **more) -> str:
    """The rows as items of a list that is begun already. `more` is for the author's eyes: acts beside each comment."""
    rows, is_for_readers = list(rows), not any(more.values())
    html, may_fill = [], is_for_readers and are_ours(*TEMPLATES)
    shared = (get_language(), get_current_timezone_name(), entry.pk, entry.author_id, state.accepts_comments)
    folds = threads.folds(rows) if is_for_readers else {}
    fold_ends = {first + count - 1 for first, count in folds.items()}
    for index, row in enumerate(rows):
        if row.opens:
            html.append('<ol class="thread">\n')
        if count := folds.get(index):
            html.append(f'<li><details class="folded"><summary>{_folded(count)}</summary>\n<ol class="thread">\n')
        html.append("<li>")
        html.append(
            TEXTS.of((_filled, shared, *_values(row)), _filled, row, entry, state)
            if may_fill and _is_plain(row)
            else _rendered(row, entry, state, more)
        )
        if row.closes is not None:
            html.append("</li>\n" + END_OF_FOLD * (index in fold_ends) + "</ol></li>\n" * len(row.closes))
    return "".join(html)


def _folded(count: int) -> str:
    return ngettext("%(count)d reader said thanks", "%(count)d readers said thanks", count) % {"count": count}


def empty_form(entry, rule: DiscussionRule) -> str:
    """The form at the end of a discussion, as nobody has touched it."""
    if not are_ours(*FORM):
        return _form(entry, rule)
    return _form_mould(rule.max_length, settings.MAIL_CONFIGURED, get_language()) % {"entry_pk": entry.pk}


def _is_plain(row: Row) -> bool:
    """A thread that goes on elsewhere says how long it is, in words that depend on the number; and an imported anchor may
    hold what looks different in an address."""
    return row.comment.thread_count <= pages.REPLIES_IN_PLACE and PLAIN.fullmatch(row.comment.anchor) is not None


def _rendered(row: Row, entry, state, more: dict) -> str:
    context = {"comment": row.comment, "row": row, "entry": entry, "state": state} | more
    return get_template(TEMPLATES[0]).render(context)


def _values(row: Row) -> tuple:
    """All that a comment's HTML is made of, beside what is the same for a whole page."""
    comment, parent = row.comment, row.comment.parent
    return (
        *(row.is_tombstone, row.is_flattened, comment.takes_replies, comment.is_after_closing),
        *(comment.id, comment.anchor, comment.created_at, comment.website, comment.body_html, *comment.signature),
        parent and (parent.id, parent.anchor, *parent.signature),
    )


def _filled(row: Row, entry, state) -> str:
    comment, parent, language = row.comment, row.comment.parent, get_language()
    if row.is_tombstone:
        kind = Kind(True, False, False, False, False, False, False, False)
        return _mould(kind, language) % {"anchor": escape(comment.anchor)}
    kind = Kind(
        is_tombstone=False,
        is_by_author=comment.is_by_author,
        is_by_staff=comment.is_by_staff,
        has_website=bool(comment.website) and not comment.user_id,
        is_after_closing=comment.is_after_closing,
        is_reply=parent is not None,
        is_flattened=row.is_flattened,
        takes_replies=state.accepts_comments and comment.takes_replies,
    )
    name = comment.author_name
    values = {
        "entry_pk": entry.pk,
        "pk": comment.pk,
        "anchor": escape(comment.anchor),
        "hue": hue_of(name),
        "initial": escape(initial_of(name)),
        "author_name": escape(name),
        "machine": dates.machine(comment.created_at),
        "moment": dates.moment(comment.created_at),
        "body_html": comment.body_html,
        "website": escape(comment.website),
    }
    if parent is not None:
        values["parent_pk"] = parent.pk
        values["parent_anchor"] = escape(parent.anchor)
        values["parent_name"] = escape(parent.author_name)
    return _mould(kind, language) % values


@lru_cache(maxsize=1024)
def _mould(kind: Kind, language: str) -> str:
    """`language` is the one in force; it is named since the words between the values are in it."""
    comment = SimpleNamespace(
        **{name: printed for name, printed in PRINTED.items() if not name.startswith("parent_")},
        pk=NUMBERS["pk"],
        created_at=MOMENT,
        is_by_author=kind.is_by_author,
        is_by_staff=kind.is_by_staff,
        is_after_closing=kind.is_after_closing,
        takes_replies=kind.takes_replies,
        user_id=None,
        thread_count=0,
        parent=SimpleNamespace(
            pk=NUMBERS["parent_pk"], anchor=PRINTED["parent_anchor"], author_name=PRINTED["parent_name"]
        ),
    )
    if not kind.has_website:
        comment.website = ""
    if not kind.is_reply:
        comment.parent = None
    row = SimpleNamespace(comment=comment, is_tombstone=kind.is_tombstone, is_flattened=kind.is_flattened)
    rendered = _rendered(row, SimpleNamespace(pk=NUMBERS["entry_pk"]), SimpleNamespace(accepts_comments=True), {})
    moments = {"machine": dates.machine(MOMENT), "moment": str(escape(dates.moment(MOMENT)))}
    return mould(rendered, PRINTED | moments | {name: str(number) for name, number in NUMBERS.items()})


def _form(entry, rule: DiscussionRule) -> str:
    form = CommentForm(discussion=Discussion(), rule=rule)
    return get_template(FORM[0]).render({"form": form, "entry": entry, "parent": None})


@lru_cache(maxsize=64)
def _form_mould(max_length: int, offers_mail: bool, language: str) -> str:
    rendered = _form(SimpleNamespace(pk=NUMBERS["entry_pk"]), DiscussionRule(max_length=max_length))
    return mould(rendered, {"entry_pk": str(NUMBERS["entry_pk"])})
