"""Everything that a text may bring into a page: the tags and attributes that are read, and those that are printed."""

from blog.html.cleaners import Attributes, Check
from blog.html.links import absolute, followable
from blog.html.values import in_attribute, matching, one_of, own_address, own_sources, place_name, relation

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
    *"template textarea title xml".split(),
}


SIZE = matching(r"[1-9]\d{0,4}")
SPAN = matching(r"[1-9]\d{0,2}")
LABEL = {"aria-label": in_attribute}
REGION = LABEL | {"role": one_of("region"), "tabindex": one_of("0")}
# What the links of strangers say of themselves.
STRANGER = "nofollow ugc noopener"

# Written by the author.
ENTRY_ATTRIBUTES: Attributes = {
    "*": {
        "id": place_name,
        "lang": matching(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
        "dir": one_of("ltr", "rtl", "auto"),
    },
    "a": {"class": one_of("elsewhere"), "href": followable, "title": in_attribute, "rel": relation},
    "abbr": {"title": in_attribute},
    "details": {"open": one_of("")},
    "dfn": {"title": in_attribute},
    "img": {"alt": in_attribute, "width": SIZE, "height": SIZE},
    "li": {"value": matching(r"-?\d{1,5}")},
    "ol": {"start": matching(r"-?\d{1,5}"), "type": one_of("1", "a", "A", "i", "I"), "reversed": one_of("")},
    "pre": LABEL,
    "td": {"colspan": SPAN, "rowspan": SPAN, "class": one_of("number")},
    "th": {
        "colspan": SPAN,
        "rowspan": SPAN,
        "class": one_of("number"),
        "scope": one_of("row", "col", "rowgroup", "colgroup"),
    },
    "time": {"datetime": matching(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")},
}
# Written by us, on our own elements and on the author's.
PICTURE_ATTRIBUTES: dict[str, Check] = {
    "width": SIZE,
    "height": SIZE,
    "srcset": own_sources,
    "sizes": matching(r"[\w\s().:,%*+/-]+"),
}
OWN_ATTRIBUTES: Attributes = {
    "div": REGION | {"class": one_of("scroll")},
    "pre": REGION,
    "img": PICTURE_ATTRIBUTES
    | {"src": own_address, "alt": in_attribute, "loading": one_of("lazy"), "decoding": one_of("async")},
}
PRINTED_IN_ENTRIES = ENTRY_ATTRIBUTES | OWN_ATTRIBUTES

COMMENT_ATTRIBUTES: Attributes = {
    "a": {"href": absolute},
    "abbr": {"title": in_attribute},
    "ol": {"start": matching(r"\d{1,5}")},
}
PRINTED_IN_COMMENTS = COMMENT_ATTRIBUTES | {"a": {"href": absolute, "rel": one_of(STRANGER)}}

# Where programs and plugins keep the address of a picture, the most telling first.
PICTURE_ADDRESSES = ("data-src", "data-lazy-src", "data-original", "src")
READ_ATTRIBUTES = {tag: set(names) for tag, names in ENTRY_ATTRIBUTES.items()} | {
    # What word processors say by class and style is read, and never printed.
    "*": {*ENTRY_ATTRIBUTES["*"], "class", "style"},
    "a": {"href", "title", "rel", "class", "name"},
    "img": {"alt", "width", "height", *PICTURE_ADDRESSES},
    "acronym": {"title"},
    "audio": {"src"},
    "embed": {"src"},
    "object": {"src", "data"},
    "source": {"src"},
    "video": {"src"},
    "p": {"align"},
    # For the alignment only, which makes the class "number".
    "td": {*ENTRY_ATTRIBUTES["td"], "align"},
    "th": {*ENTRY_ATTRIBUTES["th"], "align"},
}


def allowed(tag: str, attributes: dict[str, str], table: Attributes) -> dict[str, str]:
    """Those attributes that the table knows, in its order and as it wants them written."""
    checks = table.get("*", {}) | table.get(tag, {})
    checked = {name: check(attributes[name]) for name, check in checks.items() if name in attributes}
    return {name: value for name, value in checked.items() if value is not None}
