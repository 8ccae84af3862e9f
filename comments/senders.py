"""Where a request comes from: its network, and whether a page of this site sent it."""

import ipaddress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from comments.models import DiscussionRule

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}

# (within, at most): what one network may send before it is asked to wait.
NOTE_LIMITS = [(timedelta(minutes=10), 3), (timedelta(days=1), 10)]


class TooMany(Exception):
    """One network sent as much as it may; `seconds` says how long it has to wait."""

    def __init__(self, seconds: int):
        super().__init__(f"{seconds} seconds to wait")
        self.seconds = seconds


def comes_from_this_site(request) -> bool:
    """Whether a POST was sent by one of our own pages, told without a cookie or a token.

    Sec-Fetch-Site is set by browsers and can't be set by a page; where it is missing, Origin has to name us. A client
    that sends neither is no current browser: it carries nobody's rights, so it may post (and waits like all others).
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or _is_ours(origin, request)


def sends_a_form(request) -> bool:
    return request.content_type in FORMS


def network_of(request) -> str:
    """The sender's /24 (or /48) network, or nothing when the address makes no sense."""
    return _network(request, 24, 48)


def place_of(request) -> str:
    """The sender's address, or the /64 that a sender may move about in."""
    return _network(request, 32, 64)


def _network(request, short: int, long: int) -> str:
    try:
        address = ipaddress.ip_address(_sender(request))
    except ValueError:
        return ""
    if mapped := getattr(address, "ipv4_mapped", None):
        address = mapped
    return str(ipaddress.ip_network(f"{address}/{short if address.version == 4 else long}", strict=False))


def comment_limits(rule: DiscussionRule) -> list[tuple[timedelta, int]]:
    """As the owner set them."""
    return [(timedelta(minutes=10), rule.flood_ten_minutes), (timedelta(days=1), rule.flood_day)]


def seconds_to_wait(rows: QuerySet, limits: list[tuple[timedelta, int]], network: str, moment: datetime) -> int:
    """0 when the network may add to the rows now; otherwise how long until it may."""
    if not settings.RATE_LIMITS or not network:
        return 0
    for within, most in limits:
        sent = rows.filter(network=network, created_at__gt=moment - within).order_by("-created_at")
        oldest_that_counts = sent.values_list("created_at", flat=True)[most - 1 : most].first()
        if oldest_that_counts:
            return int((oldest_that_counts + within - moment).total_seconds()) + 1
    return 0


def wait_for_turn(rows: QuerySet, limits: list[tuple[timedelta, int]], network: str) -> None:
    """In this transaction the network may add one row, or `TooMany`: one after the other, so that a limit holds however
    many are sent at once."""
    if connection.vendor == "postgresql" and network:  # SQLite lets one writer in at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sender {network}"])
    if wait := seconds_to_wait(rows, limits, network, timezone.now()):
        raise TooMany(wait)


def _is_ours(origin: str, request) -> bool:
    if origin == settings.SITE_URL:
        return True
    # A site tried out under its loopback address: the host was checked against ALLOWED_HOSTS before.
    return not settings.HTTPS and urlsplit(origin).netloc == request.get_host()


def _sender(request) -> str:
    """The address that spoke to us, or what the trusted proxies in front of us say of it."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while forwarded and _is_trusted(address):
        address = forwarded.pop()
    return address


def _is_trusted(address: str) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in settings.TRUSTED_PROXIES)
    except ValueError:
        return False
