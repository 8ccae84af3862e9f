"""Long texts, put into a page when the rest of it stands: templates copy all they hold once for each level of nesting."""

from contextvars import ContextVar
from secrets import token_hex

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

_waiting: ContextVar[dict[str, str] | None] = ContextVar("late", default=None)


def late(html: SafeString) -> SafeString:
    """A word in place of the text, until `rendered` puts it in; the text itself where nobody will."""
    waiting = _waiting.get()
    if waiting is None:
        return html
    # Nobody can guess it, so it stands nowhere else on the page.
    word = f"late-{token_hex(16)}"
    waiting[word] = html
    return mark_safe(word)  # noqa: S308  (made one line above)


def rendered(request, template: str, context: dict) -> HttpResponse:
    """As Django's shortcut `render` does it, with the texts that come late."""
    waiting = {}
    token = _waiting.set(waiting)
    try:
        page = render_to_string(template, context, request)
    finally:
        _waiting.reset(token)
    # As bytes: a single character that is not Latin-1 makes a string twice as long and six times as slow to copy.
    page = page.encode()
    for word, html in waiting.items():
        page = page.replace(word.encode(), html.encode())
    return HttpResponse(page)
