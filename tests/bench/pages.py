"""The pages that are measured: where they are on a filled site, and how many queries each asks."""

import json
import sys
from dataclasses import asdict

from django.db import connection
from django.test import Client, override_settings
from taggit.models import Tag

from blog.listing import by_month
from blog.models import Blog, Entry
from comments.models import Discussion
from tests.bench.filling import USUAL, WORDS
from tests.bench.table import Page

# In the smallest blog, too, they stand in more texts than a search ranks.
COMMON = WORDS[100:102]


def newest() -> list[Entry]:
    """With the usual discussion, the longest and a long one, as filling.converse left them."""
    return list(Entry.objects.posts().published().newest_first()[:3])


def pages() -> list[Page]:
    usual, longest, long = (entry.path for entry in newest())
    tag = Tag.objects.order_by("pk").first()
    entries = Entry.objects.count()
    threads = Discussion.objects.get(entry=newest()[1]).comments.shown_roots().count()
    talked_about = (
        Discussion.objects.filter(approved_count=USUAL).select_related("entry").order_by("entry__published_at")
    )
    old = talked_about[talked_about.count() // 2].entry
    full = [first for first, count in by_month() if count >= Blog.load().entries_per_page]
    of_title = "+".join(newest()[2].title.lower().rstrip(".").split()[:2])
    return [
        Page("entry, 33 comments", f"/{usual}", 20),
        Page("the same in an entry of long ago", f"/{old.path}", 20),
        Page("entry, first page of 1,000 comments", f"/{long}", 36),
        Page("entry, first page of 10,000 comments", f"/{longest}", 36),
        Page("its last full page", f"/{longest}comment-page-{threads // 50}/", 36),
        Page("home", "/", 20),
        Page("home, page in the middle", f"/page/{entries // 20}/"),
        Page("tag", f"/tag/{tag.slug}/", 20),
        Page("tag, page in the middle", f"/tag/{tag.slug}/page/{entries // 400}/"),
        Page("month", f"/{full[0]:%Y}/{full[0]:%m}/", 20),
        Page("month of long ago", f"/{full[len(full) // 2]:%Y}/{full[len(full) // 2]:%m}/", 20),
        Page("archive", "/archive/", 20),
        Page("feed of entries (RSS)", "/feed/", 20),
        Page("feed of entries (Atom)", "/feed/atom/", 20),
        Page("feed of comments", "/comments/feed/", 20),
        Page("sitemap", "/sitemap.xml"),
        Page("search, a common word", f"/search/?q={COMMON[0]}", 60),
        Page("search, two common words", f"/search/?q={'+'.join(COMMON)}", 60),
        Page("search, two words of a title", f"/search/?q={of_title}", 60),
        Page("not found", "/nowhere/at-all/"),
    ]


@override_settings(ALLOWED_HOSTS=["*"])
def write() -> None:
    """Prints the pages as JSON, each asked for once here so that its queries can be counted."""
    listed, client = pages(), Client()
    for page in listed:
        client.get(page.path)
        with connection.execute_wrapper(counting(page)):
            client.get(page.path)
    json.dump([asdict(page) for page in listed], sys.stdout)


def counting(page: Page):
    def count(execute, *query):
        page.queries += 1
        return execute(*query)

    return count
