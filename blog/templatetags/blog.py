"""What the blog's templates ask for: dates, the style sheet, and fragments with a query of their own."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from taggit.models import Tag

from blog import asked, body, dates, kept, linked_data, listing
from blog.addresses import absolute
from blog.models import Entry
from blog.styles import STYLE

register = template.Library()

register.filter("day", dates.day)
register.filter("month", dates.month)
register.filter("moment", dates.moment)
register.filter("machine", dates.machine)
register.filter("absolute", absolute)
register.tag("kept", kept.compiled)

MOST_TAGS = 12


@register.simple_tag
def styles():
    return mark_safe(f"<style>{STYLE}</style>")  # noqa: S308  (our own files)


@register.simple_tag
def script(name: str):
    return format_html('<script type="module" src="{}"></script>', static(f"js/{name}.js"))


@register.simple_tag
def tongue(language: str):
    """The attributes of words in an entry's own language; where it has none, words show their direction themselves."""
    if not language:
        return mark_safe('dir="auto"')
    return format_html('lang="{}" dir="{}"', language, "rtl" if get_language_info(language)["bidi"] else "ltr")


@register.simple_tag
def picture(picture, sizes: dict, alt: str | None = None, eager: bool = False):
    """An entry's picture; `sizes` is what blog.body knows of the pictures on the page."""
    words = picture.alt if alt is None else alt
    image = format_html('<img src="{}" alt="{}">', picture.file.url, words)
    return mark_safe(body.with_pictures(image, sizes, eager))  # noqa: S308  (made one line above)


@register.filter
def laid_out(html: str, sizes: dict):
    return mark_safe(body.laid_out(html, sizes))  # noqa: S308  (cleaned when it was saved)


@register.simple_tag
def blog_posting(entry, blog, comment_count: int):
    """The entry as data, for search engines."""
    return linked_data.script(linked_data.blog_posting(entry, blog, comment_count))


@register.simple_tag
def recent_entries() -> list[Entry]:
    return asked.recent()


@register.simple_tag
def subjects() -> list[listing.Subject]:
    """The tags of most published posts, by name."""
    return listing.subjects(MOST_TAGS)


@register.simple_tag(takes_context=True)
def here(context) -> str:
    """The address of this page where a menu may lead to it, and nothing on all other pages."""
    path = context["request"].path if context.get("request") else ""
    return path if path in _menu() or any(link.address == path for link in context.get("site_links", ())) else ""


@cache
def _menu() -> frozenset[str]:
    return frozenset(map(reverse, ("blog:home", "blog:archive", "blog:search")))


@register.simple_tag
def page_address(paged, number: int) -> str:
    """The address of one page of a list: the first has the list's own."""
    name, args = paged
    return reverse(name, args=[*args, number]) if number > 1 else reverse(name.removesuffix("_page"), args=args)


@register.simple_tag
def question_address(question, year: int | None = None, tag: Tag | None = None) -> str:
    """The address of a search for the same words with these limits."""
    return question.address(year, tag)


@register.simple_tag
def rights(entry, blog, addenda) -> str:
    return entry.rights(blog, addenda)
