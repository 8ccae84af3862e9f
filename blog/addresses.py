"""Which addresses belong to the site itself, derived from its URLconf, and what an absolute one looks like."""

import re
from functools import cache, lru_cache

from django.conf import settings
from django.urls import get_resolver, reverse

YEAR = re.compile(r"\d{4}")


@cache
def reserved_segments() -> frozenset[str]:
    """First segments that routes of the site begin with, and the folders it serves."""
    routes = (str(pattern.pattern) for pattern in get_resolver().url_patterns)
    nested = (
        str(inner.pattern)
        for pattern in get_resolver().url_patterns
        if str(pattern.pattern) == "" and hasattr(pattern, "url_patterns")
        for inner in pattern.url_patterns
    )
    own = {route.split("/")[0] for route in (*routes, *nested)}
    served = {settings.STATIC_URL.strip("/"), settings.MEDIA_URL.strip("/")}
    return frozenset(segment.strip("^$\\").lower() for segment in own | served if segment and "<" not in segment)


def is_reserved(slug: str) -> bool:
    return slug.lower() in reserved_segments() or bool(YEAR.fullmatch(slug))


@lru_cache(maxsize=4096)
def of_entry(path: str) -> str:
    return reverse("blog:entry", args=[path])


def absolute(path: str) -> str:
    """The address with scheme and host, from SITE_URL and never from a request."""
    return path if path.startswith(("http://", "https://")) else settings.SITE_URL + path
