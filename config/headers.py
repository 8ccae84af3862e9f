"""The headers of every public page, in one place: this site sends them, and a front server that sends kept pages."""

import hashlib
import json

from django.conf import settings

from blog.styles import STYLE_HASH

# Nothing from elsewhere, nothing inline but the one style sheet whose hash stands here.
PUBLIC_POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; connect-src 'self'; "
    f"img-src 'self' data:; script-src 'self'; style-src 'self' '{STYLE_HASH}'; font-src 'self'; manifest-src 'self'"
)
ADMIN_POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; connect-src 'self'; "
    f"img-src 'self' data: blob:; script-src 'self'; style-src 'self' '{STYLE_HASH}'; font-src 'self'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), browsing-topics=()"


def of_kept_pages() -> dict[str, str]:
    """What a kept page is sent with beside its type, its length and its ETag."""
    headers = {
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": PUBLIC_POLICY,
        "X-Frame-Options": "DENY",
        "Permissions-Policy": PERMISSIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if settings.HTTPS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return headers


def edition() -> str:
    """Changes with the headers: pages kept for other ones are others."""
    return hashlib.blake2b(json.dumps(of_kept_pages()).encode(), digest_size=6).hexdigest()


def for_nginx() -> str:
    """The file that deploy/nginx.conf includes: where the pages are, and what they are sent with."""
    lines = [f'set $kept "{settings.PAGES_DIR}/kept-{edition()}";']
    lines += [f'add_header {name} "{value}";' for name, value in of_kept_pages().items()]
    return "\n".join(lines) + "\n"
