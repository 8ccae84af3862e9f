"""Texts that are asked for again and again, kept in memory for the very values they are made of.

So they are never older than these: other values are another key. In templates:

    {% kept blog blog.owner site_links %} … {% endkept %}

Nothing else may be named within.
"""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from sys import getsizeof
from threading import Lock

from django import template
from django.db.models import Model
from django.template.loader_tags import BlockNode
from django.utils.functional import LazyObject, Promise
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

MOST_BYTES = 6 * 1024 * 1024  # in each process


class Kept:
    """Texts by their values, which take so much memory at most: when half of it is full, what nobody asked for since the
    last time goes."""

    def __init__(self, most: int):
        self.half = most // 2
        self.lately: dict[Hashable, str] = {}
        self.before: dict[Hashable, str] = {}
        self.bytes = 0
        self.lock = Lock()

    def of(self, values: Hashable, make: Callable[..., str], *of_what) -> str:
        """The text for these values; if it is not kept, it is made now."""
        found = self.get(values)
        return self.keep(values, make(*of_what)) if found is None else found

    def get(self, values: Hashable) -> str | None:
        found = self.lately.get(values)
        if found is None:
            found = self.before.get(values)
            if found is not None:
                self.keep(values, found)
        return found

    def keep(self, values: Hashable, text: str) -> str:
        size = weight(values) + weight(text)
        with self.lock:
            if self.bytes + size > self.half:
                self.lately, self.before, self.bytes = {}, self.lately, 0
            if size <= self.half:
                self.lately[values] = text
                self.bytes += size
        return text

    def clear(self) -> None:
        with self.lock:
            self.lately, self.before, self.bytes = {}, {}, 0


def weight(value) -> int:
    """How much memory it takes, and what is in it."""
    return getsizeof(value) + (sum(map(weight, value)) if isinstance(value, tuple) else 0)


TEXTS = Kept(MOST_BYTES)


class KeptNode(template.Node):
    def __init__(self, names, inner):
        self.names, self.inner = names, inner

    def render(self, context):
        named = [as_key(name.resolve(context)) for name in self.names]
        values = (self, get_language(), get_current_timezone(), *named)
        return TEXTS.of(values, self.inner.render, context)


def compiled(parser, token) -> KeptNode:
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    inner = parser.parse(("endkept",))
    parser.delete_first_token()
    if inner.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError(
            "A block may be another's in a template that extends this one: keep it apart."
        )
    return KeptNode(names, inner)


# What is its own key; of everything else there is little in long lists.
PLAIN = frozenset({str, int, bool, type(None), date, datetime})


def as_key(value):
    """Two of them are equal when all that a text may say of the values is."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Model | LazyObject) and hasattr(value, "_meta"):
        return (type(value), *[pair for pair in value.__dict__.items() if pair[0][0] != "_"])
    if isinstance(value, list | tuple | LazyObject):
        return tuple([one if type(one) in PLAIN else as_key(one) for one in value])
    if isinstance(value, dict):
        return tuple((name, as_key(held)) for name, held in value.items())
    if isinstance(value, SafeString):  # equals the same words that are still to be escaped, and is printed otherwise
        return (SafeString, str(value))
    return str(value) if isinstance(value, Promise) else value
