"""What every page of the desk shares: the admin's own context and the links between its rooms."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import answers
from comments.models import Comment

# In the order of the day's work: (address name, label, the right it needs).
ROOMS = [
    ("admin:comments_waiting", gettext_lazy("Waiting"), ""),
    ("admin:comments_answers", gettext_lazy("Needs your answer"), ""),
    ("admin:comments_clean_up", gettext_lazy("Clean-up"), ""),
    ("admin:comments_comment_changelist", gettext_lazy("All comments"), ""),
    ("admin:blog_entry_changelist", gettext_lazy("Discussions"), "blog.view_entry"),
    ("admin:comments_notes", gettext_lazy("Private notes"), "comments.view_note"),
    ("admin:comments_rule", gettext_lazy("The rule"), "comments.change_discussionrule"),
    ("admin:comments_filter", gettext_lazy("The filter"), "comments.change_comment"),
    ("admin:comments_names", gettext_lazy("Your names"), "comments.change_comment"),
    ("admin:comments_decisions", gettext_lazy("Decisions"), ""),
]


def waiting_for(user):
    """The comments this person may decide on and has not."""
    return Comment.objects.moderated_by(user).pending()


def wanting_answers(user):
    """Readers' questions that this person may answer."""
    return answers.wanted_from(Comment.objects.moderated_by(user))


def rooms_for(request, room: str, waiting_count: int | None = None) -> dict:
    """The context of the links between the rooms, `room` being the address name of the one that is shown."""
    if waiting_count is None:
        waiting_count = waiting_for(request.user).count()
    labels = {
        "admin:comments_waiting": _("Waiting (%(count)d)") % {"count": waiting_count},
        "admin:comments_answers": _("Needs your answer (%(count)d)") % {"count": wanting_answers(request.user).count()},
    }
    rooms = [
        {"address": name, "label": labels.get(name, label)}
        for name, label, right in ROOMS
        if not right or request.user.has_perm(right)
    ]
    return {"rooms": rooms, "room": room, "waiting_count": waiting_count}


def page(request, template: str, room: str, title: str, waiting_count: int | None = None, **context):
    context = {"title": title} | rooms_for(request, room, waiting_count) | context
    return TemplateResponse(request, f"admin/comments/{template}.html", admin.site.each_context(request) | context)


def question(
    request,
    text: str,
    buttons: list[tuple[str, str]],
    button_name: str = "do",
    answer: str = "",
    room: str = "admin:comments_waiting",
    way_back: str = "",
):
    """The same press once more with a question above it: all that was sent comes back, and `sure` says it was asked.

    `buttons` are (value, label); the first does what was asked for.
    """
    left_out = {"csrfmiddlewaretoken", "do", "action", "answer", "sure"}
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in left_out]
    return page(
        request,
        "question",
        room,
        _("One question first"),
        text=text,
        buttons=buttons,
        button_name=button_name,
        kept=kept,
        answer=answer,
        way_back=way_back or _("No, back to the desk"),
    )
