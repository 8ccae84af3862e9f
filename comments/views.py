"""Requests that belong to the conversation: further pages of it, the form, and a writer's private page."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import BigIntegerField
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from blog import views as blog_views
from blog.models import Entry
from blog.prepared import Prepared
from blog.responses import private
from comments import additions as news_of_additions
from comments import arrivals, notifications, senders
from comments.forms import AdditionsForm, CommentForm, NoteForm
from comments.models import Closed, Comment, Discussion, DiscussionRule, Note, Subscription
from comments.pages import Place, permalink

REPOST_COUNTS_AS_DOUBLE_CLICK = timedelta(minutes=10)
PUBLISHED = Prepared(
    lambda entry, moment: (
        Entry.objects.published(moment).filter(pk=entry).select_related("author", "discussion__chosen_by")
    )
)
mine = signing.Signer(salt="comments.mine")


@require_safe
def page(request, path: str, number: int):
    """A further page of a discussion's threads."""
    if number == 1 and not DiscussionRule.load().newest_first:
        return HttpResponsePermanentRedirect(reverse("blog:entry", args=[path]))
    return blog_views.entry(request, path, Place(number=number))


@require_safe
def thread(request, path: str, anchor: str, part: int = 1):
    """One thread with replies on pages of its own."""
    return blog_views.entry(request, path, Place(thread=anchor, part=part))


@require_safe
@private
def comment(request, pk: int):
    """Leads to where an approved comment stands now."""
    shown = Comment.objects.approved().on_published_entries(timezone.now())
    return redirect(permalink(get_object_or_404(shown.select_related("discussion__entry", "root"), pk=pk)))


@require_safe
@private
def reply(request, entry_pk: int, anchor: str):
    """The comment that is answered, and the form: for readers without JavaScript, and for links to it."""
    discussion = _discussion(entry_pk)
    parent = get_object_or_404(_shown(discussion, anchor))
    state = discussion.state_at()
    if state.is_closed:
        return _form_page(request, discussion, None, parent, status=403, state=state)
    form = CommentForm(discussion=discussion, rule=DiscussionRule.load(), parent=parent)
    return _form_page(request, discussion, form, parent)


@require_POST
@private
def post(request, entry_pk: int, anchor: str | None = None):
    """Takes a comment. Whatever is refused comes back with a sentence and with the text."""
    try:
        discussion = _discussion(entry_pk)
    except Http404:
        return _gone(request)
    parent = _shown(discussion, anchor).first() if anchor else None
    form = CommentForm(request.POST, discussion=discussion, rule=DiscussionRule.load(), parent=parent)
    if not (senders.sends_a_form(request) and senders.comes_from_this_site(request)):
        return _form_page(request, discussion, form, parent, status=403, trouble=_elsewhere_sentence())
    state = discussion.state_at(rule=form.rule)
    if state.is_closed:
        return _form_page(request, discussion, form, parent, status=403, state=state)
    if anchor and not parent:
        return _form_page(request, discussion, form, None, status=404, trouble=_parent_gone_sentence())
    if not form.is_valid():
        return _form_page(request, discussion, form, parent, status=422)
    comment = form.comment()
    if "preview" in request.POST:
        comment.render()
        return _form_page(request, discussion, form, parent, preview=comment)
    return _accepted(request, discussion, comment, form)


def _accepted(request, discussion: Discussion, comment: Comment, form: CommentForm):
    comment.network = senders.network_of(request)
    limits = senders.comment_limits(form.rule)
    wait = senders.seconds_to_wait(Comment.objects.all(), limits, comment.network, timezone.now())
    try:
        stored = None if wait else arrivals.receive(discussion, comment, form.rule, request.blog.language)
    except Closed as closed:
        return _form_page(request, discussion, form, comment.parent, status=403, state=closed.state)
    except senders.TooMany as many:
        wait = many.seconds
    if wait:
        page = _form_page(request, discussion, form, comment.parent, status=429, trouble=_wait_sentence(wait))
        page.headers["Retry-After"] = str(wait)
        return page
    if stored is comment and form.wants_mail:
        notifications.subscribe(stored, stored.email)
    if stored is comment or _is_same_sender(stored, comment):
        return _see_other("comments:mine", token=mine.sign(stored.pk))
    return _see_other("comments:received", entry_pk=discussion.entry_id)


