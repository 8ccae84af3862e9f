"""A thread as HTML: the template of a comment is rendered once for each kind of comment and then filled with values.

What was filled is kept for these values (`blog/kept.py`): of a page that changed, most comments are what they were.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils.timezone import get_current_timezone
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
    """All on which the markup of a comment depends, beside the values in it; its template knows each by its name."""

    is_tombstone: bool
    is_by_author: bool = False
    is_by_staff: bool = False
    has_website: bool = False
    is_after_closing: bool = False
    is_reply: bool = False
    is_flattened: bool = False
    takes_replies: bool = False
    goes_on_elsewhere: bool = False

    @classmethod
    def of(cls, row: Row, entry, state) -> "Kind":
        comment = row.comment
        if row.is_tombstone:
            return cls(is_tombstone=True)
        is_by_author = comment.is_by(entry.author_id)
        return cls(
            is_tombstone=False,
            is_by_author=is_by_author,
            is_by_staff=comment.user_id is not None and not is_by_author,
            has_website=bool(comment.website) and not comment.user_id,
            is_after_closing=comment.is_after_closing,
            is_reply=row.parent is not None,
            is_flattened=row.is_flattened,
            takes_replies=state.accepts_comments and comment.takes_replies_under(row.root),
            goes_on_elsewhere=comment.thread_count > pages.REPLIES_IN_PLACE,
        )


def thread(rows: Sequence[Row], entry, state, **more) -> str:
    """The rows as items of a list that is begun already. `more` is for the author's eyes: acts beside each comment."""
    is_for_readers = not any(more.values())
    html, may_fill = [], is_for_readers and are_ours(*TEMPLATES)
    of_entry = (entry.pk, entry.path, entry.author_id, state.accepts_comments)
    shared = (_filled, get_language(), get_current_timezone(), *of_entry)
    folds = threads.folds(rows) if is_for_readers else {}
    fold_ends = {first + count - 1 for first, count in folds.items()}
    for index, row in enumerate(rows):
        if row.opens:
            html.append('<ol class="thread">\n')
        if count := folds.get(index):
            html.append(f'<li><details class="folded"><summary>{_folded(count)}</summary>\n<ol class="thread">\n')
        html.append("<li>")
        html.append(
            TEXTS.of((shared, *_values(row)), _filled, row, entry, state)
            if may_fill
            else _rendered(row, entry, Kind.of(row, entry, state), more)
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


def _values(row: Row) -> tuple:
    """All that a comment's HTML is made of, beside what is the same for a whole page."""
    parent, root = row.parent, row.root
    above = parent and (parent.pk, parent.anchor, *parent.signature)
    return row.comment, above, row.is_tombstone, row.is_flattened, bool(root and root.is_locked)


def _filled(row: Row, entry, state) -> str:
    comment, parent, kind = row.comment, row.parent, Kind.of(row, entry, state)
    # How long a thread is that goes on elsewhere is said in words that depend on the number; and an imported anchor may
    # hold what looks different in an address.
    if kind.goes_on_elsewhere or not PLAIN.fullmatch(comment.anchor):
        return _rendered(row, entry, kind, {})
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
    return _mould(kind, get_language()) % values


def _rendered(row: Row, entry, kind: Kind, more: dict) -> str:
    context = {"comment": row.comment, "parent": row.parent, "entry": entry, **kind._asdict(), **more}
    return get_template(TEMPLATES[0]).render(context)


@lru_cache(maxsize=1024)
def _mould(kind: Kind, language: str) -> str:
    """`language` is the one in force; it is named since the words between the values are in it."""
    named = {name: printed for name, printed in PRINTED.items() if not name.startswith("parent_")}
    comment = SimpleNamespace(**named, pk=NUMBERS["pk"], created_at=MOMENT)
    parent = SimpleNamespace(
        pk=NUMBERS["parent_pk"], anchor=PRINTED["parent_anchor"], author_name=PRINTED["parent_name"]
    )
    row = SimpleNamespace(comment=comment, parent=parent)
    rendered = _rendered(row, SimpleNamespace(pk=NUMBERS["entry_pk"]), kind, {})
    moments = {"machine": dates.machine(MOMENT), "moment": str(escape(dates.moment(MOMENT)))}
    return mould(rendered, PRINTED | moments | {name: str(number) for name, number in NUMBERS.items()})


def _form(entry, rule: DiscussionRule) -> str:
    form = CommentForm(discussion=Discussion(), rule=rule)
    return get_template(FORM[0]).render({"form": form, "entry": entry, "parent": None})


@lru_cache(maxsize=64)
def _form_mould(max_length: int, offers_mail: bool, language: str) -> str:
    rendered = _form(SimpleNamespace(pk=NUMBERS["entry_pk"]), DiscussionRule(max_length=max_length))
    return mould(rendered, {"entry_pk": str(NUMBERS["entry_pk"])})
