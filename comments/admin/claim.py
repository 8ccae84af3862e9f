"""An author who commented without being signed in says: this was me."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comments.models import Comment


@never_cache
def claim(request, pk: int, may_change, page: dict):
    """`may_change(request, comment)` asks the admin whether this person may act here; `page` is what its pages show."""
    comment = get_object_or_404(Comment.objects.comments().select_related("discussion__entry"), pk=pk, user=None)
    if not may_change(request, comment):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "admin/comments/claim.html", page | {"comment": comment, "title": _("Is this yours?")})
    comment.claim(request.user)
    messages.success(request, _("Published as yours."))
    return redirect("admin:comments_entry_page", comment.discussion.entry_id)
