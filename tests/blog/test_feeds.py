"""The blog's feeds, read back with an independent parser."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.utils import timezone

from blog import feeds
from blog.feeds import absolute_links, printable
from blog.models import Addendum, Picture
from tests import factories

pytestmark = pytest.mark.django_db

XML = [
    "/feed/",
    "/feed/atom/",
    "/tag/bones/feed/",
    "/tag/bones/feed/atom/",
    "/author/ada/feed/",
    "/author/ada/feed/atom/",
]
HOSTILE = "]]> <![CDATA[ &amp; & <b>\"'</title><script>alert(1)</script> \x0b\x1f\x08\ufffe 😀 \u202e كلمة"
PRINTED = "]]> <![CDATA[ &amp; & <b>\"'</title><script>alert(1)</script>"


def whole(client, address: str):
    feed = feedparser.parse(client.get(address, HTTP_HOST="127.0.0.1").content)
    assert not feed.bozo, address
    return feed


@pytest.mark.parametrize("address", ["/feed/", "/feed/atom/"])
def test_feed_carries_whole_entries_with_absolute_addresses(client, blog, author, settings, address):
    entry = factories.entry(
        "Bones & <hearts>", source='<p>See <a href="/about/">about</a>.</p>', author=author, tags=["bones"]
    )
    factories.entry("Unseen", state="draft", published_at=None)
    (item,) = whole(client, address).entries
    assert item.title == "Bones & <hearts>" or item.title == "Bones &amp; &lt;hearts&gt;"
    assert item.link == settings.SITE_URL + entry.get_absolute_url()
    assert f'href="{settings.SITE_URL}/about/"' in item.content[0].value
    assert item.author == "Steven Carney"
    assert [tag.term for tag in item.tags] == ["bones"]


def test_the_picture_of_an_entry_goes_with_it(client, blog, author, settings):
    picture = Picture.objects.create(file="pictures/a.webp", digest="a", width=640, height=360, alt="A pot of <beans>")
    factories.entry(picture=picture)
    factories.entry("Without one")
    address = f"{settings.SITE_URL}/media/pictures/a.webp"
    rss = {item.title: item for item in whole(client, "/feed/").entries}
    (shown,) = rss["Want Bone and Heart Health?"].media_content
    assert (shown["url"], shown["type"], shown["width"], shown["height"]) == (address, "image/webp", "640", "360")
    assert "media_content" not in rss["Without one"]
    assert "A pot of &lt;beans&gt;</media:description>" in client.get("/feed/").content.decode()
    atom = {item.title: item for item in whole(client, "/feed/atom/").entries}
    (enclosed,) = atom["Want Bone and Heart Health?"].enclosures
    assert (enclosed.href, enclosed.type) == (address, "image/webp")
    items = json.loads(client.get("/feed/json/").content)["items"]
    assert {item.get("image") for item in items} == {None, address}


def test_json_feed_says_the_same(client, blog, author, settings):
    entry = factories.entry(
        "Bones & <hearts>",
        source='<p>See <a href="/about/">about</a>.</p>',
        author=author,
        tags=["bones"],
        language="de",
    )
    response = client.get("/feed/json/")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{settings.SITE_URL}/feed/json/"
    assert feed["language"] == "en"
    (item,) = feed["items"]
    assert item["title"] == "Bones & <hearts>"
    assert item["url"] == settings.SITE_URL + entry.get_absolute_url()
    assert f'href="{settings.SITE_URL}/about/"' in item["content_html"]
    assert item["summary"] == "See about."
    assert item["authors"] == [{"name": "Steven Carney", "url": settings.SITE_URL + author.get_absolute_url()}]
    assert (item["tags"], item["language"]) == (["bones"], "de")
    assert datetime.fromisoformat(item["date_published"]) == entry.published_at


def test_all_feeds_name_an_entry_by_the_same_id(client, blog):
    factories.entry(author=factories.author("Ada"), tags=["bones"])
    ids = {whole(client, address).entries[0].id for address in XML}
    ids |= {item["id"] for item in json.loads(client.get("/feed/json/").content)["items"]}
    assert len(ids) == 1


def test_feeds_of_a_tag_and_of_an_author_hold_theirs_alone(client, blog):
    ada, bert = factories.author("Ada"), factories.author("Bert")
    factories.entry("Hers", author=ada, tags=["bones"])
    factories.entry("His", author=bert, tags=["hearts"])
    for address in XML[2:]:
        feed = whole(client, address)
        assert [item.title for item in feed.entries] == ["Hers"], address
        assert "End Sickness Now: entries" in feed.feed.title
    assert client.get("/tag/none/feed/").status_code == 404
    assert client.get("/author/none/feed/atom/").status_code == 404


def test_feed_of_summaries_holds_the_text_back(client, author):
    factories.blog(feed_full_text=False)
    factories.entry(summary="Short.", source="<p>Long.</p>")
    for address in ("/feed/", "/feed/atom/", "/feed/json/"):
        body = client.get(address).content.decode()
        assert "Short." in body and "Long." not in body, address


def test_addenda_stand_in_the_text_and_move_the_date_of_change(client, blog, author):
    entry = factories.entry(days_old=9, author=author)
    added_at = entry.published_at.replace(microsecond=0)
    Addendum.objects.create(
        entry=entry,
        source="<p>A newer study.</p>",
        noted_on="2013-09-01",
        precision="month",
        sources="https://example.org/a?b=1&c=2 A paper",
        created_at=added_at,
    )
    Addendum.objects.filter(entry=entry).update(created_at=added_at)
    for address in ("/feed/", "/feed/atom/"):
        [item] = [item for item in whole(client, address).entries if item.title == str(entry)]
        text = item.content[0].value
        assert "<strong>September 2013</strong>" in text and "A newer study." in text, address
        assert 'href="https://example.org/a?b=1&amp;c=2"' in text
    Addendum.objects.create(entry=entry, source="<p>Another.</p>")
    entry.refresh_from_db()
    [item] = [one for one in json.loads(client.get("/feed/json/").content)["items"] if one["title"] == str(entry)]
    assert datetime.fromisoformat(item["date_modified"]) == entry.updated_at > entry.published_at


def test_an_addendum_is_an_item_of_its_own(client, blog, settings):
    ada = factories.author("Ada")
    entry = factories.entry("Bones", days_old=9, author=ada, tags=["bones"], language="de")
    addendum = Addendum.objects.create(
        entry=entry, source='<p>See <a href="#respond">below</a>.</p>', sources="https://example.org/a A paper"
    )
    hidden = factories.entry("Unseen", state="withdrawn", author=ada, tags=["bones"])
    Addendum.objects.create(entry=hidden, source="<p>Unseen.</p>")
    page = settings.SITE_URL + entry.get_absolute_url()
    for address in XML:
        item, older = whole(client, address).entries
        assert (item.title, older.title) == ("Added to “Bones”", "Bones"), address
        assert item.link == f"{page}#addendum-{addendum.pk}"
        assert item.id != older.id
        assert f'href="{page}#respond"' in item.content[0].value
        assert "https://example.org/a" in item.content[0].value
        assert (item.author, [tag.term for tag in item.tags]) == ("Ada", ["bones"])
    item = json.loads(client.get("/feed/json/").content)["items"][0]
    assert datetime.fromisoformat(item["date_published"]) == addendum.created_at
    assert item["language"] == "de"


@pytest.mark.parametrize("address", XML)
def test_hostile_words_leave_a_feed_whole(client, blog, address):
    ada = factories.author("Ada")
    entry = factories.entry(HOSTILE, source=f"<h2>{HOSTILE}</h2><p>{HOSTILE}</p>", author=ada, tags=["bones"])
    Addendum.objects.create(entry=entry, source=f"<p>{HOSTILE}</p>", sources=f"https://example.org/ {HOSTILE}")
    factories.comment(entry, HOSTILE, name=HOSTILE)
    content = client.get(address).content
    root = ElementTree.fromstring(content)
    titles = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert any(title.startswith(PRINTED) for title in titles)
    addendum, item = whole(client, address).entries
    assert "<script" not in item.content[0].value + addendum.content[0].value


def test_hostile_words_leave_the_json_feed_whole(client, blog, author):
    factories.entry(HOSTILE, source=f"<p>{HOSTILE}</p>")
    (item,) = json.loads(client.get("/feed/json/").content)["items"]
    assert item["title"].startswith(PRINTED)


def test_what_xml_cannot_hold_is_left_out():
    assert printable("a\x00\x08\x0b\x1f\x7f\ufffe\uffffb\t\n") == "ab\t\n"
    assert printable(["a\x00", ("b\x01",)]) == ["a", ["b"]]
    assert printable(datetime(2012, 7, 5, tzinfo=UTC)) == datetime(2012, 7, 5, tzinfo=UTC)


def test_entry_in_another_language_says_so(client, blog, author):
    factories.entry("Sauerkraut", language="de")
    factories.entry("Kimchi")
    atom = ElementTree.fromstring(client.get("/feed/atom/").content)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    entries = atom.findall("{http://www.w3.org/2005/Atom}entry")
    assert (atom.get(lang), [entry.get(lang) for entry in entries]) == ("en", [None, "de"])
    rss = ElementTree.fromstring(client.get("/feed/").content)
    assert [element.text for element in rss.iter("{http://purl.org/dc/elements/1.1/}language")] == ["de"]
    assert rss.findtext("channel/language") == "en"


@pytest.mark.parametrize("address", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_feed_is_not_sent_again_until_it_changes(client, blog, author, address):
    entry = factories.entry()
    first = client.get(address)
    assert not first.has_header("Last-Modified")
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    entry.withdraw()
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "changed"),
    [("/feed/", "Thu, 01 Jan 1970 00:00:00 +0000"), ("/feed/atom/", "<updated>1970-01-01T00:00:00+00:00</updated>")],
)
def test_empty_feed_does_not_say_that_it_changed_just_now(client, blog, address, changed):
    assert changed in client.get(address).content.decode()


def test_feed_takes_no_other_method(client, blog):
    assert client.post("/feed/").status_code == 405


@pytest.mark.parametrize("address", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_feed_names_no_host_that_a_request_brought(client, blog, entry, address):
    assert "localhost" not in client.get(address, HTTP_HOST="localhost").content.decode()


@pytest.mark.parametrize("address", XML)
def test_feed_costs_the_same_queries_with_more_entries(client, blog, django_assert_max_num_queries, address):
    ada = factories.author("Ada")
    for number in range(12):
        entry = factories.entry(f"Entry {number}", author=ada, tags=["bones", f"t{number}"])
        Addendum.objects.create(entry=entry, source="<p>More.</p>")
    with django_assert_max_num_queries(8):
        client.get(address)


@pytest.mark.parametrize("address", ["/feed/", "/feed/atom/", "/feed/json/"])
def test_an_item_is_made_once_for_what_it_is_made_of(client, blog, author, monkeypatch, address):
    entry, other = factories.entry("Bones", tags=["milk"], author=author), factories.entry("Hearts", author=author)
    made = []
    for format in (feeds.Xml, feeds.Json):
        whole = format.item_text
        said = lambda self, item, whole=whole: made.append(item["title"]) or whole(self, item)  # noqa: E731
        monkeypatch.setattr(format, "item_text", said)
    first = client.get(address).content
    assert sorted(made) == ["Bones", "Hearts"]
    assert client.get(address).content == first and len(made) == 2
    changes = [
        lambda: (setattr(entry, "title", "Bones again"), entry.save()),
        lambda: entry.tags.set(["cheese"]),
        lambda: Addendum.objects.create(entry=other, source="<p>More of it.</p>"),
    ]
    for change in changes:
        before, so_far = client.get(address).content, len(made)
        change()
        assert client.get(address).content != before
        assert len(made) > so_far
        assert "Hearts" not in made[so_far:] or "More of it." in client.get(address).content.decode()
    author.name = "Another name"
    author.save()
    assert "Another name" in client.get(address).content.decode()
    assert "Steven Carney" not in client.get(address).content.decode()


def test_addenda_older_than_the_entries_of_a_feed_are_no_items_of_it(client, blog, author):
    entries = [factories.entry(f"Entry {number}", days_old=number + 1, author=author) for number in range(21)]
    for days_old, words in ((2.5, "New words"), (30, "Old words")):
        addendum = Addendum.objects.create(entry=entries[-1], source=f"<p>{words}.</p>")
        Addendum.objects.filter(pk=addendum.pk).update(created_at=timezone.now() - timedelta(days=days_old))
    items = whole(client, "/feed/").entries
    assert len(items) == 20
    assert [position for position, item in enumerate(items) if "New words" in item.summary] == [2]
    assert not any("Old words" in item.summary for item in items)


@pytest.mark.parametrize(
    ("html", "made_whole"),
    [
        ('<a href="/x/">x</a>', '<a href="http://127.0.0.1:8000/x/">x</a>'),
        ('<a title="y" href="/x/">x</a>', '<a title="y" href="http://127.0.0.1:8000/x/">x</a>'),
        ('<img alt="" src="/media/a.webp">', '<img alt="" src="http://127.0.0.1:8000/media/a.webp">'),
        ('<a href="#note">1</a>', '<a href="https://b.example/e/#note">1</a>'),
        ('<a href="//c.example/">x</a>', '<a href="//c.example/">x</a>'),
        ('<a href="https://c.example/">x</a>', '<a href="https://c.example/">x</a>'),
        ('<pre>href="/x/"</pre>', '<pre>href="/x/"</pre>'),
    ],
)
def test_addresses_in_a_text_are_made_whole(html, made_whole):
    assert absolute_links(html, "https://b.example/e/") == made_whole
