"""Tags, with how many entries each has."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog.models import OldAddress
from blog.slugs import free_slug

admin.site.unregister(Tag)


def path_of(slug: str) -> str:
    return reverse("blog:tag", args=[slug]).lstrip("/")


class TagForm(forms.ModelForm):
    slug = forms.SlugField(
        label=_("Address"),
        max_length=100,
        required=False,
        allow_unicode=True,
        help_text=_("Empty: made from the name."),
    )

    def clean_slug(self):
        made = self.instance.slug or free_slug(self.data.get("name", ""), Tag.objects.all(), fallback="tag")
        return self.cleaned_data["slug"] or made


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    list_display = ("name", "slug", "entries")
    list_per_page = 100
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "slug")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(entry_count=Count("entry", distinct=True))

    def save_model(self, request, obj, form, change):
        """An address that changes leaves the old one behind."""
        super().save_model(request, obj, form, change)
        if change and obj.slug != form.initial["slug"]:
            OldAddress.objects.filter(path=path_of(obj.slug), tag=obj).delete()
            OldAddress.objects.update_or_create(
                path=path_of(form.initial["slug"]), defaults={"tag": obj, "entry": None}
            )

    @admin.display(description=_("entries"), ordering="entry_count")
    def entries(self, tag):
        address = reverse("admin:blog_entry_changelist", query={"tag": tag.slug})
        return format_html('<a href="{}">{}</a>', address, tag.entry_count)
