"""Records become entries, tags and old addresses; what can't stay as it was is remarked on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from taggit.models import Tag

from blog.importers.bylines import Bylines
from blog.importers.ledger import Ledger
from blog.importers.records import AuthorRecord, EntryRecord, SiteRecord, TagRecord
from blog.importers.report import Report
from blog.importers.saving import EntrySaver, known_language, remark_on_zone, settled
from blog.importers.zones import ZoneFinding
from blog.models import Blog, Entry, ImportedRecord, OldAddress, Permalink
from tests import factories

pytestmark = pytest.mark.django_db
MOMENT = datetime(2012, 7, 5, 16, tzinfo=UTC)
SITE = SiteRecord("old.example", "An Old Blog", "About bones", "de-DE")
BERLIN = ZoneFinding("Europe/Berlin", 99, 100)
ENTRY = EntryRecord(
    old_id="12",
    kind="post",
    state="published",
    title="Bones",
    slug="bones",
    login="steve",
    body="<p>Text.</p>",
    summary="",
    published_at=MOMENT,
    created_at=MOMENT,
    modified_at=MOMENT.replace(year=2013),
    tags=(),
    addresses=(),
    is_discussion_closed=False,
)


@pytest.fixture
def saver():
    report, ledger = Report(), Ledger("old.example")
    bylines = Bylines(ledger, report, {})
    bylines.take(AuthorRecord("steve", "Steven Carney", ""))
    report.remarks.clear()
    return EntrySaver(ledger, bylines, report)


def remarks(saver) -> list[tuple[str, str]]:
    return [(remark.words, remark.label) for remark in saver.report.remarks]


def test_an_entry_keeps_what_it_was(saver):
    entry = Entry.objects.get(pk=saver.save(ENTRY).pk)
    assert (entry.kind, entry.state, entry.title, entry.path) == ("post", "published", "Bones", "bones/")
    assert (entry.source, entry.format, entry.body_html) == ("<p>Text.</p>", "html", "<p>Text.</p>")
    assert (entry.published_at, entry.created_at, entry.modified_at) == (MOMENT, MOMENT, MOMENT.replace(year=2013))
    assert (entry.author.name, remarks(saver)) == ("Steven Carney", [])
    assert ImportedRecord.objects.get(kind="entry").target_pk == entry.pk


def test_an_entry_without_a_date_of_change_was_last_changed_when_it_was_made(saver):
    entry = saver.save(replace(ENTRY, modified_at=None))
    assert Entry.objects.get(pk=entry.pk).modified_at == MOMENT


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"slug": "επίπεδο-2"}, "επίπεδο-2/"),
        ({"slug": "", "title": "Bone & Heart"}, "bone-heart/"),
        ({"slug": "", "title": ""}, "post-12/"),
        ({"slug": "a/b c"}, "ab-c/"),
        ({"slug": "x" * 190}, "x" * 100 + "/"),
        ({"slug": "2012"}, "post-2012/"),
        ({"slug": "static"}, "post-static/"),
        ({"kind": "page", "slug": "static"}, "page-static/"),
    ],
)
def test_addresses_stay_where_they_can(saver, fields, path):
    assert saver.save(replace(ENTRY, **fields)).path == path


@pytest.mark.parametrize(("slug", "new"), [("static", "post-static"), ("a/b", "ab"), ("2012", "post-2012")])
def test_an_address_that_cannot_stay_is_remarked_on(saver, slug, new):
    saver.save(replace(ENTRY, slug=slug))
    assert remarks(saver) == [(f"Had an address that can't be used here; it lives at “{new}” now", "Bones")]


def test_a_second_entry_at_an_address_gets_a_number_and_is_remarked_on(saver):
    saver.save(ENTRY)
    second = saver.save(replace(ENTRY, old_id="13", title="Other bones"))
    assert second.path == "bones-2/"
    assert remarks(saver) == [("Had an address that another entry has; it lives at /bones-2/ now", "Other bones")]


def test_long_titles_and_summaries_are_cut_and_remarked_on(saver):
    entry = saver.save(replace(ENTRY, title="t" * 400, summary="s" * 1100))
    assert (len(entry.title), len(entry.summary)) == (300, 1000)
    assert [words for words, _label in remarks(saver)] == [
        "Has a title or summary longer than 300 characters; it was cut",
        "Has a title or summary longer than 1000 characters; it was cut",
    ]


@pytest.mark.parametrize(
    ("body", "words", "label"),
    [
        (
            '<p><img src="http://old.example/a.jpg"> <img src="http://old.example/b.jpg"></p>',
            "Shows pictures from elsewhere; here they are links until you upload them",
            "Bones (2)",
        ),
        (
            '<iframe src="http://film.example/1"></iframe>',
            "Shows films, sounds or pages of others; here they are links",
            "Bones (1)",
        ),
        (
            "<p><blink>Eat</blink> well</p><script>x()</script>",
            "Has elements that are left out here",
            "Bones (blink, script)",
        ),
        (
            "<blockquote>" * 100,
            "Can't be shown as it was written, only as plain words",
            "Bones: More than 80 elements stand inside one another. Simplify the text.",
        ),
    ],
)
def test_what_its_text_loses_is_remarked_on_also_at_a_rehearsal(saver, body, words, label):
    record = replace(ENTRY, body=body)
    saver.rehearse(record)
    assert remarks(saver) == [(words, label)]
    saver.save(record)
    assert remarks(saver) == [(words, label)] * 2


def test_tags_are_shared_whatever_their_case_and_keep_their_address(saver):
    Tag.objects.create(name="vitamins", slug="vitamins")
    saver = EntrySaver(saver.ledger, saver.bylines, saver.report)
    first = replace(
        ENTRY, tags=(TagRecord("Vitamins", "v"), TagRecord("Heart health", "heart"), TagRecord("ÖL", "oel"))
    )
    second = replace(ENTRY, old_id="13", slug="b", tags=(TagRecord("öl", "oel-2"), TagRecord("HEART HEALTH", "x")))
    for record in (first, second):
        saver.count(record)
    entries = [saver.save(record) for record in (first, second)]
    assert sorted(Tag.objects.values_list("name", "slug")) == [
        ("Heart health", "heart"),
        ("vitamins", "vitamins"),
        ("ÖL", "oel"),
    ]
    assert [sorted(entry.tags.names()) for entry in entries] == [
        ["Heart health", "vitamins", "ÖL"],
        ["Heart health", "ÖL"],
    ]
    assert saver.report.taken["tag", "new"] == 2


def test_a_tags_address_that_another_tag_has_gets_a_number(saver):
    Tag.objects.create(name="Heart", slug="heart")
    saver.save(replace(ENTRY, tags=(TagRecord("Hearts", "heart", ("tag/heart/", "category/heart/")),)))
    assert Tag.objects.get(name="Hearts").slug == "heart-2"
    assert {old.path: old.tag.name for old in OldAddress.objects.all()} == {
        "tag/heart/": "Hearts",
        "category/heart/": "Hearts",
    }


def test_a_tags_own_address_is_no_old_one(saver):
    saver.save(replace(ENTRY, tags=(TagRecord("Heart", "heart", ("tag/heart/",)),)))
    assert not OldAddress.objects.exists()


def test_old_addresses_lead_to_the_entry(saver):
    entry = saver.save(replace(ENTRY, addresses=("2012/07/bones/", "?p=12", "bones/")))
    assert sorted(OldAddress.objects.values_list("path", "entry")) == [
        ("2012/07/bones/", entry.pk),
        ("?p=12", entry.pk),
    ]
    assert remarks(saver) == []


def test_an_old_address_that_leads_elsewhere_or_is_too_long_is_remarked_on(saver):
    saver.save(replace(ENTRY, addresses=("old/",)))
    saver.save(replace(ENTRY, old_id="13", slug="b", addresses=("old/", "bones/", "x" * 301)))
    assert [words.partition(": ")[2] for words, _label in remarks(saver)] == ["/old/", "/bones/", "/" + "x" * 301]
    assert OldAddress.objects.get().entry.slug == "bones"


def test_what_is_known_is_counted_as_known(saver):
    saver.save(ENTRY)
    again = EntrySaver(saver.ledger, saver.bylines, Report())
    again.count(ENTRY)
    assert (again.report.known, again.report.taken) == ({"post": 1}, {})
    assert again.known_entry(ENTRY).title == "Bones"


def test_what_was_deleted_here_is_known_but_gone(saver):
    saver.save(ENTRY).delete()
    assert saver.is_known(ENTRY)
    assert saver.known_entry(ENTRY) is None


def test_the_report_counts_scheduled_entries_apart(saver):
    saver.count(replace(ENTRY, published_at=datetime(2999, 1, 1, tzinfo=UTC)))
    saver.count(replace(ENTRY, state="trashed"))
    assert saver.report.by_kind()["post"] == {"scheduled": 1, "trashed": 1}


def test_a_new_blog_takes_the_old_ones_settings():
    report = Report()
    blog = settled(Blog.load(), SITE, BERLIN, Permalink.DAY, report)
    assert (blog.title, blog.tagline, blog.language) == ("An Old Blog", "About bones", "de")
    assert (blog.time_zone, blog.permalink, report.remarks) == ("Europe/Berlin", Permalink.DAY, [])


def test_what_was_chosen_here_stays():
    chosen = factories.blog(title="My blog", time_zone="Asia/Tokyo", permalink=Permalink.MONTH)
    blog = settled(chosen, SITE, BERLIN, Permalink.DAY, Report())
    assert (blog.title, blog.tagline, blog.language) == ("My blog", "Nutrition", "en")
    assert (blog.time_zone, blog.permalink) == ("Asia/Tokyo", Permalink.MONTH)


def test_a_blog_with_entries_stays_as_it_is_and_says_so():
    factories.entry()
    report = Report()
    assert settled(Blog.load(), SITE, BERLIN, Permalink.DAY, report).permalink == Permalink.SLUG
    assert "stay as they are" in report.remarks[0].words


def test_an_uncertain_zone_is_proposed_and_not_set():
    report, uncertain = Report(), ZoneFinding("Europe/Berlin", 50, 100, ("Odd",))
    blog = settled(Blog.load(), SITE, uncertain, None, report)
    remark_on_zone(uncertain, blog, report)
    assert blog.time_zone == "UTC"
    assert [(remark.words, remark.label) for remark in report.remarks] == [
        ("The old blog's dates look like Europe/Berlin (50 of 100); the blog is set to UTC", ""),
        ("Its local time does not fit that zone; its GMT time was taken", "Odd"),
    ]


@pytest.mark.parametrize(
    ("code", "known"), [("en-US", "en"), ("de_DE", "de"), ("de", "de"), ("xx", ""), ("", ""), ("AR", "ar")]
)
def test_languages_are_known_by_their_first_part(code, known):
    assert known_language(code) == known
