"""Accounts of those who write."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from blog import page_cache
from blog.models import Author

# What somebody could raise himself with.
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")

LABELS = {
    "is_active": _("In use"),
    "is_staff": _("May come to the desk"),
    "is_superuser": _("May do everything"),
    "groups": _("Roles"),
}
HELP_TEXTS = {
    "is_active": _("Untick it instead of deleting an account: its entries stay."),
    "is_staff": _("And do there what its roles and its single permissions say."),
    "is_superuser": _("As the owner of the blog."),
    "groups": _(
        "An author writes entries and decides on the comments under them. A moderator decides on all comments, "
        "and does nothing else."
    ),
}

admin.site.unregister(Group)


class RolesForm:
    """Who has a role has come to do something: the desk is open to them."""

    def clean(self):
        typed = super().clean() or self.cleaned_data
        if typed.get("groups"):
            typed["is_staff"] = True
        return typed


class NewAuthorForm(RolesForm, AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Author
        labels, help_texts = LABELS, HELP_TEXTS
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        signs_in = self.fields["usable_password"]
        signs_in.label, signs_in.help_text = _("Signs in"), ""
        signs_in.choices = [("true", _("with a password")), ("false", _("never: a name in bylines only"))]


class AuthorForm(RolesForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Author
        labels, help_texts = LABELS, HELP_TEXTS
        widgets = {"groups": forms.CheckboxSelectMultiple}


@admin.register(Author)
class AuthorAdmin(UserAdmin):
    form = AuthorForm
    add_form = NewAuthorForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("For readers"), {"fields": ("name", "slug", "biography")}),
        (_("For mails of this site"), {"fields": ("email",)}),
        (
            _("What this account may do"),
            {"fields": ("is_active", "is_superuser", "groups", "is_staff", "must_change_password")},
        ),
        (_("Single permissions"), {"fields": ("user_permissions",), "classes": ["collapse"]}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "name",
                    "email",
                    "groups",
                    "is_staff",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )
    list_display = ("__str__", "username", "email", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("username", "name", "email")
    ordering = ("name", "username")
    filter_horizontal = ()

    def get_readonly_fields(self, request, obj=None):
        """Only the owner hands out powers."""
        return () if request.user.is_superuser else POWERS

    def has_change_permission(self, request, obj=None):
        """Whoever may set an owner's password could become one."""
        may = super().has_change_permission(request, obj)
        return may and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            page_cache.touch("site")
            super().delete_queryset(request, queryset)

    def save_model(self, request, obj, form, change):
        """A password that somebody else chose is good for one sign-in."""
        if not change:
            obj.must_change_password = obj.has_usable_password()
        super().save_model(request, obj, form, change)
