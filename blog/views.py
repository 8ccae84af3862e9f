"""Requests for pages of the blog: load through a QuerySet, render or redirect."""

import sys
from datetime import date
from itertools import groupby

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file

from blog import asked, body, dates, listing, page_cache, search
from blog.addresses import absolute
from blog.late import rendered
from blog.listing import Listing
from blog.models import Entry, OldAddress, PreviewLink
from blog.moves import tag_path
from blog.responses import private, public

RESULTS_PER_PAGE = 10


@require_safe
@public
def home(request, number: int = 1):
    moved = number == 1 and _old_query_address(request)
    if moved:
        return moved
    return _list(request, Listing(), number, "blog:home_page", heading=_("Entries"), template="blog/home.html")


@require_safe
@public
def tag(request, slug: str, number: int = 1):
    tag = asked.tag_at(slug)
    if not tag:
        return _old_address(tag_path(slug))
    heading = _("Entries on %(tag)s") % {"tag": tag.name}
    return _list(
        request, Listing.on(tag), number, "blog:tag_page", slug, heading=heading, feeds=_feeds("tag", slug), tag=tag
    )


@require_safe
@public
def author(request, slug: str, number: int = 1):
    author = asked.author_at(slug)
    if not author:
        raise Http404
    return _list(
        request,
        Listing.by(author),
        number,
        "blog:author_page",
        slug,
        heading=_("Entries by %(name)s") % {"name": author},
        feeds=_feeds("author", slug),
        template="blog/author.html",
        author=author,
    )


@require_safe
@public
def year(request, year: int, number: int = 1):
    entries = Listing(since=_first_day(year), before=_first_day(year + 1), zone=request.blog.zone)
    heading = _("Entries of %(time)s") % {"time": f"{year:04}"}
    return _list(request, entries, number, "blog:year_page", f"{year:04}", heading=heading)


@require_safe
@public
def month(request, year: int, month: int, number: int = 1):
    first = _first_day(year, month)
    heading = _("Entries of %(time)s") % {"time": dates.month(first)}
    return _list(
        request, Listing.of_month(first), number, "blog:month_page", f"{year:04}", f"{month:02}", heading=heading
    )


@require_safe
@public
def archive(request):
    return render(request, "blog/archive.html", {"years": _by_year(listing.by_month()), "tags": listing.subjects()})


@require_safe
@private
def search_results(request):
    """What a reader looks for, the best first."""
    question = search.Question.asked(request.GET, request.blog)
    page = Paginator(question.hits, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    results = search.shown(page, question.terms)
    return render(request, "blog/search.html", {"question": question, "page": page, "results": results})


@require_safe
@public
def entry(request, path: str, place=None):
    """An entry's page. `place` says which page of what stands under it; its templates know what that means."""
    entry = asked.entry_at(path)
    if entry and entry.is_published():
        return rendered(request, "blog/entry.html", entry_context(entry) | {"place": place})
    if entry and entry.is_withdrawn:
        return render(request, "blog/withdrawn.html", {"entry": entry}, status=410)
    if entry or path.endswith("/"):
        return _old_address(path)
    return _with_slash(path)


@require_safe
@private
def preview(request, token: str):
    """An entry that is not out yet, or not any more, for whoever holds the link."""
    link = get_object_or_404(PreviewLink.objects.select_related("entry"), token=token)
    if not link.is_valid() or link.entry.state == Entry.State.TRASHED:
        return render(request, "blog/preview_ended.html", status=410)
    if link.entry.is_published():
        return redirect(link.entry)
    entry = Entry.objects.with_details().get(pk=link.entry_id)
    return render(request, "blog/preview.html", entry_context(entry) | {"link": link, "place": None})


def entry_context(entry: Entry) -> dict:
    """What templates/blog/entry.html names; the author's twin of the page uses it too."""
    page_cache.shows(f"entry {entry.pk}")
    addenda = list(entry.addenda.all())
    previous, next = asked.neighbours(entry)
    texts = [entry.body_html, *(addendum.body_html for addendum in addenda)]
    return {
        "entry": entry,
        "addenda": addenda,
        "updated": entry.newest_addition(addenda),
        "previous": previous,
        "next": next,
        "pictures": body.known_sizes(texts, [entry.picture] if entry.picture else []),
    }


@require_safe
def media(request, path: str):
    """An uploaded file. Its name carries the hash of its content, so it may be kept for ever."""
    is_elsewhere = settings.STORAGE_URL.bucket
    response = _fetched(path) if is_elsewhere else serve_file(request, path, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
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
    wanted = search.words_of_path(request.path)
    context = {"suggestions": search.suggestions(wanted), "wanted": " ".join(wanted)}
    return render(request, "404.html", context, status=404)


def server_error(request):
    """Needs nothing that may have failed: neither database nor bucket, for whose sake it is worth coming back."""
    if not isinstance(sys.exc_info()[1], OperationalError | ConnectionError):
        return render(None, "500.html", status=500)
    response = render(None, "500.html", status=503)
    response.headers["Retry-After"] = "10"
    return response


def _fetched(path: str) -> HttpResponse:
    """A picture that doesn't lie on this machine, without sending its reader anywhere else."""
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None


def _list(request, entries: Listing, number: int, route: str, *parts: str, template: str = "blog/list.html", **context):
    """A page of entries, newest first; a number past the end is not found, an empty first page is a page.

    `route` and `parts` give the address of its further pages.
    """
    if number == 1 and request.resolver_match.kwargs.get("number") == 1:
        return HttpResponsePermanentRedirect(reverse(route.removesuffix("_page"), args=parts))
    pages = Paginator(entries, request.blog.entries_per_page)
    if number > pages.num_pages:
        raise Http404
    page = pages.page(number)
    page_cache.shows(*(f"entry {entry.pk}" for entry in page))
    if not page.object_list:
        # There are as many years without entries as somebody cares to ask for: such pages aren't kept.
        page_cache.until(timezone.now())
    featured = [entry.picture for entry in page if entry.picture]
    pictures = body.known_sizes((entry.opening_html for entry in page), featured)
    return render(request, template, context | {"page": page, "paged": (route, parts), "pictures": pictures})


def _feeds(noun: str, slug: str) -> list[tuple[str, str, str]]:
    """(name, media type, address) of the feeds that follow one tag or author."""
    return [
        ("RSS", "application/rss+xml", reverse(f"blog:{noun}_rss", args=[slug])),
        ("Atom", "application/atom+xml", reverse(f"blog:{noun}_atom", args=[slug])),
    ]


def _by_year(months: list[tuple[date, int]]) -> list[dict]:
    """Months with their counts as years with theirs."""
    years = [(year, list(group)) for year, group in groupby(months, key=lambda month: month[0].year)]
    return [
        {"number": f"{year:04}", "months": group, "entries": sum(entries for _first, entries in group)}
        for year, group in years
    ]


def _first_day(year: int, month: int = 1) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404 from None


def _old_address(path: str):
    """One redirect to where the thing lives now, or not found."""
    old = asked.old_address(path.lstrip("/"))
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
