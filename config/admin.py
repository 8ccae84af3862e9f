"""The admin site: its name, and the first password that has to be changed."""

from django.contrib import admin
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class OwnPasswordForm(PasswordChangeForm):
    """Changes a password; a one-time password has then done its work."""

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class Desk(admin.AdminSite):
    index_title = _("Your desk")
    site_title = _("Desk")
    password_change_form = OwnPasswordForm

    def each_context(self, request):
        return super().each_context(request) | {"site_header": request.blog.title}

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and request.user.must_change_password and not self._may_wait(request):
                return redirect("admin:password_change")
            return inner(request, *args, **kwargs)

        return guarded

    def _may_wait(self, request) -> bool:
        return request.path in {reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n")}
