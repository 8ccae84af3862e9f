"""The pictures as the editor asks for them: taken in while somebody writes, chosen again, and described."""

from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog import images
from blog.admin.editor import asked, refusal
from blog.html.characters import visible
from blog.models import Picture

PAGE = 24


def urls(model_admin) -> list:
    wrap = model_admin.admin_site.admin_view
    own = {"model_admin": model_admin}
    return [
        path("upload/", wrap(upload), own, name="blog_picture_upload"),
        path("library/", wrap(library), own, name="blog_picture_library"),
        path("<int:pk>/words/", wrap(words), own, name="blog_picture_words"),
    ]


@require_POST
def upload(request, model_admin):
    """Takes one file in; it is described in the next step."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    file = request.FILES.get("file")
    if not file:
        return refusal(_("No file came along. Choose the picture again."))
    title = " ".join(visible(PurePosixPath(file.name).stem).split())[:200]
    try:
        picture = images.ingest(file, title=title, by=request.user)
    except images.PictureRefused as trouble:
        return refusal(str(trouble))
    return JsonResponse(_told(picture))


@require_safe
def library(request, model_admin):
    """A page of the newest pictures whose words hold what is asked for; or the one with the number in `pk`."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    pictures = Picture.objects.prefetch_related("renditions")
    if request.GET.get("pk", "").isdecimal():
        pictures = pictures.filter(pk=request.GET["pk"][:18])
    for word in request.GET.get("q", "").split()[:10]:
        pictures = pictures.filter(Q(title__icontains=word) | Q(alt__icontains=word) | Q(caption__icontains=word))
    page = Paginator(pictures, PAGE).get_page(request.GET.get("page"))
    return JsonResponse({"pictures": [_told(picture) for picture in page], "more": page.has_next()})


@require_POST
def words(request, pk: int, model_admin):
    """Keeps what was said of a picture where it says nothing yet: in a text it may well be called something else."""
    picture = get_object_or_404(Picture, pk=pk)
    if not model_admin.has_change_permission(request, picture):
        raise PermissionDenied
    said = asked(request)
    is_decorative = said.get("decorative") is True
    images.tell(
        picture,
        alt="" if is_decorative else visible(str(said.get("alt", "")))[:1000],
        is_decorative=is_decorative,
        caption=visible(str(said.get("caption", "")))[:1000],
    )
    return JsonResponse(_told(picture))


def _told(picture: Picture) -> dict:
    return {
        "pk": picture.pk,
        "src": picture.file.url,
        "thumbnail": picture.smallest.file.url,
        "called": str(picture),
        "alt": picture.alt,
        "isDecorative": picture.is_decorative,
        "caption": picture.caption,
        "wordsAddress": reverse("admin:blog_picture_words", args=[picture.pk]),
    }
