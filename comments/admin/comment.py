"""All comments: the list with its acts on many, and one comment's page."""

from django.contrib import admin, messages
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from blog import dates
from comments import moderation, sweeps
from comments.admin import answers, aside, clean_up, desk
from comments.admin.cards import points, same_writer
from comments.admin.claim import claim
from comments.admin.decisions import decisions, lines_about
from comments.admin.filter import filter_page
from comments.admin.names import names
from comments.admin.page import question, rooms_for
from comments.models import Comment

ROOM = "admin:comments_comment_changelist"
ASKS_ABOVE = 50
RESULTS = {
    "approve": ngettext_lazy("%d comment was approved.", "%d comments were approved."),
    "spam": ngettext_lazy("%d comment was marked as spam.", "%d comments were marked as spam."),
    "trash": ngettext_lazy("%d comment was moved to the trash.", "%d comments were moved to the trash."),
    "restore": ngettext_lazy(
        "%d comment was put back to where it was.", "%d comments were put back to where they were."
    ),
    "fold": ngettext_lazy("%d comment was folded.", "%d comments were folded."),
    "unfold": ngettext_lazy("%d comment is shown in full.", "%d comments are shown in full."),
}


class LinkedFilter(admin.SimpleListFilter):
    """Comes with a link from elsewhere; here it can only be taken off."""

    label = ""

    def lookups(self, request, model_admin):
        return [(self.value(), self.label)] if self.value() else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return self.narrowed(request, queryset) if self.value().isdecimal() else queryset.none()


class WriterFilter(LinkedFilter):
    """`?writer=18`: by the writer of comment 18."""

    title, parameter_name, label = _("writer"), "writer", _("One writer")

    def narrowed(self, request, queryset):
        known = Comment.objects.moderated_by(request.user).filter(pk=self.value()).first()
        return queryset.filter(same_writer(known)) if known else queryset.none()


