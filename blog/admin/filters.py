"""Filters of the list of entries."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog.models import Entry

MOST_TAGS = 20


class StateFilter(admin.SimpleListFilter):
    """What lies in the trash is shown on demand only."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Drafts")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
            ("withdrawn", _("Withdrawn")),
            ("trashed", _("In the trash")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "published":
                return queryset.published()
            case "scheduled":
                return queryset.scheduled()
            case "draft" | "withdrawn" | "trashed" as state:
                return queryset.filter(state=state)
        return queryset.exclude(state=Entry.State.TRASHED)


class TagFilter(admin.SimpleListFilter):
    """By the tags used most."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        used = Tag.objects.annotate(entries=Count("entry")).filter(entries__gt=0).order_by("-entries", "name")
        tags = dict(used.values_list("slug", "name")[:MOST_TAGS])
        chosen = request.GET.get(self.parameter_name)
        if chosen and chosen not in tags:
            tags |= dict(Tag.objects.filter(slug=chosen).values_list("slug", "name"))
        return sorted(tags.items(), key=lambda pair: pair[1].casefold())

    def queryset(self, request, queryset):
        return queryset.filter(tags__slug=self.value()) if self.value() else queryset
