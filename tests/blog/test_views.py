"""Pages of the blog, as a reader without an account gets them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
        "Written in 2012, last checked",
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
