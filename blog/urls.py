"""Addresses of the blog. The last pattern catches every path, so nothing may stand behind it."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path, register_converter

from blog import feeds, sitemaps, views
from blog.responses import public


class Year:
    regex = r"\d{4}"
    to_python = int

    def to_url(self, value) -> str:
        return f"{int(value):04}"


class Month(Year):
    regex = r"\d{2}"

    def to_url(self, value) -> str:
        return f"{int(value):02}"


register_converter(Year, "year")
register_converter(Month, "month")

app_name = "blog"


def paged(route: str, view, name: str) -> list:
    """A list's own address, and the addresses of its further pages."""
    return [path(route, view, name=name), path(f"{route}page/<int:number>/", view, name=f"{name}_page")]


urlpatterns = [
    *paged("", views.home, "home"),
    *paged("tag/<str:slug>/", views.tag, "tag"),
    path("tag/<str:slug>/feed/", feeds.TagRss(), name="tag_rss"),
    path("tag/<str:slug>/feed/atom/", feeds.TagAtom(), name="tag_atom"),
    *paged("author/<str:slug>/", views.author, "author"),
    path("author/<str:slug>/feed/", feeds.AuthorRss(), name="author_rss"),
    path("author/<str:slug>/feed/atom/", feeds.AuthorAtom(), name="author_atom"),
    *paged("<year:year>/", views.year, "year"),
    *paged("<year:year>/<month:month>/", views.month, "month"),
    path("archive/", views.archive, name="archive"),
    path("search/", views.search_results, name="search"),
    path("feed/", feeds.RssFeed(), name="rss"),
    path("feed/atom/", feeds.AtomFeed(), name="atom"),
    path("feed/json/", feeds.JsonFeed(), name="json"),
    path("sitemap.xml", public(sitemaps.index), name="sitemap"),
    path("sitemap-<section>.xml", public(sitemap), {"sitemaps": sitemaps.SITEMAPS}, name="sitemap_part"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("media/<path:path>", views.media, name="media"),
    re_path(r"^(?P<path>.+)$", views.entry, name="entry"),
]
