"""Tags, with how many entries each has."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog import page_cache
from blog.moves import leave_behind, merge_tags
from blog.slugs import free_slug

admin.site.unregister(Tag)


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
    actions = ("merge",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(entry_count=Count("entry", distinct=True))

    def save_model(self, request, obj, form, change):
        """An address that changes leaves the old one behind."""
        page_cache.touch("site")
        super().save_model(request, obj, form, change)
        if change and obj.slug != form.initial["slug"]:
            leave_behind(form.initial["slug"], obj)

    @admin.action(description=_("Make one of them…"), permissions=["change"])
    def merge(self, request, queryset):
        """First which of them stays; then they are one."""
        tags = list(queryset.order_by("-entry_count", "name"))
        into = next((tag for tag in tags if str(tag.pk) == request.POST.get("into")), None)
        if len(tags) < 2:
            self.message_user(request, _("Choose at least two tags."), messages.WARNING)
            return None
        if not into:
            context = admin.site.each_context(request) | {
                "title": _("Which name stays?"),
                "tags": tags,
                "opts": Tag._meta,
            }
            return TemplateResponse(request, "admin/taggit/tag/merge.html", context)
        merge_tags(tags, into)
        self.log_change(request, into, _("Made one of several tags"))
        sentence = _("They are one tag now: “%(tag)s”. The addresses of the others lead to it.") % {"tag": into.name}
        self.message_user(request, sentence, messages.SUCCESS)
        return None

    def delete_model(self, request, obj):
        page_cache.touch("site")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            page_cache.touch("site")
            super().delete_queryset(request, queryset)

    @admin.display(description=_("entries"), ordering="entry_count")
    def entries(self, tag):
        address = reverse("admin:blog_entry_changelist", query={"tag": tag.slug})
        return format_html('<a href="{}">{}</a>', address, tag.entry_count)
