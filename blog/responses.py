"""Whether an answer may be kept by others: each view says so, and nothing else decides."""

from functools import wraps
from urllib.parse import unquote

from django.urls import reverse
from django.utils.cache import patch_cache_control

from blog import asked, page_cache
from blog.page_cache.rendering import current


def public(view):
    """The same for everyone: may be kept, and is asked about again before each use."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            made_public(request, response)
        return response

    return marked


def made_public(request, response):
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    if render := current():
        render.is_public = is_canonical(request)
        # On every page there may be a list that the next scheduled entry joins by itself.
        page_cache.until(asked.next_moment(render.moment))
    return response


def is_canonical(request) -> bool:
    """Whether this is the page's own address: of all ways to write one (/page/2/, /page/002/) a single one is kept."""
    match = request.resolver_match
    return unquote(reverse(match.view_name, kwargs=match.captured_kwargs)) == request.path


def private(view):
    """For one reader: never kept, never indexed, and its address is told to nobody."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return marked


def secret(view):
    """Private, and its address is a key: where somebody comes from is told to nobody, not to this site either."""
    inner = private(view)

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = inner(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return marked
