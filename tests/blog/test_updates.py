"""What counts as an update, and everything that hears of one."""

import json
import re

import feedparser
import pytest

from blog.models import Addendum
from tests import factories
from tests.blog.admin.forms import filled

pytestmark = pytest.mark.django_db


def told(client, entry) -> dict:
    """What byline, feeds, sitemap and linked data say of the entry's last change."""
    page = client.get(entry.get_absolute_url()).content.decode()
    byline = re.search(r'<time class="dt-updated"[^>]*>(.*?)</time>', page)
    atom = feedparser.parse(client.get("/feed/atom/").content)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    sitemap = client.get("/sitemap-entries.xml").content.decode()
    [own] = [item for item in atom.entries if item.title == str(entry)]
    return {
        "byline": byline and byline[1],
        "atom": own.updated,
        "items": [item.title for item in atom.entries],
        "sitemap": re.search("<lastmod>(.*?)</lastmod>", sitemap)[1],
        "data": data["dateModified"],
    }


def save(desk, entry, **changes):
    page = f"/admin/blog/entry/{entry.pk}/change/"
    desk.post(page, filled(desk.get(page), "entry_form", _save="1", **changes))
    entry.refresh_from_db()


def test_an_addendum_moves_everything_and_a_corrected_typo_nothing(desk, blog, author):
    entry = factories.entry("Bones", source="<p>Vitmain K2.</p>", days_old=90)
    before = told(desk, entry)
    save(desk, entry, source="<p>Vitamin K2.</p>")
    assert entry.source == "<p>Vitamin K2.</p>"
    assert told(desk, entry) == before
    added = {"addenda-0-source": "<p>More is known.</p>", "addenda-0-noted_on": "2013-07-07"}
    save(desk, entry, **added)
    assert Addendum.objects.count() == 1
    after = told(desk, entry)
    assert {name for name in before if after[name] == before[name]} == set()
    assert after["byline"] == "July 7, 2013"
    assert after["items"] == ["Added to “Bones”", "Bones"]


def test_a_change_that_is_said_to_count_moves_all_but_the_items(desk, blog, author):
    entry = factories.entry("Bones", source="<p>Old words.</p>", days_old=90)
    before = told(desk, entry)
    save(desk, entry, source="<p>Quite another view.</p>", counts="on")
    after = told(desk, entry)
    assert {name for name in before if after[name] == before[name]} == {"items"}


def test_an_empty_addendum_is_refused_with_a_sentence(desk, blog, author):
    entry = factories.entry()
    page = f"/admin/blog/entry/{entry.pk}/change/"
    answer = desk.post(page, filled(desk.get(page), "entry_form", _save="1", **{"addenda-0-sources": "A book"}))
    assert "Write what there is to add." in answer.content.decode()
    assert not Addendum.objects.exists()
