"""What the blog's templates ask for: dates, the style sheet, and fragments with a query of their own."""

from django import template
from django.db.models import Count
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from taggit.models import Tag

from blog import dates
from blog.addresses import absolute
from blog.models import Entry
from blog.styles import STYLE

register = template.Library()

register.filter("day", dates.day)
register.filter("month", dates.month)
register.filter("moment", dates.moment)
register.filter("absolute", absolute)

RECENT = 5
MOST_TAGS = 12


@register.simple_tag
def styles():
    return mark_safe(f"<style>{STYLE}</style>")  # noqa: S308  (our own files)


@register.simple_tag
def script(name: str):
    return format_html('<script type="module" src="{}"></script>', static(f"js/{name}.js"))


@register.simple_tag
def recent_entries() -> list[Entry]:
    return list(Entry.objects.posts().published().newest_first().only("title", "slug", "path")[:RECENT])


@register.simple_tag
def subjects() -> list[Tag]:
    """The tags of most published posts, by name."""
    tagged = Tag.objects.filter(entry__in=Entry.objects.posts().published()).annotate(entries=Count("entry"))
    return sorted(tagged.order_by("-entries", "name")[:MOST_TAGS], key=lambda tag: tag.name.casefold())


@register.simple_tag
def page_address(paged, number: int) -> str:
    """The address of one page of a list: the first has the list's own."""
    name, args = paged
    return reverse(name, args=[*args, number]) if number > 1 else reverse(name.removesuffix("_page"), args=args)


@register.simple_tag
def rights(entry, blog, addenda) -> str:
    return entry.rights(blog, addenda)
