"""Everything that a text may bring into a page: the tags and attributes that are read, and those that are printed."""

import re
from html import unescape

from django.conf import settings

from blog.html.characters import visible
from blog.html.cleaners import Attributes, Check
from blog.html.links import absolute, followable

# What is printed.

COMMENT_TAGS = {*"a abbr b blockquote br cite code del em i ins li ol p pre q s strong ul".split()}
ENTRY_TAGS = {
    *"a abbr b bdi bdo blockquote br cite code dd del details dfn div dl dt em figcaption figure".split(),
    *"h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup".split(),
    *"table tbody td tfoot th thead time tr u ul var wbr".split(),
}

# What is read besides, to be turned into one of those, or because it parts one paragraph from the next.

RENAMED = {"acronym": "abbr", "strike": "s", "tt": "code", "listing": "pre"}
PLAYERS = {*"audio embed object source video".split()}
WRAPPERS = {*"address article aside center dir fieldset footer form header hgroup main menu nav section".split()}
READ_TAGS = ENTRY_TAGS | set(RENAMED) | PLAYERS | WRAPPERS | {"h1", "caption"}
# What is dropped with all that stands in it: it acts, or is meant for another reader.
DROPPED = {
    *"button canvas datalist frameset head math noembed noframes noscript script select style svg".split(),
    *"template textarea title".split(),
}


def _one_of(*values: str) -> Check:
    return lambda value: value if value in values else None


def _matching(pattern: str) -> Check:
    expression = re.compile(pattern)
    return lambda value: value if expression.fullmatch(value) else None


def in_attribute(value: str) -> str:
    """Words with single blanks, and without what looks like an escape, since bleach would read it as one."""
    value = ESCAPE.sub(lambda escape: unescape(escape[0]), value)
    return ESCAPE.sub(lambda escape: f"{escape[0][:-1]} ;", " ".join(visible(value).split()))


def place_name(value: str) -> str | None:
    """The name of a place in a text, in letters that need no escape in an address."""
    return UNNAMEABLE.sub("-", value)[:200].strip("-") or None


def _relation(value: str) -> str | None:
    return " ".join(word for word in value.lower().split() if word in RELATIONS) or None


def _sources(value: str) -> str | None:
    """A srcset of our own pictures only."""
    own = re.compile(re.escape(settings.MEDIA_URL) + PICTURE_NAME + r" [1-9]\d{0,4}w")
    return value if all(own.fullmatch(part) for part in value.split(", ")) else None


def own_picture(address: str) -> str | None:
    """The name of the picture in our library that an address leads to."""
    path = address.removeprefix(settings.SITE_URL)
    name = path.removeprefix(settings.MEDIA_URL)
    return name if name != path and re.fullmatch(PICTURE_NAME, name) else None


def _picture(value: str) -> str | None:
    return value if value.startswith("/") and own_picture(value) else None


UNNAMEABLE = re.compile(r"[^\w.:-]+")
ESCAPE = re.compile(r"&#?\w+;")
PICTURE_NAME = r"[\w-]+(?:[./]+[\w-]+)*"
RELATIONS = {*"author license me nofollow noopener noreferrer sponsored tag ugc".split()}
STRANGER = "nofollow ugc noopener"
SIZE = _matching(r"[1-9]\d{0,4}")
SPAN = _matching(r"[1-9]\d{0,2}")
LABEL = {"aria-label": in_attribute}
REGION = LABEL | {"role": _one_of("region"), "tabindex": _one_of("0")}

# Written by the author.
ENTRY_ATTRIBUTES: Attributes = {
    "*": {
        "id": place_name,
        "lang": _matching(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
        "dir": _one_of("ltr", "rtl", "auto"),
    },
    "a": {"class": _one_of("elsewhere"), "href": followable, "title": in_attribute, "rel": _relation},
    "abbr": {"title": in_attribute},
    "details": {"open": _one_of("")},
    "dfn": {"title": in_attribute},
    "img": {"alt": in_attribute, "width": SIZE, "height": SIZE},
    "li": {"value": _matching(r"-?\d{1,5}")},
    "ol": {"start": _matching(r"-?\d{1,5}"), "type": _one_of("1", "a", "A", "i", "I"), "reversed": _one_of("")},
    "pre": LABEL,
    "td": {"colspan": SPAN, "rowspan": SPAN, "class": _one_of("number")},
    "th": {
        "colspan": SPAN,
        "rowspan": SPAN,
        "class": _one_of("number"),
        "scope": _one_of("row", "col", "rowgroup", "colgroup"),
    },
    "time": {"datetime": _matching(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")},
}
# Written by us, on our own elements and on the author's.
PICTURE_ATTRIBUTES: dict[str, Check] = {
    "width": SIZE,
    "height": SIZE,
    "srcset": _sources,
    "sizes": _matching(r"[\w\s().:,%*+/-]+"),
}
OWN_ATTRIBUTES: Attributes = {
    "div": REGION | {"class": _one_of("scroll")},
    "pre": REGION,
    "img": PICTURE_ATTRIBUTES
    | {"src": _picture, "alt": in_attribute, "loading": _one_of("lazy"), "decoding": _one_of("async")},
}
PRINTED_IN_ENTRIES = ENTRY_ATTRIBUTES | OWN_ATTRIBUTES

COMMENT_ATTRIBUTES: Attributes = {
    "a": {"href": absolute},
    "abbr": {"title": in_attribute},
    "ol": {"start": _matching(r"\d{1,5}")},
}
PRINTED_IN_COMMENTS = COMMENT_ATTRIBUTES | {"a": {"href": absolute, "rel": _one_of(STRANGER)}}

# Where programs and plugins keep the address of a picture, the most telling first.
PICTURE_ADDRESSES = ("data-src", "data-lazy-src", "data-original", "src")
READ_ATTRIBUTES = {tag: set(names) for tag, names in ENTRY_ATTRIBUTES.items()} | {
    "a": {"href", "title", "rel", "class", "name"},
    "img": {"alt", "width", "height", *PICTURE_ADDRESSES},
    "acronym": {"title"},
    "audio": {"src"},
    "embed": {"src"},
    "object": {"src", "data"},
    "source": {"src"},
    "video": {"src"},
    # Style is read for the alignment only, which makes the class "number".
    "td": {*ENTRY_ATTRIBUTES["td"], "align", "style"},
    "th": {*ENTRY_ATTRIBUTES["th"], "align", "style"},
}


def allowed(tag: str, attributes: dict[str, str], table: Attributes) -> dict[str, str]:
    """Those attributes that the table knows, in its order and as it wants them written."""
    checks = table.get("*", {}) | table.get(tag, {})
    checked = {name: check(attributes[name]) for name, check in checks.items() if name in attributes}
    return {name: value for name, value in checked.items() if value is not None}
