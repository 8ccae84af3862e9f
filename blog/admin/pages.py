"""Pages of the desk that hang on one entry."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from blog.models import Entry


def own_entry(request, pk: int, model_admin) -> Entry:
    """The entry, where this person may change it."""
    entry = get_object_or_404(Entry, pk=pk)
    if not model_admin.has_change_permission(request, entry):
        raise PermissionDenied
    return entry


def entry_page(request, template: str, entry: Entry, **context):
    context = admin.site.each_context(request) | {"original": entry, "opts": Entry._meta} | context
    return TemplateResponse(request, f"admin/blog/entry/{template}.html", context)
