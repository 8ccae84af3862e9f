"""The page of the blog's settings."""

from datetime import UTC, datetime

from blog.models import Blog, Entry, OldAddress, SiteLink
from tests import factories
from tests.blog.admin.forms import errors, filled, told

LIST = "/admin/blog/blog/"
PAGE = "/admin/blog/blog/1/change/"


def save(desk, **changes):
    return desk.post(PAGE, filled(desk.get(PAGE), "blog_form", **changes), follow=True)


def test_the_list_leads_straight_to_the_one_row(desk, author):
    assert desk.get(LIST, follow=True).redirect_chain[-1][0] == PAGE
    assert Blog.objects.count() == 1


def test_settings_are_saved_and_the_page_says_so(desk, blog):
    assert told(save(desk, title="A calm blog")) == ["Saved."]
    assert Blog.load().title == "A calm blog"


def test_a_second_blog_can_not_be_made_nor_the_one_deleted(desk, blog):
    assert desk.get("/admin/blog/blog/add/").status_code == 403
    assert desk.post("/admin/blog/blog/1/delete/", {"post": "yes"}).status_code == 403


def test_a_new_pattern_moves_the_entries(desk, blog, author):
    factories.entry("Bones", published_at=datetime(2012, 7, 5, tzinfo=UTC))
    answer = save(desk, permalink="{year}/{month}/{slug}/")
    assert Entry.objects.get().path == "2012/07/bones/"
    assert OldAddress.objects.get().path == "bones/"
    assert told(answer)[0] == "1 entry has a new address; its old one leads there."


def test_links_have_a_place_and_an_order(desk, blog):
    link = {"place": "social", "label": "Mastodon", "address": "https://example.social/@steven", "position": "1"}
    save(desk, **{f"links-0-{name}": value for name, value in link.items()})
    assert SiteLink.objects.get().label == "Mastodon"


def test_a_link_that_would_run_something_is_refused(desk, blog):
    link = {"place": "social", "label": "Bad", "address": "javascript:alert(1)"}
    answer = save(desk, **{f"links-0-{name}": value for name, value in link.items()})
    assert "Begin the address with" in errors(answer)


def test_a_zone_is_chosen_from_those_there_are(desk, blog):
    save(desk, time_zone="America/New_York")
    assert Blog.load().time_zone == "America/New_York"
    assert "Select a valid choice" in errors(save(desk, time_zone="Mars/Olympus"))
