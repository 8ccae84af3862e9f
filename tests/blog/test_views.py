"""Pages of the blog, as a reader without an account gets them."""

import re
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import search
from blog.models import Addendum, Entry, OldAddress
from tests import factories

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_empty_blog_leads_the_owner_to_the_first_entry(client, blog):
    page = words(client.get("/"))
    assert "Nothing has been published here yet." in page
    assert 'href="/admin/blog/entry/add/"' in page


def test_entry_shows_its_parts_in_order(client, blog, author):
    moment = datetime(2012, 7, 5, 16, 0, tzinfo=UTC)
    factories.entry("Vitamin D", author=author, published_at=moment - timedelta(days=30))
    entry = factories.entry(author=author, published_at=moment, tags=["bone health"])
    factories.entry("Is Fish Oil Bogus?", author=author, published_at=moment + timedelta(days=300))
    Addendum.objects.create(entry=entry, source="<p>A newer study.</p>", noted_on="2013-09-01", precision="month")
    page = words(client.get(entry.get_absolute_url())).split("<main")[1]
    parts = [
        "Want Bone and Heart Health?</h1>",
        "Steven Carney</a> on",
        "July 5, 2012</time>",
        "Written in 2012, last checked and updated",
        "September 2013</time>",
        "Vitamin K2 helps calcium",
        "Added since",
        "A newer study.",
        "© 2012–2013 by Steven Carney",
        'rel="tag">bone health</a>',
        "Comments on this entry are closed.",
        "Previous post:",
        "Vitamin D</a>",
        "Next post:",
        "Is Fish Oil Bogus?</a>",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_first_and_last_entry_have_one_neighbour(client, blog, author):
    moment = timezone.now() - timedelta(days=2)
    first, second = (factories.entry(f"Entry {number}", author=author, published_at=moment) for number in (1, 2))
    page = words(client.get(first.get_absolute_url()))
    assert "Next post:" in page and "Previous post:" not in page
    # Equal moments are told apart by key.
    page = words(client.get(second.get_absolute_url()))
    assert "Previous post:" in page and "Next post:" not in page


@pytest.mark.parametrize("state", [Entry.State.DRAFT, Entry.State.TRASHED])
def test_entry_out_of_sight_is_not_found(client, blog, state):
    entry = factories.entry(state=state)
    assert client.get(entry.get_absolute_url()).status_code == 404


def test_scheduled_entry_appears_by_itself(client, blog):
    entry = factories.entry("Tomorrow's words", published_at=timezone.now() + timedelta(hours=1))
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert "Tomorrow" not in words(client.get("/"))
    Entry.objects.filter(pk=entry.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert "Tomorrow" in words(client.get("/"))


def test_withdrawn_entry_says_so_and_shows_nothing_of_its_text(client, blog):
    entry = factories.entry(source="<p>Secret recipe</p>")
    entry.withdraw("It was wrong about magnesium.")
    response = client.get(entry.get_absolute_url())
    assert response.status_code == 410
    assert "It was wrong about magnesium." in words(response)
    assert "Secret recipe" not in words(response)
    assert "Secret recipe" not in words(client.get("/")) + words(client.get("/feed/"))


def test_old_address_answers_one_redirect_for_ever(client, blog):
    entry = factories.entry("First title")
    for slug in ("second-title", "third-title"):
        entry.slug = slug
        entry.save()
    for old in ("/first-title/", "/second-title/"):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, "/third-title/")
    assert client.get("/third-title/").status_code == 200


def test_address_without_its_slash_leads_to_the_one_with_it(client, blog, entry):
    response = client.get(entry.get_absolute_url().rstrip("/"))
    assert (response.status_code, response["Location"]) == (301, entry.get_absolute_url())


def test_address_by_number_of_the_old_blog_still_leads_to_the_entry(client, blog, entry):
    OldAddress.objects.create(path="?p=12", entry=entry)
    assert client.get("/?p=12")["Location"] == entry.get_absolute_url()
    assert client.get("/?p=13").status_code == 404


def test_lists_show_what_belongs_in_them(client, blog, author):
    ada = factories.author("Ada Lindqvist")
    factories.entry("Old one", author=author, published_at=datetime(2012, 7, 31, 23, 30, tzinfo=UTC), tags=["vitamins"])
    factories.entry("New one", author=ada, published_at=datetime(2013, 1, 5, tzinfo=UTC))
    for address, title, absent in [
        ("/tag/vitamins/", "Old one", "New one"),
        ("/author/ada-lindqvist/", "New one", "Old one"),
        ("/2012/", "Old one", "New one"),
        ("/2012/07/", "Old one", "New one"),
        ("/2013/01/", "New one", "Old one"),
    ]:
        main = words(client.get(address)).split("<aside")[0]
        assert title in main and absent not in main, address
    archive = words(client.get("/archive/"))
    assert "July 2012" in archive and "January 2013" in archive


def test_months_follow_the_zone_of_the_blog(client, author):
    factories.blog(time_zone="Asia/Tokyo")
    factories.entry("At the turn", author=author, published_at=datetime(2012, 7, 31, 23, 30, tzinfo=UTC))
    assert "At the turn" in words(client.get("/2012/08/")).split("<aside")[0]
    assert "At the turn" not in words(client.get("/2012/07/")).split("<aside")[0]


def test_pages_of_a_list_end_where_the_entries_end(client, author):
    factories.blog(entries_per_page=2)
    for number in range(5):
        factories.entry(f"Entry {number}", author=author)
    assert "Page 3 of 3" in words(client.get("/page/3/"))
    assert client.get("/page/4/").status_code == 404
    assert client.get("/page/1/")["Location"] == "/"


@pytest.mark.parametrize("address", ["/2012/13/", "/0000/", "/tag/none/", "/author/none/", "/no/such/thing/", "/x"])
def test_what_is_not_there_is_not_found_and_says_so_kindly(client, blog, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is nothing at this address" in words(response)


def test_text_up_to_the_mark_stands_in_lists(client, blog):
    factories.entry(source="<p>Before.</p><!--more--><p>Behind.</p>")
    page = words(client.get("/"))
    assert "Before." in page and "Behind." not in page and "Read on" in page


@pytest.mark.parametrize(
    "address", ["/", "/archive/", "/tag/vitamins/", "/author/ada/", "/entry/", "/2012/", "/2012/07/"]
)
def test_a_list_costs_the_same_queries_with_more_rows(client, author, address):
    factories.blog(entries_per_page=100)
    ada = factories.author("Ada", slug="ada")
    factories.entry("Entry", author=ada, published_at=datetime(2012, 7, 1, tzinfo=UTC), tags=["vitamins"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries()
    for number in range(20):
        made = factories.entry(
            f"Entry {number}",
            author=ada,
            published_at=datetime(2012, 7, 2, tzinfo=UTC),
            tags=["vitamins", f"t{number}"],
        )
        factories.comment(made)
    # The next and the previous entry are asked for either way.
    assert queries() == few


def test_public_pages_set_no_cookie_and_vary_on_none(client, blog, entry, author):
    client.force_login(author)
    for address in ("/", entry.get_absolute_url(), "/archive/", "/feed/", "/nothing/"):
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address
        assert "Log out" not in response.content.decode()


def test_robots_points_at_the_sitemap(client, blog, settings):
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_sitemap_tells_of_what_readers_see(client, blog, entry, settings):
    factories.entry("A draft", state="draft", published_at=None)
    assert client.get("/sitemap.xml").status_code == 200
    entries = client.get("/sitemap-entries.xml").content.decode()
    assert f"<loc>{settings.SITE_URL}{entry.get_absolute_url()}</loc>" in entries
    assert "a-draft" not in entries


@pytest.mark.parametrize("address", ["/", "/feed/", "/archive/"])
def test_page_that_did_not_change_is_not_sent_again(client, blog, entry, address):
    first = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert first["Content-Encoding"] == "gzip"
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    entry.publish(timezone.now() - timedelta(days=400))
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_headings_lead_to_themselves_and_notes_have_names_of_their_own(client, blog, author):
    entry = factories.entry(source="<h2>Soaking</h2><p>x</p>", author=author)
    for _ in range(2):
        Addendum.objects.create(entry=entry, source="<h2>Soaking</h2>")
    page = words(client.get(entry.get_absolute_url()))
    assert '<h2 id="text-soaking"><a class="self" href="#text-soaking">Soaking</a></h2>' in page
    names = re.findall(r'\bid="([^"]+)"', page)
    assert sum(name.endswith("-soaking") for name in names) == 3 and len(set(names)) == len(names)


def test_archive_counts_entries_by_month_year_and_subject(client, blog, author):
    for day in (5, 6):
        factories.entry(f"July {day}", author=author, published_at=datetime(2012, 7, day, tzinfo=UTC), tags=["bones"])
    factories.entry("May", author=author, published_at=datetime(2012, 5, 1, tzinfo=UTC), tags=["bones", "hearts"])
    factories.entry("A draft", author=author, state="draft", published_at=None, tags=["drafts"])
    main = words(client.get("/archive/")).split("<main")[1].split("<aside")[0]
    assert '2012</a> <span class="meta">3 entries</span>' in main
    assert 'July 2012</a> <span class="meta">2</span>' in main
    assert 'May 2012</a> <span class="meta">1</span>' in main
    assert 'bones</bdi></a> <span class="meta">3</span>' in main
    assert "drafts" not in main


@pytest.mark.parametrize(
    ("address", "canonical"),
    [("/", "/"), ("/page/2/", "/page/2/"), ("/archive/", "/archive/"), ("/tag/bones/page/2/", "/tag/bones/page/2/")],
)
def test_pages_tell_machines_their_address_and_what_they_are(client, author, settings, address, canonical):
    factories.blog(entries_per_page=1)
    for number in range(3):
        factories.entry(f"Entry {number}", author=author, tags=["bones"])
    page = words(client.get(address))
    assert f'<link rel="canonical" href="{settings.SITE_URL}{canonical}">' in page
    assert f'<meta property="og:url" content="{settings.SITE_URL}{canonical}">' in page
    assert '<meta name="description" content="' in page and '<meta property="og:title" content="' in page
    assert ('rel="prev" href="/' in page) == ("page/2" in address)


def test_list_of_a_tag_offers_its_own_feeds(client, blog, author):
    factories.entry(author=author, tags=["bones"])
    page = words(client.get("/tag/bones/"))
    assert 'type="application/rss+xml" title="Entries on bones (RSS)" href="/tag/bones/feed/"' in page
    assert 'type="application/feed+json" title="End Sickness Now (JSON)" href="/feed/json/"' in page


def test_entry_in_another_language_marks_its_words_and_no_others(client, blog, author):
    factories.entry("Kimchi", author=author, days_old=2)
    entry = factories.entry("شوربة", source="<p>عدس</p>", author=author, language="ar")
    page = words(client.get(entry.get_absolute_url()))
    assert '<html lang="en" dir="ltr">' in page
    assert '<h1 class="p-name" lang="ar" dir="rtl">شوربة</h1>' in page
    assert '<div class="prose e-content" lang="ar" dir="rtl">' in page
    assert 'lang="ar"' not in page.split('<div class="byline">')[1].split("</header>")[0]
    # Its title stands in lists, too.
    assert words(client.get("/about-nothing/")).count('lang="ar" dir="rtl">شوربة</a>') == 1


def test_blog_in_a_language_from_right_to_left_is_mirrored(client, author):
    factories.blog(language="ar")
    assert '<html lang="ar" dir="rtl">' in words(client.get("/"))


@pytest.mark.parametrize(
    ("count", "said"), [(100, ""), (300, ""), (440, "2 minutes to read"), (2200, "10 minutes to read")]
)
def test_long_entries_say_how_long_they_take(client, blog, author, count, said):
    entry = factories.entry(source=f"<p>{'word ' * count}</p>", author=author)
    for address in (entry.get_absolute_url(), "/"):
        page = words(client.get(address))
        assert (said in page) if said else ("to read" not in page), address


def test_entry_without_a_dated_note_says_only_that_it_was_added_to(client, blog, author):
    entry = factories.entry(author=author)
    Addendum.objects.create(entry=entry, source="<p>x</p>")
    page = words(client.get(entry.get_absolute_url()))
    assert '<a href="#addenda">Added to since</a>' in page and "pdated" not in page


def test_update_in_the_year_of_publication_names_that_year_once(client, blog, author):
    entry = factories.entry(author=author, published_at=datetime(2013, 1, 5, tzinfo=UTC))
    Addendum.objects.create(entry=entry, source="<p>x</p>", noted_on="2013-06-26")
    page = words(client.get(entry.get_absolute_url()))
    assert '<p class="meta">Updated <a href="#addendum-' in page and "Written in" not in page


def test_newest_day_is_the_one_of_the_update_whatever_the_order(client, blog, author):
    entry = factories.entry(author=author, published_at=datetime(2012, 7, 5, tzinfo=UTC))
    for day, precision in (("2013-06-26", "day"), (None, "day"), ("2013-03-01", "month")):
        Addendum.objects.create(entry=entry, source="<p>x</p>", noted_on=day, precision=precision)
    page = words(client.get(entry.get_absolute_url()))
    assert 'Written in 2012, last checked and updated <a href="#addendum-' in page
    assert '<time class="dt-updated" datetime="2013-06-26">June 26, 2013</time></a></p>' in page


def test_entry_with_its_discussion_costs_few_queries(client, blog, author, django_assert_max_num_queries):
    for number in range(3):
        factories.entry(f"Entry {number}", author=author, days_old=9 - number, tags=["bones"])
    entry = factories.entry("The one", author=author, days_old=7.5, tags=["bones", "hearts"])
    Addendum.objects.create(entry=entry, source="<p>x</p>", noted_on="2013-06-26")
    parent = None
    for number in range(30):
        parent = factories.comment(entry, parent=parent if number % 3 else None)
    with django_assert_max_num_queries(12):
        page = words(client.get(entry.get_absolute_url()))
    assert page.count('class="comment h-cite p-comment') == 30


def test_search_shows_what_it_found_and_is_never_kept(client, blog, author):
    factories.entry("Natto <b>", source="<p>Fermented & sticky beans.</p>", author=author, tags=["soy"])
    response = client.get("/search/", {"q": "beans"})
    assert "no-store" in response["Cache-Control"]
    page = words(response)
    assert '<meta name="robots" content="noindex">' in page
    assert "<title>beans · Search · End Sickness Now</title>" in page
    assert '<p class="byline meta" role="status">1 result for “beans”.</p>' in page
    assert "Natto &lt;b&gt;</a></h2>" in page
    assert "Fermented &amp; sticky <mark>beans</mark>." in page
    assert 'value="beans"' in page


def test_search_says_kindly_that_nothing_was_found(client, blog):
    page = words(client.get("/search/", {"q": '<script>"'}))
    assert "Nothing was found for “&lt;script&gt;&quot;”." in page
    assert "Words to find" in words(client.get("/search/"))


def test_search_says_where_there_may_be_more(client, blog, author, monkeypatch):
    monkeypatch.setattr(search, "TEXTS", search.TEXTS._replace(most=2))
    for number in range(3):
        factories.entry(f"Entry {number}", source="<p>natto</p>", author=author)
        said = "There may be more." in words(client.get("/search/", {"q": "natto"}))
        assert said == (number > 0)
    assert "2 results for “natto”, best first. There may be more." in words(client.get("/search/", {"q": "natto"}))


def test_search_can_be_narrowed_and_paged(client, blog, author):
    for number in range(12):
        moment = datetime(2012 + number % 2, 7, 5, tzinfo=UTC)
        factories.entry(f"Entry {number}", source="<p>natto</p>", author=author, published_at=moment, tags=["soy"])
    page = words(client.get("/search/", {"q": "natto"}))
    assert 'href="?q=natto&amp;year=2013">2013</a> (6)' in page
    assert 'href="?q=natto&amp;tag=soy">soy</a>' in page
    assert "Page 1 of 2" in page and 'href="?q=natto&amp;page=2" rel="next"' in page
    assert 'start="11"' in words(client.get("/search/", {"q": "natto", "page": "2"}))
    narrowed = words(client.get("/search/", {"q": "natto", "year": "2013", "tag": "soy"}))
    assert "6 results for “natto”, best first." in narrowed
    assert 'href="?q=natto&amp;tag=soy">All years</a>' in narrowed
    assert 'href="?q=natto&amp;year=2013">All subjects</a>' in narrowed


@pytest.mark.parametrize(
    "fields",
    [
        {"q": "\x00"},
        {"q": "natto", "year": "0000"},
        {"q": "natto", "year": "9999"},
        {"q": "natto", "year": "²012"},
        {"q": "natto", "tag": "none\x00"},
        {"q": "natto", "page": "x"},
        {"q": "natto", "page": "999"},
        {"q": "x" * 5000},
    ],
)
def test_no_address_breaks_the_search(client, blog, entry, fields):
    assert client.get("/search/", fields).status_code == 200


def test_address_that_is_nearly_right_is_answered_with_what_was_meant(client, blog, author):
    factories.entry("Want Bone and Heart Health?", author=author)
    response = client.get("/2012/07/want-bone-and-hart-health/")
    page = words(response)
    assert response.status_code == 404
    assert "<h2>Perhaps you meant</h2>" in page
    assert 'href="/want-bone-and-heart-health/"' in page.split("<h2>Perhaps you meant</h2>")[1].split("</ul>")[0]
    assert 'value="want bone and hart health"' in page


@pytest.mark.parametrize("address", ["/", "/archive/", "/search/?q=vitamin", "/nothing/", "entry"])
def test_names_on_a_page_are_unique_and_labels_lead_to_their_fields(client, blog, entry, address):
    factories.comment(entry)
    page = words(client.get(entry.get_absolute_url() if address == "entry" else address))
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(names)) == len(names)
    for target in re.findall(r'<label[^>]* for="([^"]+)"|aria-labelledby="([^"]+)"|aria-describedby="([^"]+)"', page):
        assert set("".join(target).split()) <= set(names), target
    assert page.count("<h1") == 1 and page.count("<main") == 1


def test_entry_is_read_by_machines_that_look_at_names_of_classes(client, blog, author):
    """Microformats: an h-entry with its author, day, text and tags, and an h-cite for each comment."""
    entry = factories.entry(author=author, tags=["bones"])
    said = factories.comment(entry, "Well said.", name="wendy", website="https://example.org/")
    page = html5lib.parse(client.get(entry.get_absolute_url()).content.decode(), namespaceHTMLElements=False)
    whole = one_of(page, "h-entry")
    assert one_of(whole, "p-name").text == str(entry)
    assert one_of(whole, "u-url").get("value").endswith(entry.get_absolute_url())
    assert one_of(whole, "e-content").find("p").text.startswith("Vitamin K2")
    assert one_of(whole, "p-category").text == "bones"
    comment = one_of(whole, "p-comment")
    assert "h-cite" in comment.get("class").split() and comment.get("id") == said.anchor
    assert one_of(comment, "p-author").findtext("a/bdi") == "wendy"
    assert one_of(comment, "u-url").get("href") == f"#{said.anchor}"
    assert one_of(comment, "dt-published").get("datetime").startswith(f"{said.created_at:%Y-%m-%d}")
    assert "".join(one_of(comment, "e-content").itertext()).strip() == "Well said."


def one_of(element, name: str):
    """The first element within of that class: what belongs to the entry stands before its comments."""
    return next(one for one in element.iter() if name in (one.get("class") or "").split())
