"""What surrounds a request: headers on every answer, the blog's zone and language, sessions in the admin alone."""

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blog.models import Blog
from blog.page_cache.rendering import will_be_kept
from blog.views import not_found
from config.headers import ADMIN_POLICY, PERMISSIONS, PUBLIC_POLICY

ADMIN = "/admin/"
# What only authors are shown: the admin, and where the links in their mails lead.
DESK = (ADMIN, "/decide/")
MOST_OF_STRANGERS = 64 * 1024


class SecurityHeaders:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith(ADMIN) else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class BlogInForce:
    """Puts the settings on the request and turns to the blog's zone and language.

    The desk speaks English, whatever Django itself could say there in another language.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.blog = Blog.load()
        language = settings.LANGUAGE_CODE if request.path_info.startswith(DESK) else request.blog.language
        with timezone.override(request.blog.zone), translation.override(language):
            if "\0" in request.path_info:  # which names nothing, and which PostgreSQL can't even be asked for
                return not_found(request)
            return self.get_response(request)


class UnlessKept:
    """Mixed into one of Django's middleware: pages of the page cache are compressed and compared there."""

    def process_response(self, request, response):
        return response if will_be_kept(response) else super().process_response(request, response)


class CompressedUnlessKept(UnlessKept, GZipMiddleware):
    pass


class ConditionalUnlessKept(UnlessKept, ConditionalGetMiddleware):
    pass


class AdminOnly:
    """Mixed into one of Django's middleware: it acts in the admin and steps aside elsewhere."""

    def __call__(self, request):
        return super().__call__(request) if request.path_info.startswith(ADMIN) else self.get_response(request)

    def process_view(self, request, *args):
        inner = getattr(super(), "process_view", None)
        return inner(request, *args) if inner and request.path_info.startswith(ADMIN) else None


class AdminSessions(AdminOnly, SessionMiddleware):
    pass


class AdminCsrf(AdminOnly, CsrfViewMiddleware):
    """Looks for its token in the whole of what is sent, so strangers may not send it more than a sign-in takes."""

    def process_view(self, request, *args):
        is_admin = request.path_info.startswith(ADMIN)
        if is_admin and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_OF_STRANGERS and not request.user.is_staff:
            return HttpResponse(
                _("Sign in before you send this."), status=413, content_type="text/plain; charset=utf-8"
            )
        return super().process_view(request, *args)


class AdminAuthentication(AdminOnly, AuthenticationMiddleware):
    pass


class AdminMessages(AdminOnly, MessageMiddleware):
    pass
