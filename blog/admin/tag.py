"""Tags, with how many entries each has."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "entries")
    list_per_page = 100
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(entry_count=Count("entry", distinct=True))

    @admin.display(description=_("entries"), ordering="entry_count")
    def entries(self, tag):
        address = reverse("admin:blog_entry_changelist", query={"tag": tag.slug})
        return format_html('<a href="{}">{}</a>', address, tag.entry_count)
