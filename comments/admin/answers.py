"""Needs your answer: readers' questions about the entries, the one who waited longest first, with a place to answer."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import dates, html
from blog.addresses import absolute
from blog.models import Entry
from comments import answers as wanted
from comments import gist, moderation
from comments.admin import press
from comments.admin.page import page, question, wanting_answers
from comments.markup import marked, with_visible_links
from comments.models import Comment

ROOM = "admin:comments_answers"
CARDS_PER_PAGE = 25
MOST_LEFT_OUT = 10
LEFT_OUT = {
    Comment.Gist.BLOGGING: gettext_lazy("asks about blogging."),
    Comment.Gist.EXCHANGE: gettext_lazy("offers something for a link."),
}


@dataclass
class Asked:
    """A question with what helps to answer it. `draft` is what stands in the box already."""

    comment: Comment
    promised: Comment | None = None
    fitting: Entry | None = None
    draft: str = ""
    next_pk: int | None = None

    @property
    def version(self) -> str:
        return f"{self.comment.pk}.{moderation.version(self.comment)}"

    @cached_property
    def questions(self) -> list[str]:
        return gist.asking(html.plain_text(self.comment.body_html))

    @property
    def said(self) -> SafeString:
        """The words with the question marked, and with nothing in them that can be followed."""
        shown = marked(self.comment.body_html, from_entry=self.questions)
        return mark_safe(with_visible_links(shown))  # noqa: S308 cleaned when it was saved

    @property
    def moment(self) -> str:
        return dates.moment(self.comment.created_at)

    @property
    def promise(self) -> str:
        """What the author wrote below it, where that was no answer yet."""
        return html.plain_text(self.promised.body_html) if self.promised else ""

    @property
    def promised_on(self) -> str:
        return dates.day(self.promised.created_at)

    @property
    def reasons(self) -> list[str]:
        found = []
        if self.questions and self.comment.gist == Comment.Gist.ASKS:
            text = _("Asks: “%(words)s”") if self.questions[-1].endswith("?") else _("Asks for something: “%(words)s”")
            found.append(text % {"words": self.questions[-1]})
        if self.promise:
            told = {
                "words": gist.promising(self.promise),
                "span": timesince(self.promised.created_at, timezone.now(), depth=1),
            }
            found.append(_("You wrote “%(words)s”. That was %(span)s ago.") % told)
        return found


def answers(request):
    """GET shows the questions; POST is a press on one of their buttons, and leads back."""
    return _press(request) if request.method == "POST" else _list(request)


def _list(request, cited: int | None = None, draft: str = ""):
    found = wanting_answers(request.user).select_related("user", "discussion__entry")
    shown = Paginator(found, CARDS_PER_PAGE).get_page(request.GET.get("p"))
    promises, fitting = wanted.promises_to(shown), wanted.Fitting()
    asked = [Asked(comment, promises.get(comment.pk)) for comment in shown]
    for one, following in zip(asked, asked[1:], strict=False):
        one.next_pk = following.comment.pk
    for one in asked:
        one.fitting = fitting.to(one.questions, one.comment.discussion.entry_id)
        if one.comment.pk == cited:
            one.draft = _with_link(draft, one.fitting)
    total = shown.paginator.count
    title = ngettext("%(count)d reader needs your answer", "%(count)d readers need your answer", total)
    return page(
        request,
        "answers",
        ROOM,
        title % {"count": total} if total else _("No reader waits for an answer"),
        asked=asked,
        shown=shown,
        left_out=_left_out(request.user),
        **press.undo_bar(request),
    )


def _left_out(user) -> list[tuple[Comment, str]]:
    """The newest that ask about something else, and why they are not on the list."""
    others = wanted.left_out_of(Comment.objects.moderated_by(user)).select_related("user")
    return [(comment, LEFT_OUT[comment.gist]) for comment in others[:MOST_LEFT_OUT]]


def _with_link(draft: str, entry: Entry | None) -> str:
    if not entry:
        return draft
    link = f"[{entry}]({absolute(entry.get_absolute_url())})"
    return f"{draft.rstrip()}\n\n{link}".lstrip()


def _press(request):
    if "undo" in request.POST:
        return press.undo(request, ROOM)
    act, seen, text = request.POST.get("do", ""), press.seen(request), request.POST.get("answer", "")
    mine = Comment.objects.moderated_by(request.user).filter(pk__in=seen)
    comment = mine.select_related("discussion__entry", "user").first()
    if not comment:
        messages.warning(request, _("This comment is not there any more. Nothing was changed."))
        return press.back(request, ROOM)
    if act == "cite":
        return _list(request, comment.pk, text)
    if act == "answer":
        return _answer(request, comment, text, seen[comment.pk])
    if act != "none-needed":
        messages.warning(request, _("This button is not known here. Nothing was changed."))
        return press.back(request, ROOM)
    if text.strip() and "sure" not in request.POST:
        buttons = [("answer", _("Send the answer")), ("none-needed", _("No answer needed"))]
        return question(
            request,
            _("You wrote an answer. Send it too?"),
            buttons,
            answer=text,
            room=ROOM,
            way_back=_("No, back to the questions"),
        )
    outcome = moderation.decide([comment], act, request.user, seen)
    return press.finish(request, ROOM, outcome, request.POST.get("next"))


def _answer(request, comment: Comment, text: str, version: str):
    if not text.strip():
        messages.warning(request, _("The answer is empty. Write it first, or press “No answer needed”."))
        return press.back(request, ROOM, f"by-{comment.pk}")
    outcome = moderation.answer(comment, text, request.user, version)
    return press.finish(request, ROOM, outcome, request.POST.get("next"))
