import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from blog import images
from blog.models import Addendum, Author, Blog, Entry, OldAddress, Picture, Revision, SiteLink
from comments.models import Comment, Decision, Discussion, DiscussionRule, Mail, Note, Rule, Subscription
from config import demo
from config.demo import loading
from config.demo.loading import BlogInUse, Loading, entry_files, load
from tests import factories

FOLDER = Path(loading.__file__).parent
FILES = {file.slug: file for file in entry_files()}


@pytest.fixture(scope="module")
def demo_blog(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests that look at it."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        load(factories.author("Nora Falk", username="nora", is_superuser=True))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shown(demo_blog, db):
    """For tests that look at the loaded demo."""


@pytest.fixture
def owner(db):
    return factories.author("Nora Falk", username="nora", is_superuser=True)


@pytest.fixture
def quick(monkeypatch, settings, tmp_path):
    """For tests that load again: pictures are not encoded."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(images, "_encoded", lambda data, widths: [images.Encoded(1600, 900, data)])


def entry(slug: str) -> Entry:
    return Entry.objects.get(path=f"{FILES[slug].settings.get('slug', slug)}/")


def rows() -> Counter:
    models = (Entry, Comment, Discussion, Picture, Addendum, Decision, Author, SiteLink, Note, Rule, Revision, Blog)
    return Counter({model.__name__: model.objects.count() for model in models})


# Loading: these stand first, as those below share a demo that is loaded when the first of them wants it


def test_command_loads_once(owner, quick, capsys):
    call_command("demo", owner="nora")
    loaded = rows()
    assert loaded["Entry"] == len(FILES)
    call_command("demo", owner="nora")
    assert rows() == loaded
    first, second = capsys.readouterr().out.splitlines()
    assert "loaded" in first
    assert "nothing changed" in second


def test_demo_that_was_thrown_away_stays_away(owner, quick):
    assert load(owner)
    Entry.objects.all().delete()
    assert not load(owner)
    assert not Entry.objects.exists()


def test_demo_stays_away_from_entries_of_the_owners_own(owner, quick):
    factories.entry(author=owner)
    with pytest.raises(BlogInUse):
        load(owner)
    with pytest.raises(CommandError, match="entries of its own"):
        call_command("demo", owner="nora")
    assert Entry.objects.count() == 1
    assert not Picture.objects.exists()


def test_unknown_owner_is_named(db):
    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("demo", owner="nobody")


def test_load_that_breaks_off_leaves_nothing(owner, quick, monkeypatch):
    def fail(self):
        raise OSError

    before = rows()
    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(Loading, "save_notes", fail)
        load(owner)
    assert rows() == before
    assert load(owner)


def test_settings_the_owner_has_written_stay(owner, quick):
    blog = factories.blog(title="My own title", tagline="")
    SiteLink.objects.create(blog=blog, place="social", label="Me", address="https://me.example.org/")
    load(owner)
    blog = Blog.load()
    assert blog.title == "My own title"
    assert blog.tagline == "Plain food, honest arithmetic"
    assert blog.owner == owner
    assert [link.label for link in SiteLink.objects.all()] == ["Me"]


# What is shown


def test_inventory_names_every_entry():
    lines = re.findall(r"^([a-z][a-z0-9, -]+[a-z])(?=  )", demo.__doc__, flags=re.M)
    assert {slug for line in lines for slug in line.split(", ")} == set(FILES)


def test_about_a_dozen_entries_over_about_two_years(shown):
    entries = Entry.objects.posts().published()
    assert 11 <= entries.count() <= 15
    span = entries.newest_first().first().published_at - entries.newest_first().last().published_at
    assert timedelta(days=600) < span < timedelta(days=800)
    assert entries.count() > Blog.load().entries_per_page


@pytest.mark.parametrize(
    ("slug", "state", "reason"),
    [
        ("bread-with-four-things", "open", "rule"),
        ("a-short-note-on-water", "open", "rule"),
        ("tea-and-the-clock", "open", "date"),
        ("the-small-print", "moderated", "rule"),
        ("lentil-soup", "open", "chosen"),
        ("a-garden-in-boxes", "moderated", "chosen"),
        ("the-jar-shelf", "closed", "chosen"),
        ("on-not-counting", "closed", "date"),
        ("sauerkraut", "closed", "rule"),
        ("salt-by-weight", "open", "chosen"),
        ("a-pot-of-beans", "closed", "rule"),
        ("about", "closed", "page"),
        ("broth-for-the-coldest-week", "closed", "not_begun"),
        ("seven-days-of-lemon-water", "closed", "gone"),
    ],
)
def test_discussions_are_in_every_state(slug, state, reason, shown):
    now = Discussion.on(entry(slug)).state_at()
    assert (now.state, now.reason) == (state, reason)


def test_entries_are_in_every_state(shown):
    assert entry("broth-for-the-coldest-week").is_scheduled()
    assert entry("breakfast-unfinished").state == Entry.State.DRAFT
    assert entry("seven-days-of-lemon-water").withdrawn_note
    assert {page.slug for page in Entry.objects.pages().published()} == {"about", "how-we-talk-here"}
    places = SiteLink.objects.filter(place="navigation").values_list("address", flat=True)
    assert set(places) == {"/about/", "/how-we-talk-here/"}


def test_one_discussion_is_long_and_deep(shown):
    beans = Discussion.on(entry("a-pot-of-beans"))
    assert beans.approved_count >= 30
    said = beans.comments.comments()
    assert said.approved().order_by("-depth").first().depth >= 6 > DiscussionRule.load().max_depth
    names = set(said.exclude(user=None).values_list("name", flat=True))
    assert len(names) >= 2
    assert said.filter(user=None, name="").count() >= 3
    assert said.filter(is_locked=True).exists()
    assert beans.comments.pings().approved().exists()


def test_removed_comment_keeps_its_place_above_its_replies(shown):
    removed = Comment.objects.trashed().get(was_shown=True)
    assert removed.replies.approved().exists()
    decision = removed.decisions.get()
    assert decision.actor_name == "Nora Falk"
    assert decision.made_at < removed.created_at + timedelta(days=1)


def test_something_of_every_kind_waits_to_be_decided(shown):
    pending = Comment.objects.pending()
    assert pending.filter(score__gt=1).count() >= 2
    assert pending.filter(score__lt=-1).count() >= 2
    assert Comment.objects.spam().filter(score__gt=2).count() >= 3
    assert Comment.objects.trashed().filter(was_shown=False).exists()
    assert Note.objects.filter(read_at=None).exists()
    assert Rule.objects.exists()


def test_addenda_are_known_to_the_day_the_month_the_year_and_not_at_all(shown):
    addenda = entry("a-pot-of-beans").addenda.all()
    assert {addendum.precision for addendum in addenda if addendum.noted_on} == {"day", "month", "year"}
    assert addenda.filter(noted_on=None).exists()
    assert [address for addendum in addenda for address, _title in addendum.source_links() if address]


def test_entries_have_several_languages_directions_formats_and_authors(shown):
    published = Entry.objects.published()
    assert {"", "de", "ar"} <= set(published.values_list("language", flat=True))
    assert {"html", "markdown"} == set(published.values_list("format", flat=True))
    assert {"Nora Falk", "Meret Solberg"} == {str(one.author) for one in published}
    assert Author.objects.get(username="meret").biography
    assert Comment.objects.approved().filter(source__regex=r"[\u0600-\u06ff]{4}").count() >= 3


def test_bodies_show_every_element(shown):
    html = "".join(Entry.objects.published().values_list("body_html", flat=True))
    for element in ("h2", "h3", "ul", "ol", "table", "figure", "figcaption", "blockquote", "pre", "code"):
        assert f"<{element}" in html, element
    assert Entry.objects.published().exclude(opening_html="").count() >= 3
    assert Entry.objects.published().exclude(copyright_line="").exists()
    assert re.search(r"\w{40}", html)


def test_footnotes_lead_there_and_back():
    text = FILES["the-small-print"].text
    leads, places = set(re.findall(r'href="#([\w-]+)"', text)), set(re.findall(r'id="([\w-]+)"', text))
    assert leads == places
    assert len(leads) == 6


@pytest.mark.parametrize("slug", FILES)
def test_every_page_answers(slug, shown, client):
    response = client.get(f"/{FILES[slug].settings.get('slug', slug)}/")
    state = FILES[slug].settings.get("state", "published")
    ahead = FILES[slug].settings.get("days_ago", 0) < 0
    assert response.status_code == {"published": 404 if ahead else 200, "draft": 404, "withdrawn": 410}[state]


def test_old_address_leads_on(shown, client):
    assert client.get(f"/{OldAddress.objects.get().path}")["Location"].endswith("/a-pot-of-beans/")


# What is stored is sound


def test_every_row_would_pass_its_own_checks(shown):
    for model in (Entry, Comment, Addendum, Picture, SiteLink, Blog, Rule, DiscussionRule, Note, Revision, Author):
        for row in model.objects.all():
            row.full_clean(exclude={"password"})


def test_counters_agree_with_what_they_count(shown):
    for discussion in Discussion.objects.all():
        counted = (discussion.approved_count, discussion.pending_count, discussion.last_comment_at)
        threads = dict(discussion.comments.roots().values_list("pk", "thread_count"))
        discussion.recount()
        assert counted == (discussion.approved_count, discussion.pending_count, discussion.last_comment_at)
        assert threads == dict(discussion.comments.roots().values_list("pk", "thread_count"))


def test_replies_come_after_what_they_answer(shown):
    for reply in Comment.objects.exclude(parent=None).select_related("parent"):
        assert reply.created_at > reply.parent.created_at, reply


def test_nothing_lies_ahead_whenever_it_is_loaded():
    blog = Blog(time_zone="Pacific/Auckland")
    for hour in range(0, 24, 3):
        now = Loading(None, datetime(2026, 4, 2, hour, 1, tzinfo=UTC))
        now.blog = blog
        for file in FILES.values():
            published_at = now.moment_of(file.settings)
            spoken = [comment["after"] for comment in file.comments]
            added = [addendum.get("days_after", 0) for addendum in file.settings.get("addenda", [])]
            if spoken or added:
                assert published_at + timedelta(days=max(spoken + added)) < now.moment, file.slug


def test_every_placeholder_leads_somewhere(shown):
    pictures = {picture.file.url for picture in Picture.objects.all()}
    assert len(pictures) == len(list(FOLDER.glob("pictures/*")))
    for one in Entry.objects.all():
        assert "{{" not in one.source
        assert set(re.findall(r'<img[^>]* src="([^"]+)"', one.body_html)) <= pictures
        for address in re.findall(r'href="(/[^"]*)"', one.body_html):
            assert Entry.objects.published().filter(path=address[1:]).exists(), address


def test_every_picture_is_described(shown):
    assert not Picture.objects.filter(alt="")
    for body in Entry.objects.values_list("body_html", flat=True):
        assert all(re.search(r'alt="[^"]{20,}"', image) for image in re.findall(r"<img[^>]*>", body))


def test_addresses_are_nobodys():
    texts = [
        file.read_text(encoding="utf-8")
        for folder in (".", "entries", "comments")
        for file in FOLDER.glob(f"{folder}/*.[tmh]*")
    ]
    hosts = {urlsplit(address).hostname for text in texts for address in re.findall(r"https?://[^\s\"\])<]+", text)}
    assert hosts
    assert [host for host in hosts if not host.endswith("example.org")] == []
    assert not set(re.findall(r"[\w.]+@([\w.]+)", "".join(texts))) - {"example.org"}


def test_pictures_are_small():
    assert sum(file.stat().st_size for file in FOLDER.glob("pictures/*")) < 600_000


def test_nobody_is_written_to(shown):
    assert not Mail.objects.exists()
    assert not Subscription.objects.exists()
    assert not Comment.objects.exclude(news_due_at=None)
