"""The two cleaners, one behind the other. nh3 and bleach are used here and nowhere else.

bleach was ended upstream with 6.4.0 and is quadratic on hostile text; nh3 is linear and independent of it. What both
let through is printed, and nothing else; words in paragraphs, as most comments are, bleach is not asked about.
"""

import re
from collections.abc import Callable
from html import escape, unescape

import bleach
import nh3

SCHEMES = {"http", "https", "mailto"}
# Words in paragraphs and nothing else: no attribute, no other tag, no sign that stands for another.
PLAIN = re.compile(r"(?:<p>(?:[^<>&\x00-\x09\x0b-\x1f\x7f]++|<br>)*+</p>\n?)*+")

# The value as it may be printed, or nothing.
Check = Callable[[str], str | None]
Attributes = dict[str, dict[str, Check]]


def read(source: str, tags: set[str], attributes: dict[str, set[str]], dropped: set[str]) -> str:
    """Well-formed HTML with no other tags and attributes; of `dropped`, what stands inside goes too.

    Data is let through to be seen and left out, since no address of ours may begin so.
    """
    return nh3.clean(
        source,
        tags=tags,
        attributes=attributes,
        clean_content_tags=dropped,
        url_schemes=SCHEMES | {"data"},
        link_rel=None,
    )


def printable(html: str, tags: set[str], attributes: Attributes) -> str:
    """What both cleaners let through of HTML that is to be printed."""
    everywhere = attributes.get("*", {})

    def check(tag: str, name: str) -> Check | None:
        return attributes.get(tag, {}).get(name) or everywhere.get(name)

    def checked(tag: str, name: str, value: str) -> str | None:
        known = check(tag, name)
        return value if known and known(value) == value else None

    first = nh3.clean(
        html,
        tags=tags,
        attributes={tag: set(names) for tag, names in attributes.items()},
        attribute_filter=checked,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    if {"p", "br"} <= tags and PLAIN.fullmatch(first):
        return first  # bleach would say the same, and take longer for it than all the rest
    # A Cleaner is not safe to share between threads.
    return bleach.Cleaner(
        tags=tags,
        attributes=lambda tag, name, value: checked(tag, name, unescape(value)) is not None,
        protocols=SCHEMES,
        strip=True,
    ).clean(first)


def keeps_link(address: str) -> bool:
    """Whether nh3 lets the address stand; it parses addresses more strictly than any pattern."""
    link = nh3.clean(
        f'<a href="{escape(address)}">', tags={"a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
    return "href" in link
