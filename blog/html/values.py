"""Values that attributes may have: each check gives the value as it is printed, or nothing."""

import re
from html import unescape

from django.conf import settings

from blog.html.characters import ESCAPE, visible
from blog.html.cleaners import Check

UNNAMEABLE = re.compile(r"[^\w.:-]+")
RELATIONS = {*"author license me nofollow noopener noreferrer sponsored tag ugc".split()}
PICTURE_NAME = r"[\w-]+(?:[./][\w-]+)*"


def one_of(*values: str) -> Check:
    return lambda value: value if value in values else None


def matching(pattern: str) -> Check:
    expression = re.compile(pattern)
    return lambda value: value if expression.fullmatch(value) else None


def in_attribute(value: str) -> str:
    """Words with single blanks, and without what looks like an escape, since bleach would read it as one."""
    value = ESCAPE.sub(lambda escape: unescape(escape[0]), value)
    return ESCAPE.sub(lambda escape: f"{escape[0][:-1]} ;", " ".join(visible(value).split()))


def place_name(value: str) -> str | None:
    """The name of a place in a text, in letters that need no escape in an address."""
    return UNNAMEABLE.sub("-", value)[:200].strip("-") or None


def relation(value: str) -> str | None:
    return " ".join(word for word in value.lower().split() if word in RELATIONS) or None


def own_picture(address: str) -> str | None:
    """The name of the picture in our library that an address leads to."""
    path = address.removeprefix(settings.SITE_URL)
    name = path.removeprefix(settings.MEDIA_URL)
    return name if name != path and re.fullmatch(PICTURE_NAME, name) else None


def own_address(value: str) -> str | None:
    """The address of a picture of ours, without scheme and host."""
    return value if value.startswith(settings.MEDIA_URL) and own_picture(value) else None


def own_sources(value: str) -> str | None:
    """A srcset of our own pictures only."""
    own = re.compile(re.escape(settings.MEDIA_URL) + PICTURE_NAME + r" [1-9]\d{0,4}w")
    return value if all(own.fullmatch(part) for part in value.split(", ")) else None
