"""The page that a mail about a waiting comment leads to: it shows the comment, and decides about that one alone.

Nobody signs in here. Who has the address may decide, in the name of the one it was mailed to, for seven days and until
the comment is decided on. Opening the page changes nothing.
"""

from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blog.dates import day, moment
from blog.responses import secret
from comments import decisions as log
from comments import moderation, surprise
from comments.admin.cards import cards, with_band
from comments.models import Comment, Decision, DecisionLink
from comments.undo import undo

DONE = {
    "approved": (gettext_lazy("Approved."), gettext_lazy("%(name)s’s comment is on the site now.")),
    "approved_without_links": (
        gettext_lazy("Approved without the link."),
        gettext_lazy("%(name)s’s comment is on the site now."),
    ),
    "spam": (gettext_lazy("Marked as spam."), gettext_lazy("%(name)s’s comment is kept for 30 days, then it goes.")),
}
ACTS = ("approve", "approve-plain", "spam")


@secret
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, token: str):
    link = DecisionLink.of(token)
    if link is None:
        return _unknown(request)
    if link.is_over():
        return _too_late(request, link)
    # Whoever can send this form knows its secret address; a browser that says it comes from elsewhere is refused.
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        if odd := _odd(link, request.POST):
            return _page(request, link, odd, request.POST["do"])
        _press(link, request.POST)
        return HttpResponseRedirect(link.get_absolute_url(), status=303)
    return _page(request, link)


def _odd(link: DecisionLink, sent) -> str:
    """A question where the verdict would be a surprise; asked once."""
    comment = _comment(link)
    is_verdict = sent.get("do") in ACTS and comment.is_pending and not link.batch
    return surprise.about(sent["do"], [comment]) if is_verdict and "sure" not in sent else ""


def _press(link: DecisionLink, sent) -> None:
    """What can't be done changes nothing; the page that follows says how things stand."""
    act, seen = sent.get("do"), sent.get("seen", "")
    with transaction.atomic():
        # One press after the other.
        link = DecisionLink.objects.select_for_update().select_related("person").get(pk=link.pk)
        if act == "undo" and link.batch:
            outcome = undo(Decision.objects.filter(batch=link.batch), link.person)
            if outcome.changed:
                link.use_for(None)
        # Whoever saw it wait: what was decided since is left as it is.
        elif act in ACTS and not link.batch and seen.startswith(Comment.Status.PENDING):
            outcome = moderation.decide([_comment(link)], act, link.person, {link.comment_id: seen})
            if outcome.changed:
                link.use_for(outcome.batch)


def _page(request, link: DecisionLink, odd: str = "", act: str = ""):
    """`odd` is a question about the `act` that was pressed."""
    comment = _comment(link)
    if not comment.is_pending:
        return _decided(request, link, comment)
    if link.batch:
        # Decided here, and taken back on the desk.
        return _say(
            request, link, _("It waits again"), [_("This link was used. The comment waits on your desk: sign in.")]
        )
    (card,) = cards([comment])
    was_changed = link.seen != moderation.version(comment)
    context = {
        "title": _("A comment on “%(entry)s”") % {"entry": log.isolated(str(comment.discussion.entry))},
        "link": link,
        "card": card,
        "comment": comment,
        "version": moderation.version(comment),
        "was_changed": was_changed,
        "odd": odd,
        "act": act,
        "others": Comment.objects.moderated_by(link.person).pending().exclude(pk=comment.pk).count(),
    }
    return render(request, "admin/comments/decide.html", context)


def _decided(request, link: DecisionLink, comment: Comment):
    last = comment.decisions.exclude(verb="undone").filter(undone_at=None).first()
    if last and last.batch == link.batch and last.verb in DONE:
        title, rest = DONE[last.verb]
        context = {
            "title": _("Thank you"),
            "done": title,
            "rest": rest % {"name": log.isolated(comment.author_name)},
            "comment": comment,
        }
        return render(request, "admin/comments/decided.html", context)
    return _say(request, link, _("Nothing is left to do"), [_how_it_was_decided(link, comment, last)])


def _how_it_was_decided(link: DecisionLink, comment: Comment, last: Decision | None) -> str:
    if last is None:
        return str(log.ALREADY[comment.status])
    who = _("You") if last.actor_id == link.person_id else log.who(last)
    done = f"{who} {log.sentence([last])}"
    return _("%(done)s That was on %(moment)s. Nothing is left to do.") % {"done": done, "moment": moment(last.made_at)}


def _too_late(request, link: DecisionLink):
    over = _("This link worked until %(day)s.") % {"day": day(link.ends_at)}
    still = _("The comment still waits on your desk: sign in.") if _comment(link).is_pending else ""
    return _say(request, link, _("Too late for this link"), [over, still], status=410)


def _unknown(request):
    sentences = [
        _("This link is not one of ours, or was cut short by your mail program."),
        _("Sign in to see what waits."),
    ]
    return _say(request, None, _("No such link"), sentences, status=404)


def _say(request, link: DecisionLink | None, title: str, sentences: list[str], status: int = 200):
    context = {"title": title, "sentences": list(filter(None, sentences))}
    return render(request, "admin/comments/decide_said.html", context, status=status)


def _comment(link: DecisionLink) -> Comment:
    found = with_band(Comment.objects.filter(pk=link.comment_id))
    return found.select_related("discussion__entry__author", "user", "parent__user").get()