@private
def own_comment(request, token: str):
    """A writer's private page: what became of the comment; here it can be taken back."""
    try:
        pk = int(mine.unsign(token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    comment = get_object_or_404(Comment.objects.select_related("discussion__entry", "root", "parent"), pk=pk)
    if request.method == "POST" and senders.comes_from_this_site(request):
        comment.take_back()
        return _see_other("comments:mine", token=token)
    context = {
        "comment": comment,
        "entry": comment.discussion.entry,
        "place": permalink(comment) if comment.is_approved else "",
        "is_under_the_authors_name": arrivals.is_under_the_authors_name(comment),
    }
    return render(request, "comments/mine.html", context)


@require_safe
@private
def received(request, entry_pk: int):
    """What everyone is told who posts words that are there already."""
    return render(request, "comments/received.html", {"entry": _discussion(entry_pk).entry})


@private
def note(request, entry_pk: int | None = None):
    """A private word to the author, about an entry or about nothing in particular."""
    entry = Entry.objects.published().filter(pk=entry_pk).first() if entry_pk else None
    if request.method != "POST":
        if entry_pk and not entry:
            raise Http404
        return _note_page(request, NoteForm(), entry)
    form = NoteForm(request.POST)
    if not (senders.sends_a_form(request) and senders.comes_from_this_site(request)):
        return _note_page(request, form, entry, status=403, trouble=_elsewhere_sentence())
    if not form.is_valid():
        return _note_page(request, form, entry, status=422)
    note = form.note(entry)
    note.network = senders.network_of(request)
    try:
        with transaction.atomic():
            senders.wait_for_turn(Note.objects.all(), senders.NOTE_LIMITS, note.network)
            # What the trap caught is thanked for like the rest and kept nowhere.
            if not form.cleaned_data["subject"]:
                note.save()
                notifications.tell_of_note(note)
    except senders.TooMany as many:
        page = _note_page(request, form, entry, status=429, trouble=_wait_sentence(many.seconds))
        page.headers["Retry-After"] = str(many.seconds)
        return page
    return _see_other("comments:note_sent")


@require_safe
@private
def note_sent(request):
    return render(request, "comments/note_sent.html")


@private
def additions(request, entry_pk: int):
    """Tell me when something is added to this entry. Whatever the address, the answer is the same for everyone."""
    if not settings.MAIL_CONFIGURED:
        raise Http404
    entry = get_object_or_404(Entry.objects.published(), pk=entry_pk)
    if request.method != "POST":
        return _additions_page(request, AdditionsForm(), entry)
    form = AdditionsForm(request.POST)
    if not (senders.sends_a_form(request) and senders.comes_from_this_site(request)):
        return _additions_page(request, form, entry, status=403, trouble=_elsewhere_sentence())
    if not form.is_valid():
        return _additions_page(request, form, entry, status=422)
    if not form.cleaned_data["subject"]:
        news_of_additions.ask(entry, form.cleaned_data["email"], senders.network_of(request))
    return _see_other("comments:additions_asked", entry_pk=entry.pk)


@require_safe
@private
def additions_asked(request, entry_pk: int):
    entry = get_object_or_404(Entry.objects.published(), pk=entry_pk)
    return render(request, "comments/additions_asked.html", {"entry": entry})


@private
def confirm(request, token: str):
    """Yes to mail about replies or additions: asked by a page with a button, since mail programs open links by themselves."""
    wish = get_object_or_404(Subscription.objects.select_related("entry"), token=token, ended_at=None)
    if request.method == "POST":
        wish.confirm()
        return _see_other("comments:confirm", token=token)
    return render(request, "comments/confirm.html", {"wish": wish})


@private
def unsubscribe(request, token: str):
    """No more mail. A mail program's one click is a POST too (RFC 8058); the token alone says who asks."""
    wish = get_object_or_404(Subscription.objects.select_related("entry"), token=token)
    if request.method == "POST":
        wish.end()
        return _see_other("comments:unsubscribe", token=token)
    return render(request, "comments/unsubscribe.html", {"wish": wish})


def _additions_page(request, form: AdditionsForm, entry: Entry, status=200, trouble=""):
    context = {"form": form, "entry": entry, "trouble": trouble}
    return render(request, "comments/additions.html", context, status=status)


def _note_page(request, form: NoteForm, entry: Entry | None, status=200, trouble=""):
    return render(request, "comments/note.html", {"form": form, "entry": entry, "trouble": trouble}, status=status)


def _see_other(name: str, **kwargs):
    """Going back or reloading never sends a form again."""
    response = redirect(name, **kwargs)
    response.status_code = 303
    return response


def _discussion(entry_pk: int) -> Discussion:
    # No database knows a number that large.
    entry = entry_pk <= BigIntegerField.MAX_BIGINT and PUBLISHED.first(entry=entry_pk, moment=timezone.now())
    if not entry:
        raise Http404
    return Discussion.under(entry)


def _shown(discussion: Discussion, anchor: str):
    """The comment that is answered, unless readers don't see it."""
    shown = Comment.objects.comments().approved().filter(discussion__entry=discussion.entry_id, anchor=anchor)
    return shown.select_related("root", "user", "discussion__entry__author")


def _gone(request):
    """The entry went while somebody wrote under it: the words come back, and may go to the author alone."""
    words = _("What you wrote about is not here any more, so nothing was posted. You can send it to the author alone.")
    return _note_page(request, NoteForm(initial=_typed(request)), None, status=404, trouble=words)


def _form_page(request, discussion, form, parent, status=200, state=None, trouble="", preview=None):
    context = {
        "entry": discussion.entry,
        "form": form,
        "parent": parent,
        "closed": state,
        "trouble": trouble,
        "preview": preview,
        # Who was typing when it closed can send the same words to the author alone.
        "note_form": NoteForm(initial=_typed(request)) if state and request.method == "POST" else None,
    }
    return render(request, "comments/form_page.html", context, status=status)


def _typed(request) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("text", "name", "email")}


def _is_same_sender(stored: Comment, repost: Comment) -> bool:
    """Whether a repost may learn the private address of the comment it repeats."""
    if stored.nonce_hash:
        return constant_time_compare(stored.nonce_hash, repost.nonce_hash)
    is_recent = timezone.now() - stored.created_at < REPOST_COUNTS_AS_DOUBLE_CLICK
    return is_recent and bool(repost.network) and stored.network == repost.network


def _elsewhere_sentence() -> str:
    return _("This came from another site, so it was not posted. To post it from here, press the button again.")


def _parent_gone_sentence() -> str:
    return _("The comment you answer is not here any more. You can post yours as a new comment.")


def _wait_sentence(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many comments came from your network. Please try again in %(count)d minute; your text is kept below.",
        "Too many comments came from your network. Please try again in %(count)d minutes; your text is kept below.",
        minutes,
    ) % {"count": minutes}