class EntryFilter(LinkedFilter):
    title, parameter_name, label = _("entry"), "entry", _("One entry")

    def narrowed(self, request, queryset):
        return queryset.filter(discussion__entry=self.value())


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ("writer", "words", "entry", "state", "written")
    list_display_links = ("words",)
    list_filter = ("status", "kind", WriterFilter, EntryFilter)
    list_select_related = ("user", "discussion__entry")
    list_per_page = 50
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ("approve", "spam", "trash", "restore", "fold", "unfold")
    fields = ("source", "writer", "email", "website", "entry", "state", "written", "came", "score_shown")
    readonly_fields = ("writer", "email", "website", "entry", "state", "written", "came", "score_shown")

    # Whose comments these are

    def get_queryset(self, request):
        return super().get_queryset(request).moderated_by(request.user)

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Whoever is staff sees the desk; what lies on it is `moderated_by`'s to say."""
        if obj is None or request.user.has_perm("comments.change_comment"):
            return request.user.is_staff
        return obj.discussion.entry.author_id == request.user.pk

    has_view_permission = has_change_permission

    def has_delete_permission(self, request, obj=None):
        """For good, one at a time, by the owner alone: out of spam or the trash, and nothing stands beneath it."""
        is_out = obj is not None and obj.status in {Comment.Status.SPAM, Comment.Status.TRASH}
        return is_out and request.user.is_superuser and not obj.replies.exists()

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_approved else None

    def get_search_fields(self, request):
        return ("name", "source", "email") if request.user.is_superuser else ("name", "source")

    # The desk's own pages

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("waiting/", wrap(desk.waiting), name="comments_waiting"),
            path("answers/", wrap(answers.answers), name="comments_answers"),
            path("clean-up/", wrap(clean_up.clean_up), name="comments_clean_up"),
            path("clean-up/<int:pk>/", wrap(clean_up.run), name="comments_sweep"),
            path("filter/", wrap(filter_page), name="comments_filter"),
            path("decisions/", wrap(decisions), name="comments_decisions"),
            path("names/", wrap(names), name="comments_names"),
            path("<int:pk>/claim/", wrap(self.claim), name="comments_claim"),
            path("<int:pk>/ban/", wrap(aside.ban), name="comments_ban"),
            path("<int:pk>/close/", wrap(aside.close), name="comments_close"),
            *super().get_urls(),
        ]

    def claim(self, request, pk: int):
        return claim(request, pk, self.has_change_permission, self.admin_site.each_context(request))

    # The list

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, rooms_for(request, ROOM) | (extra_context or {}))

    @admin.display(description=_("writer"), ordering="name")
    def writer(self, comment):
        return format_html("<bdi>{}</bdi>", comment.author_name)

    @admin.display(description=_("words"))
    def words(self, comment):
        return format_html("<bdi>{}</bdi>", comment.excerpt or _("(no words)"))

    @admin.display(description=_("entry"))
    def entry(self, comment):
        return format_html("<bdi>{}</bdi>", comment.discussion.entry)

    @admin.display(description=_("state"), ordering="status")
    def state(self, comment):
        return comment.get_status_display()

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, comment):
        return dates.moment(comment.created_at)

    # Acts on many

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request, queryset):
        return self._decide(request, queryset, "approve")

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def spam(self, request, queryset):
        return self._decide(request, queryset, "spam")

    @admin.action(description=_("Move to the trash"), permissions=["change"])
    def trash(self, request, queryset):
        return self._decide(request, queryset, "trash")

    @admin.action(description=_("Put back from spam or trash"), permissions=["change"])
    def restore(self, request, queryset):
        return self._decide(request, queryset, "restore")

    @admin.action(description=_("Fold into one line"), permissions=["change"])
    def fold(self, request, queryset):
        return self._decide(request, queryset, "fold")

    @admin.action(description=_("Show in full again"), permissions=["change"])
    def unfold(self, request, queryset):
        return self._decide(request, queryset, "unfold")

    def _decide(self, request, queryset, act: str):
        """Through the verbs, in one batch; more than fifty at once are counted before."""
        count = queryset.count()
        if count > ASKS_ABOVE and "sure" not in request.POST:
            asked = _question(act, count)
            return question(request, **asked, button_name="action", room=ROOM, way_back=_("No, back to the list"))
        if count > sweeps.FROM:
            return clean_up.see(sweeps.begin(queryset, act, request.user))
        comments = queryset.select_related("discussion", "discussion__entry", "user")
        outcome = moderation.decide(comments, act, request.user)
        self.message_user(request, RESULTS[act] % len(outcome.changed), messages.SUCCESS)
        return None

    # One comment

    @admin.display(description=_("came"))
    def came(self, comment):
        if comment.is_after_closing:
            return _("After the discussion had closed.")
        return comment.get_kind_display()

    @admin.display(description=_("points"))
    def score_shown(self, comment):
        return points(comment.score) if comment.score is not None else _("Not judged yet.")

    def save_model(self, request, obj, form, change):
        """The words alone can be changed; what was there stays in the log."""
        if "source" in form.changed_data:
            obj.reword(form.cleaned_data["source"], request.user)

    def history_view(self, request, object_id, extra_context=None):
        lines = lines_about(Comment.objects.moderated_by(request.user).filter(pk=object_id).first())
        return super().history_view(request, object_id, {"lines": lines} | (extra_context or {}))


def _question(act: str, count: int) -> dict:
    """What is asked before a large number is touched at once."""
    asked = {
        "approve": (_("That is %d comments. Approve them all?"), _("Approve %d")),
        "spam": (_("That is %d comments. Mark them all as spam?"), _("Mark %d as spam")),
        "trash": (_("That is %d comments. Move them all to the trash?"), _("Move %d to the trash")),
        "restore": (_("That is %d comments. Put them all back?"), _("Put %d back")),
        "fold": (_("That is %d comments. Fold them all?"), _("Fold %d")),
        "unfold": (_("That is %d comments. Show them all in full?"), _("Show %d in full")),
    }
    text, label = asked[act]
    return {"text": text % count, "buttons": [(act, label % count)]}
