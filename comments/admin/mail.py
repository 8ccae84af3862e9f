"""Mail that did not go out: to whom, why, and what can be done about it."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog import dates
from comments.models import Mail


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """A list for the owner; the mails themselves hold what is for their recipients alone."""

    list_display = ("recipient", "subject_shown", "written", "why", "what_comes_next")
    list_display_links = None
    list_per_page = 50
    ordering = ("-created_at", "-pk")
    actions = ("try_again", "let_go")

    def get_queryset(self, request):
        return super().get_queryset(request).in_trouble()

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_module_permission(self, request):
        return self.has_view_permission(request) and Mail.objects.in_trouble().exists()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.changelist_view(request)

    @admin.display(description=_("mail"))
    def subject_shown(self, mail):
        return mail.subject

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, mail):
        return dates.moment(mail.created_at)

    @admin.display(description=_("why it failed"))
    def why(self, mail):
        return format_html("<bdi>{}</bdi>", mail.trouble)

    @admin.display(description=_("what comes next"))
    def what_comes_next(self, mail):
        return mail.what_comes_next

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_again(self, request, queryset):
        count = queryset.update(due_at=timezone.now(), given_up_at=None, tries=0, created_at=timezone.now())
        sentence = ngettext("%d mail is tried again.", "%d mails are tried again.", count)
        self.message_user(request, sentence % count, messages.SUCCESS)

    @admin.action(description=_("Let it go"), permissions=["view"])
    def let_go(self, request, queryset):
        count, _kinds = queryset.delete()
        sentence = ngettext("%d mail was let go.", "%d mails were let go.", count)
        self.message_user(request, sentence % count, messages.SUCCESS)
