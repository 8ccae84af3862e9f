"""The editor of texts: its field in a form, and what its script asks while somebody writes."""

import json

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog import html
from blog.html import TooComplex


class EditorInput(forms.Textarea):
    """A text area with the source, which static/js/editor.js improves where the source is HTML.

    The page that shows it includes admin/blog/_editor.html.
    """

    addresses = {
        "data-blocks-address": reverse_lazy("admin:blog_editor_blocks"),
        "data-compare-address": reverse_lazy("admin:blog_editor_compare"),
        "data-upload-address": reverse_lazy("admin:blog_picture_upload"),
        "data-library-address": reverse_lazy("admin:blog_picture_library"),
    }

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= self.addresses | {"data-editor": "", "data-language": get_language()}
        return context


def urls(model_admin) -> list:
    """The addresses of the questions, for whoever may write."""
    wrap = model_admin.admin_site.admin_view
    own = {"model_admin": model_admin}
    return [
        path("editor/blocks/", wrap(blocks), own, name="blog_editor_blocks"),
        path("editor/compare/", wrap(compare), own, name="blog_editor_compare"),
    ]


@require_POST
def blocks(request, model_admin):
    """A source, or what was pasted, as the blocks the editor may hold."""
    _check_may_write(request, model_admin)
    question = asked(request)
    try:
        made = html.editable(str(question.get("source", "")))
    except TooComplex as trouble:
        return refusal(str(trouble))
    return JsonResponse({"blocks": [{"html": block.html, "source": block.source} for block in made]})


@require_POST
def compare(request, model_admin):
    """Which blocks the editor would change, and whether the text comes out the same when those are left alone."""
    _check_may_write(request, model_admin)
    question = asked(request)
    source, back = str(question.get("source", "")), question.get("blocks", [])
    try:
        ours = [block.source for block in html.editable(source)]
    except TooComplex as trouble:
        return refusal(str(trouble))
    if not isinstance(back, list) or len(back) != len(ours):
        return refusal(_("The text has changed meanwhile. Open it again."))
    same = list(map(_come_out_the_same, ours, map(str, back)))
    whole = "\n\n".join(
        str(theirs) if is_same else mine for mine, theirs, is_same in zip(ours, back, same, strict=True)
    )
    changed = [place for place, is_same in enumerate(same) if not is_same]
    return JsonResponse({"changed": changed, "same": html.come_out_the_same(source, whole)})


def asked(request) -> dict:
    """The question in the body of a request; an empty one where that is no JSON."""
    try:
        question = json.loads(request.body)
    except ValueError:
        return {}
    return question if isinstance(question, dict) else {}


def refusal(sentence: str) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=400)


def _come_out_the_same(one: str, other: str) -> bool:
    return one == other or html.come_out_the_same(one, other)


def _check_may_write(request, model_admin) -> None:
    if not (model_admin.has_add_permission(request) or model_admin.has_change_permission(request)):
        raise PermissionDenied
