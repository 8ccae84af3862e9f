"""Entries as data for machines."""

import json
import re

import pytest

from blog.linked_data import script
from blog.models import Addendum, Picture
from tests import factories

pytestmark = pytest.mark.django_db


def data(client, entry) -> dict:
    page = client.get(entry.get_absolute_url()).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(found)


def test_entry_tells_machines_what_it_tells_readers(client, blog, author, settings):
    picture = Picture.objects.create(file="pictures/a.webp", digest="a", width=900, height=600, alt="Beans")
    entry = factories.entry(author=author, tags=["bones"], picture=picture, summary="On bones.", language="de")
    factories.comment(entry)
    factories.comment(entry, status="pending")
    found = data(client, entry)
    address = settings.SITE_URL + entry.get_absolute_url()
    assert found["@type"] == "BlogPosting"
    assert (found["url"], found["headline"], found["description"]) == (address, str(entry), "On bones.")
    assert found["author"] == {
        "@type": "Person",
        "name": "Steven Carney",
        "url": settings.SITE_URL + author.get_absolute_url(),
    }
    assert (found["commentCount"], found["discussionUrl"]) == (1, f"{address}#comments")
    assert (found["keywords"], found["inLanguage"], found["wordCount"]) == (["bones"], "de", 8)
    assert found["image"]["url"] == f"{settings.SITE_URL}/media/pictures/a.webp"


def test_date_of_change_moves_with_addenda_and_not_with_corrections(client, blog, author):
    entry = factories.entry(author=author, days_old=5)
    entry.source = "<p>A typing error less.</p>"
    entry.save()
    found = data(client, entry)
    assert found["dateModified"] == found["datePublished"]
    addendum = Addendum.objects.create(entry=entry, source="<p>New.</p>")
    assert data(client, entry)["dateModified"] == addendum.created_at.isoformat()


def test_standing_page_is_no_posting(client, blog, author):
    found = data(client, factories.entry("About", kind="page", author=author))
    assert found["@type"] == "WebPage"
    assert "commentCount" not in found and "image" not in found


def test_nothing_in_the_data_ends_its_element(client, blog, author):
    title = "</script><!-- <script> & ]]>"
    entry = factories.entry(title, author=author)
    assert data(client, entry)["headline"] == title
    assert script({"a": "</script><!--"}).count("<") == 2
