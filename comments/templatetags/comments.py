"""What templates ask about discussions: one tag for a page's discussion, one for a whole list of entries."""

import re
from dataclasses import dataclass
from textwrap import fill, indent

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import page_cache
from blog.addresses import absolute
from blog.html.characters import visible
from blog.late import late
from comments import reasons, rendering
from comments.models import Discussion, DiscussionRule, DiscussionState
from comments.pages import DiscussionPage, Place, discussions_under

SCHEME = re.compile(r"[a-zA-Z]*://")

register = template.Library()

register.filter("reason_for_readers", reasons.for_readers)
register.filter("reason_for_author", reasons.for_author)


def line(count: int, state: DiscussionState) -> str:
    """“30 comments, closed”: what a list says of a discussion; nothing where there is none."""
    if state.is_closed and not count:
        return ""
    counted = (
        ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count} if count else _("No comments yet")
    )
    return _("%(comments)s, closed") % {"comments": counted} if state.is_closed else counted


@dataclass(frozen=True)
class ListedDiscussion:
    count: int
    state: DiscussionState

    @property
    def line(self) -> str:
        return line(self.count, self.state)


@register.simple_tag
def with_discussions(entries) -> list[tuple]:
    """(entry, its discussion) for each entry of a list, with two queries for all of them."""
    entries = list(entries)
    if not entries:
        return []
    moment, rule, keys = timezone.now(), DiscussionRule.load(), [entry.pk for entry in entries]
    found = {one.entry_id: one for one in discussions_under(len(keys))(entries=keys)}
    pairs = []
    for entry in entries:
        discussion = found.get(entry.pk) or Discussion()
        discussion.entry = entry
        state = discussion.state_at(moment, rule)
        page_cache.shows(f"discussion {entry.pk}")
        page_cache.until(state.until)
        pairs.append((entry, ListedDiscussion(discussion.approved_count, state)))
    return pairs


@register.simple_tag
def discussion_of(entry, place: Place | None = None) -> DiscussionPage:
    return DiscussionPage(entry, place or None)


@register.filter
def discussion_line(page: DiscussionPage) -> str:
    return line(page.count, page.state)


@register.simple_tag
def discussion_address(entry, place: Place | None = None) -> str:
    """The canonical address of an entry's page, or of a further page of its discussion."""
    if place and place.thread and place.part > 1:
        return absolute(reverse("comments:thread_part", args=[entry.path, place.thread, place.part]))
    if place and place.thread:
        return absolute(reverse("comments:thread", args=[entry.path, place.thread]))
    if place and place.number:
        return absolute(reverse("comments:page", args=[entry.path, place.number]))
    return absolute(entry.get_absolute_url())


@register.simple_tag
def empty_form(page: DiscussionPage):
    return mark_safe(rendering.empty_form(page.entry, page.rule))  # noqa: S308  (a template of ours, or the owner's)


@register.simple_tag
def thread(rows, entry, state, twin=False, csrf_token=""):
    """The rows of a discussion, each by comments/_comment.html, as items of a list that is begun already."""
    more = {"twin": twin, "csrf_token": csrf_token} if twin else {}
    return late(mark_safe(rendering.thread(rows, entry, state, **more)))  # noqa: S308  (made of templates)


@register.filter
def comment_address(comment) -> str:
    """Leads to a comment that may stand on another page of its discussion."""
    return reverse("comments:comment", args=[comment.pk])


@register.filter
def without_links(text: str) -> str:
    """Addresses as words, so that no mail program makes a link of what a stranger wrote."""
    while "://" in text:
        text = SCHEME.sub("", text)
    return text


@register.filter
def quoted(text: str) -> str:
    """A stranger's words in a mail of plain text: wrapped and set in, so that nothing in them looks like ours."""
    lines = without_links(visible(text)).split("\n")
    return indent("\n".join(fill(line, 70, break_on_hyphens=False) for line in lines), "  ")


@register.simple_tag
def mail_is_sent() -> bool:
    """Whether readers can be told anything by mail."""
    return settings.MAIL_CONFIGURED
