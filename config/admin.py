"""The admin site: its name, its start page, and the first password that has to be changed."""

from datetime import datetime
from operator import attrgetter

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.sign_in import SignInForm


class OwnPasswordForm(AdminPasswordChangeForm):
    """Changes a password; a one-time password has then done its work."""

    def clean(self):
        data = super().clean()
        if self.user.must_change_password and data.get("new_password1") == data.get("old_password"):
            raise ValidationError({"new_password1": _("Choose a password other than the one you were given.")})
        return data

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


def greeting(name: str, moment: datetime | None = None) -> str:
    hour = timezone.localtime(moment).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


class Desk(admin.AdminSite):
    login_form = SignInForm
    index_title = gettext_lazy("Your desk")
    enable_nav_sidebar = False
    # By name, since these modules register with this very site while they are loaded.
    start_rows = ("comments.admin.start.rows", "blog.admin.start.rows", "config.start.rows")
    decided_lately = "comments.admin.lately.presses"
    carried, take_in_carried = "blog.admin.rescue.carried", "blog.admin.rescue.take_in_carried"
    # What is used most stands first; what is not named here comes last, by name.
    order = ("Entry", "Comment", "Note", "Picture", "Tag", "Author", "OldAddress", "DiscussionRule", "Blog", "Move")

    def each_context(self, request):
        return super().each_context(request) | {"site_header": request.blog.title, "site_title": request.blog.title}

    def index(self, request, extra_context=None):
        context = {
            "title": greeting(str(request.user)),
            "rows": self._start_rows(request),
            "everything": self._everything(request),
            "decided_lately": import_string(self.decided_lately)(request.user),
        }
        return super().index(request, context | (extra_context or {}))

    def login(self, request, extra_context=None):
        """Words that somebody sent who was signed out come back with the sign-in."""
        kept = import_string(self.carried)(request)
        response = super().login(request, {"kept": kept} | (extra_context or {}))
        is_signed_in = response.status_code == 302 and self.has_permission(request)
        return (is_signed_in and import_string(self.take_in_carried)(request)) or response

    def password_change(self, request, extra_context=None):
        """Django's, with a form that knows of one-time passwords: Django 5.2 has no hook for one."""
        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )(request)

    def password_change_done(self, request, extra_context=None):
        messages.success(request, _("Your password was changed."))
        return redirect("admin:index")

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and request.user.must_change_password and not self._may_wait(request):
                return redirect("admin:password_change")
            return inner(request, *args, **kwargs)

        return guarded

    def _may_wait(self, request) -> bool:
        return request.path in {reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n")}

    def _start_rows(self, request) -> list:
        """Everybody's rows, list by list."""
        rows = [row for source in self.start_rows for row in import_string(source)(request)]
        return sorted(rows, key=attrgetter("group"))

    def _everything(self, request) -> list[dict]:
        """What can be listed or added, of all apps in one list."""
        models = [model for app in self.get_app_list(request) for model in app["models"]]
        return sorted(models, key=lambda model: (self._rank(model["object_name"]), model["name"]))

    def _rank(self, name: str) -> int:
        return self.order.index(name) if name in self.order else len(self.order)
