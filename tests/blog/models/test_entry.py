"""Entries: their addresses through every change of state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import Entry, OldAddress, Permalink
from tests import factories

pytestmark = pytest.mark.django_db


def test_same_titles_get_different_addresses(author):
    paths = [factories.entry("Bones", author=author).path for _ in range(3)]
    assert paths == ["bones/", "bones-2/", "bones-3/"]


@pytest.mark.parametrize("title", ["Admin", "feed", "Tag", "2012", "sitemap.xml", "Comments", "static", "media"])
def test_no_title_takes_an_address_of_the_sites_own(client, blog, author, title):
    entry = factories.entry(title, author=author)
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert entry.path not in {"admin/", "feed/", "tag/", "2012/", "comments/", "static/", "media/"}


@pytest.mark.parametrize(
    ("title", "path"),
    [("", "post/"), ("Weißkohl & Salz", "weißkohl-salz/"), ("ビタミン", "ビタミン/"), ("!!!", "post/")],
)
def test_every_title_gives_an_address(client, blog, author, title, path):
    entry = factories.entry(title, author=author)
    assert entry.path == path
    assert client.get(entry.get_absolute_url()).status_code == 200


def test_draft_leaves_no_old_address_when_its_first_publication_moves_it(author):
    factories.blog(permalink=Permalink.MONTH)
    draft = factories.entry(author=author, state="draft", published_at=None)
    draft.publish()
    assert draft.path.count("/") == 3
    assert not OldAddress.objects.exists()


def test_public_address_is_kept_when_a_return_to_draft_changes_it_too(client, blog, author):
    entry = factories.entry("Known", author=author)
    entry.slug = "renamed"
    entry.return_to_draft()
    assert OldAddress.objects.get().path == "known/"
    assert client.get("/known/").status_code == 404
    entry.publish()
    assert client.get("/known/")["Location"] == "/renamed/"


def test_address_that_was_only_scheduled_leaves_nothing_behind(author):
    entry = factories.entry("Soon", author=author, published_at=timezone.now() + timedelta(days=1))
    entry.slug = "later"
    entry.save()
    assert not OldAddress.objects.exists()


def test_address_that_says_gone_is_not_taken_by_a_new_entry(author):
    OldAddress.objects.create(path="bones/")
    assert factories.entry("Bones", author=author).path == "bones-2/"


def test_entry_may_take_its_own_old_address_back(client, blog, author):
    entry = factories.entry("First", author=author)
    for slug in ("second", "first"):
        entry.slug = slug
        entry.save()
    assert entry.path == "first/"
    assert client.get("/first/").status_code == 200
    assert client.get("/second/")["Location"] == "/first/"


def test_verbs_are_idempotent_and_keep_the_date(author):
    entry = factories.entry(author=author, days_old=10)
    published_at = entry.published_at
    entry.publish()
    entry.withdraw("Wrong.")
    entry.publish()
    assert entry.published_at == published_at
    assert Entry.objects.published().get() == entry
