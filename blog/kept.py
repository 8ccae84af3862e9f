"""Fragments of pages that are the same on most of them: rendered once for the values they are made of, and kept.

    {% kept blog blog.owner site_links %} … {% endkept %}

Nothing else may be named within. The values themselves are the key, so that no fragment is ever older than they are.
"""

from django import template
from django.db.models import Model
from django.utils.functional import LazyObject, Promise
from django.utils.translation import get_language

MOST = 100


class KeptNode(template.Node):
    def __init__(self, names, inner):
        self.names, self.inner = names, inner
        self.rendered: dict = {}

    def render(self, context):
        key = (get_language(), *(as_key(name.resolve(context)) for name in self.names))
        found = self.rendered.get(key)
        if found is None:
            if len(self.rendered) >= MOST:
                self.rendered.clear()
            found = self.rendered[key] = self.inner.render(context)
        return found


def compiled(parser, token) -> KeptNode:
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    inner = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(names, inner)


def as_key(value):
    """Two of them are equal when all that a template may print of the values is."""
    if isinstance(value, Model | LazyObject) and hasattr(value, "_meta"):
        return (value._meta.label, *((name, held) for name, held in value.__dict__.items() if name[0] != "_"))
    if isinstance(value, list | tuple | LazyObject):
        return tuple(map(as_key, value))
    if isinstance(value, dict):
        return tuple((name, as_key(held)) for name, held in value.items())
    return str(value) if isinstance(value, Promise) else value
