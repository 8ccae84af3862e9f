"""The blog's settings: one row, so its list leads straight to it."""

import zoneinfo

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.admin.choices import PlainChoices
from blog.models import Blog, SiteLink
from blog.moves import move_entries


def zones() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if name == "UTC" or "/" in name)
    return [(name, name.replace("_", " ")) for name in names]


class BlogForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)


class SiteLinkInline(admin.StackedInline):
    model = SiteLink
    extra = 1
    fields = (("place", "label", "position"), "address")


@admin.register(Blog)
class BlogAdmin(PlainChoices, admin.ModelAdmin):
    form = BlogForm
    inlines = (SiteLinkInline,)
    fieldsets = (
        (None, {"fields": ("title", "tagline", "about", "owner")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
        (
            _("Pages and feeds"),
            {"fields": ("permalink", "copyright_line", "entries_per_page", "feed_full_text", "search_comments")},
        ),
    )

    def changelist_view(self, request, extra_context=None):
        blog, _is_new = Blog.objects.get_or_create(pk=1)
        return redirect("admin:blog_blog_change", blog.pk)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"permalink", "time_zone"} & set(form.changed_data):
            self._move_entries(request, obj)

    def _move_entries(self, request, blog: Blog) -> None:
        moved = move_entries(blog)
        if moved:
            sentence = ngettext(
                "%d entry has a new address; its old one leads there.",
                "%d entries have new addresses; their old ones lead there.",
                moved,
            )
            self.message_user(request, sentence % moved, messages.SUCCESS)

    def response_change(self, request, obj):
        """Back to the one row: there is no list to go to."""
        self.message_user(request, _("Saved."), messages.SUCCESS)
        return redirect("admin:blog_blog_change", obj.pk)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
