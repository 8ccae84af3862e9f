"""Your names: comments without an account that may be the author's own, to be taken over with one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from comments import names as own
from comments.admin.page import page


@never_cache
def names(request):
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    if request.method == "POST":
        outcome = own.claim(request.POST.getlist("name"), request.user)
        count = len(outcome.changed)
        if not count:
            messages.warning(request, _("Tick the names that are yours first. Nothing was changed."))
        else:
            sentence = ngettext("%(count)d comment is yours now.", "%(count)d comments are yours now.", count)
            messages.success(request, sentence % {"count": count})
        return HttpResponseRedirect(reverse("admin:comments_names"))
    context = {"groups": own.proposals(request.user), "own_names": own.own_names(request.user)}
    return page(request, "names", "admin:comments_names", _("Your names"), **context)
