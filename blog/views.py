"""Requests for pages of the blog: load through a QuerySet, render or redirect."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from taggit.models import Tag

from blog.addresses import absolute
from blog.models import Author, Entry, OldAddress
from blog.querysets import month_after
from blog.responses import public


@require_safe
@public
def home(request, number: int = 1):
    moved = number == 1 and _old_query_address(request)
    if moved:
        return moved
    return _list(request, Entry.objects.posts(), number, "blog/home.html", {"paged": ("blog:home_page", [])})


@require_safe
@public
def tag(request, slug: str, number: int = 1):
    tag = Tag.objects.filter(slug=slug).first()
    if not tag:
        return _old_address(request.path_info)
    return _list(
        request,
        Entry.objects.posts().tagged(tag),
        number,
        "blog/tag.html",
        {"tag": tag, "paged": ("blog:tag_page", [slug])},
    )


@require_safe
@public
def author(request, slug: str, number: int = 1):
    author = get_object_or_404(Author, slug=slug)
    context = {"author": author, "paged": ("blog:author_page", [slug])}
    return _list(request, Entry.objects.posts().by(author), number, "blog/author.html", context)


@require_safe
@public
def year(request, year: int, number: int = 1):
    first = _first_day(year)
    entries = Entry.objects.posts().within(first, _first_day(year + 1), request.blog.zone)
    return _list(
        request, entries, number, "blog/year.html", {"first": first, "paged": ("blog:year_page", [f"{year:04}"])}
    )


@require_safe
@public
def month(request, year: int, month: int, number: int = 1):
    first = _first_day(year, month)
    entries = Entry.objects.posts().within(first, month_after(first), request.blog.zone)
    context = {"first": first, "paged": ("blog:month_page", [f"{year:04}", f"{month:02}"])}
    return _list(request, entries, number, "blog/month.html", context)


@require_safe
@public
def archive(request):
    published = Entry.objects.posts().published()
    return render(request, "blog/archive.html", {"months": published.by_month(request.blog.zone)})


@require_safe
@public
def entry(request, path: str, place=None):
    """An entry's page. `place` says which page of what stands under it; its templates know what that means."""
    entry = Entry.objects.filter(path=path).with_details().first()
    if entry and entry.is_published():
        return render(request, "blog/entry.html", entry_context(entry) | {"place": place})
    if entry and entry.is_withdrawn:
        return render(request, "blog/withdrawn.html", {"entry": entry}, status=410)
    if entry or path.endswith("/"):
        return _old_address(path)
    return _with_slash(path)


def entry_context(entry: Entry) -> dict:
    """What templates/blog/entry.html names; the author's twin of the page uses it too."""
    neighbours = Entry.objects.posts().published().only("title", "slug", "path", "published_at")
    has_neighbours = entry.is_post and entry.published_at
    return {
        "entry": entry,
        "addenda": list(entry.addenda.all()),
        "previous": neighbours.before(entry).first() if has_neighbours else None,
        "next": neighbours.after(entry).first() if has_neighbours else None,
    }


@require_safe
def media(request, path: str):
    """An uploaded file. Its name carries the hash of its content, so it may be kept for ever."""
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@public
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /comments/",
        "",
        f"Sitemap: {absolute(reverse('blog:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def favicon(request):
    return redirect(settings.STATIC_URL + "img/favicon.svg")


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Needs neither database nor settings row, since one of them may be what failed."""
    return render(None, "500.html", status=500)


def _list(request, entries, number: int, template: str, context: dict):
    """A page of entries, newest first; a number past the end is not found, an empty first page is a page."""
    pages = Paginator(entries.published().newest_first().in_lists(), request.blog.entries_per_page)
    if number == 1 and request.resolver_match.kwargs.get("number") == 1:
        name, args = context["paged"]
        return HttpResponsePermanentRedirect(reverse(name.removesuffix("_page"), args=args))
    if number > pages.num_pages:
        raise Http404
    return render(request, template, context | {"page": pages.page(number)})


def _first_day(year: int, month: int = 1) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404 from None


def _old_address(path: str):
    """One redirect to where the thing lives now, or not found."""
    old = OldAddress.objects.filter(path=path.lstrip("/")).select_related("entry", "tag").first()
    if old and old.tag:
        return HttpResponsePermanentRedirect(reverse("blog:tag", args=[old.tag.slug]))
    if old and old.entry and (old.entry.is_published() or old.entry.is_withdrawn):
        return HttpResponsePermanentRedirect(old.entry.get_absolute_url())
    raise Http404


def _old_query_address(request):
    """WordPress's address of an entry by its number: /?p=12"""
    number = request.GET.get("p") or request.GET.get("page_id") or ""
    return _old_address(f"?p={number}") if number.isascii() and number.isdigit() else None


def _with_slash(path: str):
    if (
        Entry.objects.published().filter(path=f"{path}/").exists()
        or OldAddress.objects.filter(path=f"{path}/").exists()
    ):
        return HttpResponsePermanentRedirect(reverse("blog:entry", args=[f"{path}/"]))
    return _old_address(path)
