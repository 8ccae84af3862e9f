"""The blog's settings: one row, so its list leads straight to it."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from blog.models import Blog, SiteLink


class SiteLinkInline(admin.TabularInline):
    model = SiteLink
    extra = 2
    fields = ("place", "label", "address", "position")


@admin.register(Blog)
class BlogAdmin(admin.ModelAdmin):
    inlines = (SiteLinkInline,)
    raw_id_fields = ()
    fieldsets = (
        (None, {"fields": ("title", "tagline", "about", "owner")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
        (_("Pages and feeds"), {"fields": ("permalink", "copyright_line", "entries_per_page", "feed_full_text")}),
    )

    def changelist_view(self, request, extra_context=None):
        blog = Blog.load()
        if not blog.pk or blog._state.adding:
            blog.save()
        return redirect("admin:blog_blog_change", blog.pk)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
