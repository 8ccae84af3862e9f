"""The search, on whichever database the tests run: the same questions have the same answers on both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from blog import search
from blog.models import Addendum, Entry, Passage
from blog.words import terms
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prepared(db):
    """A second time after the migration: that changes nothing."""
    search.prepare(connection)


def found(typed: str, **limits) -> list[str]:
    """The titles of the entries found, best first."""
    hits = search.find(terms(typed), **limits)
    titles = dict(Entry.objects.values_list("pk", "title"))
    return [titles[hit.entry_pk] for hit in hits]


def text(title: str, body: str, **fields) -> Entry:
    return factories.entry(title, source=f"<p>{body}</p>", **fields)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("vitamin", ["Vitamin D", "Bone health"]),
        ("VITAMIN k2", ["Bone health"]),
        ("vita", ["Vitamin D", "Bone health"]),
        ('"vita"', []),
        ("vi", []),
        ("vi*", ["Vitamin D", "Bone health"]),
        ("k2", ["Bone health"]),
        ("k", []),
        ('"calcium paradox"', ["Bone health"]),
        ('"paradox calcium"', []),
        ("paradox calcium", ["Bone health"]),
        ("bone paradox", ["Bone health"]),
        ("creme brulee", ["Süßes"]),
        ("Crème", ["Süßes"]),
        ("suss", ["Süßes"]),
        ("vitamin-k2", ["Bone health"]),
        ("k2-vitamin", []),
        ("vitamin brulee", []),
        ("natto.example.org", ["Süßes"]),
        ("", []),
        ("…", []),
    ],
)
def test_every_term_must_be_there(blog, author, typed, titles):
    text("Bone health", "Vitamin K2 is behind the calcium paradox.", days_old=3)
    text("Vitamin D", "Sun.", days_old=2)
    text("Süßes", "Crème brûlée from natto.example.org/shop", days_old=1)
    assert found(typed) == titles


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '""',
        "'",
        "\\",
        "(",
        ")",
        "NOT",
        "AND",
        "a OR",
        "NEAR(a b)",
        "a:b",
        "-bone",
        "^bone",
        "bone & !",
        "<->",
        "%",
        "\x00",
    ],
)
def test_no_question_breaks_the_search(blog, author, typed):
    text("Bone", "a b or near not and")
    with transaction.atomic():
        search.find(terms(typed))
        search.find(terms(f"bone {typed}"))
        search.suggestions(search.words_of_path(f"/{typed}/"))


def test_a_heading_counts_more_than_a_text_and_often_more_than_once(blog, author):
    filler = "of many other things " * 20
    text("Often", f"natto natto natto {filler}", days_old=4)
    text("Natto", filler, days_old=3)
    text("Once", f"natto {filler}", days_old=2)
    text("Once in long", f"natto {filler * 10}", days_old=1)
    assert found("natto") == ["Natto", "Often", "Once", "Once in long"]


def test_a_whole_word_in_a_heading_stands_before_one_that_begins_so(blog, author):
    text("Bones", "x", days_old=1)
    text("Bone", "x", days_old=2)
    assert found("bone") == ["Bone", "Bones"]


def test_of_equals_the_newest_comes_first(blog, author):
    for days in (3, 1, 2):
        text(f"{days} days old", "natto", days_old=days)
    assert found("natto") == ["1 days old", "2 days old", "3 days old"]


def test_a_phrase_is_found_however_often_its_words_stand_before(blog, author):
    text("Long", "the calcium " + "the end of the line " * 400 + "the calcium paradox")
    text("Without", "the calcium " * 400)
    assert found('"the calcium paradox"') == ["Long"]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "trashed"])
def test_what_readers_do_not_see_is_not_found(blog, author, state):
    entry = text("Natto", "natto", state=state)
    assert found("natto") == []
    assert search.suggestions(["natto"]) == []
    # The visibility is asked of the entry, whoever changed it.
    Entry.objects.filter(pk=entry.pk).update(state="published")
    assert found("natto") == ["Natto"]


def test_a_scheduled_entry_is_found_from_its_moment_on(blog, author):
    entry = text("Natto", "natto", published_at=timezone.now() + timedelta(hours=1))
    assert found("natto") == []
    Entry.objects.filter(pk=entry.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    assert found("natto") == ["Natto"]


def test_the_index_follows_the_text(blog, author):
    entry = text("Natto", "beans")
    entry.source, entry.title = "<p>cheese</p>", "Gouda"
    entry.save()
    assert (found("beans"), found("natto"), found("cheese"), found("gouda")) == ([], [], ["Gouda"], ["Gouda"])
    entry.delete()
    assert found("cheese") == [] and not Passage.objects.exists()


def test_saving_the_same_text_again_writes_nothing(blog, author):
    entry = text("Natto", "beans")
    with CaptureQueriesContext(connection) as captured:
        entry.save()
    assert not [query["sql"] for query in captured if query["sql"].startswith(("INSERT", 'UPDATE "blog_passage'))]


def test_an_addendum_is_found_at_its_own_place(blog, author):
    entry = text("Natto", "beans")
    addendum = Addendum.objects.create(entry=entry, source="<p>A newer study</p>", noted_on="2013-02-16")
    (hit,) = search.find(terms("study"))
    (shown,) = search.shown([hit], terms("study"))
    assert shown.addendum == addendum
    assert shown.passage.get_absolute_url() == addendum.get_absolute_url()
    assert shown.excerpt == "A newer <mark>study</mark>"
    addendum.source = "<p>A newer paper</p>"
    addendum.save()
    assert found("study") == [] and found("paper") == ["Natto"]
    addendum.delete()
    assert found("paper") == []


def test_comments_are_found_only_if_asked_for(blog, author):
    entry = text("Natto", "beans")
    Passage.of("comment", 7, entry=entry, html="It smells.", name="Fluffy", place="/comments/comment/7/").keep()
    (hit,) = search.find(terms("smells"))
    assert search.shown([hit], terms("smells"))[0].passage.get_absolute_url() == "/comments/comment/7/"
    assert found("smells", with_comments=False) == []


def test_an_entry_stands_before_its_comment_that_says_the_same(blog, author):
    entry = text("Beans", "natto")
    Passage.of("comment", 7, entry=entry, html="natto").keep()
    assert [hit.entry_pk for hit in search.find(terms("natto"))] == [entry.pk] * 2
    assert Passage.objects.get(pk=search.find(terms("natto"))[0].pk).kind == "entry"


def test_a_year_and_a_tag_limit_the_answer(blog, author):
    text("Old", "natto", published_at=datetime(2012, 12, 31, 23, tzinfo=UTC), tags=["beans"])
    text("New", "natto", published_at=datetime(2013, 1, 1, tzinfo=UTC), tags=["beans", "soy"])
    first, after = datetime(2013, 1, 1, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC)
    assert found("natto", first=first, after=after) == ["New"]
    assert found("natto", tag=Tag.objects.get(name="soy")) == ["New"]
    assert found("natto", tag=Tag.objects.get(name="beans")) == ["New", "Old"]
    question = search.Question("natto", blog)
    assert question.years == [(2013, 1), (2012, 1)]
    assert [(tag.name, tag.entries) for tag in question.subjects] == [("beans", 2), ("soy", 1)]
    assert question.address(year=2012, tag=question.subjects[1]) == "?q=natto&year=2012&tag=soy"


def test_of_a_year_everything_is_found_whenever_it_was_written(blog, author):
    text("New", "natto", published_at=datetime(2013, 1, 1, tzinfo=UTC))
    old = text("Old", "natto", published_at=datetime(2012, 7, 5, tzinfo=UTC))
    older = text("Older", "natto", published_at=datetime(2011, 7, 5, tzinfo=UTC))
    for number, entry in enumerate((old, older, old)):
        Passage.of("comment", number, entry=entry, html="natto").keep()
        Addendum.objects.create(entry=entry, source="<p>natto</p>", noted_on="2014-02-16")
    of_2012 = search.find(
        terms("natto"), first=datetime(2012, 1, 1, tzinfo=UTC), after=datetime(2013, 1, 1, tzinfo=UTC)
    )
    assert {hit.pk for hit in of_2012} == set(old.passages.values_list("pk", flat=True))
    assert len(of_2012) == 5
    assert not search.find(
        terms("natto"), first=datetime(2010, 1, 1, tzinfo=UTC), after=datetime(2011, 1, 1, tzinfo=UTC)
    )


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL chooses by what is there")
def test_what_belongs_to_a_year_is_looked_up_and_not_looked_for_in_all(blog, author):
    plan = search._spans(datetime(2012, 1, 1, tzinfo=UTC), datetime(2013, 1, 1, tzinfo=UTC)).explain()
    assert "SCAN" not in plan and "entry_in_time" in plan


def most(monkeypatch, index: str, number: int) -> None:
    monkeypatch.setattr(search, index, getattr(search, index)._replace(most=number))


def test_at_most_the_newest_matches_are_ranked(blog, author, monkeypatch):
    most(monkeypatch, "TEXTS", 3)
    for number in range(5):
        text(f"Entry {number}", "natto", days_old=9 - number)
    assert found("natto") == ["Entry 4", "Entry 3", "Entry 2"]
    question = search.Question("natto", blog)
    assert question.is_cut_off and not search.Question("2", blog).is_cut_off


def test_what_is_called_so_is_found_however_old_it_is(blog, author, monkeypatch):
    most(monkeypatch, "TEXTS", 2)
    for title in ("Natto", "Cheese", "Gouda", "More natto"):
        text(title, "natto and more")
    assert found("natto") == ["More natto", "Natto", "Gouda"]
    assert found("natto more") == ["More natto", "Gouda"]


def test_remarks_are_in_nobodys_way(blog, author, monkeypatch):
    most(monkeypatch, "TEXTS", 2)
    most(monkeypatch, "COMMENTS", 3)
    entry = text("Beans", "natto")
    for number in range(5):
        Passage.of("comment", number, entry=entry, html="natto").keep()
    hits = search.find(terms("natto"))
    assert [hit.kind for hit in hits] == ["entry", "comment", "comment", "comment"]
    newest = Passage.objects.filter(source_pk__in=[2, 3, 4], kind="comment")
    assert {hit.pk for hit in hits[1:]} == set(newest.values_list("pk", flat=True))
    assert search.Question("natto", blog).is_cut_off


def test_a_word_that_is_found_often_enough_as_typed_need_not_begin_others(blog, author, monkeypatch):
    for title, body in (("One", "bone"), ("Two", "bone"), ("Three", "bones")):
        text(title, body)
    assert set(found("bone")) == {"One", "Two", "Three"}
    most(monkeypatch, "TEXTS", 2)
    assert found("bone") == ["Two", "One"]
    assert set(found("bon")) == {"Two", "Three"}


def test_an_answer_costs_the_same_few_queries_however_much_is_found(blog, author, monkeypatch):
    for number in range(12):
        text(f"Entry {number}", "natto")
    with CaptureQueriesContext(connection) as captured:
        hits = search.find(terms("natto"))
    assert len(captured) == 4  # texts and remarks, as typed and begun
    with CaptureQueriesContext(connection) as captured:
        search.shown(hits[:10], terms("natto"))
    assert len(captured) == 1
    most(monkeypatch, "TEXTS", 12)
    with CaptureQueriesContext(connection) as captured:
        search.find(terms("natto"))
    assert len(captured) == 4  # texts and remarks as typed alone, and headings both ways


def test_indexes_that_are_younger_than_the_texts_are_filled(blog, author):
    entry = text("Natto", "beans")
    Passage.of("comment", 7, entry=entry, html="remark").keep()
    if connection.vendor == "sqlite":
        for index in search.INDEXES:
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {index.name}({index.name}) VALUES ('delete-all')")
        assert found("beans") == found("remark") == found("natto") == []
    search.fill(connection)
    assert found("beans") == found("remark") == found("natto") == ["Natto"]
    assert search.suggestions(["natto"]) == [entry]


def test_rebuilding_finds_the_same(blog, author):
    entry = text("Natto", "beans")
    Addendum.objects.create(entry=entry, source="<p>study</p>")
    Passage.of("comment", 7, entry=entry, html="remark").keep()
    Passage.objects.filter(kind="entry").update(body_words="wrong")
    assert found("wrong") == ["Natto"]
    assert search.rebuild() == 2
    assert [found(word) for word in ("beans", "study", "remark", "wrong")] == [["Natto"], ["Natto"], ["Natto"], []]


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/want-bone-and-hart-health/", ["Want Bone and Heart Health?"]),
        ("/2012/07/want-bone-and-heart-healt", ["Want Bone and Heart Health?"]),
        ("/want-bone-and-heart-health.html", ["Want Bone and Heart Health?"]),
        ("/saurkraut/", ["Sauerkraut braucht nur zwei Zutaten"]),
        ("/wp-login.php", []),
        ("/2012/07/", []),
        ("/and/", []),
        ("/", []),
        ("", []),
    ],
)
def test_an_address_that_is_nearly_right_leads_to_suggestions(blog, author, path, titles):
    text("Want Bone and Heart Health?", "x")
    text("Vitamin D Critical for Bone and Immune Health", "x")
    text("Sauerkraut braucht nur zwei Zutaten", "x")
    assert [entry.title for entry in search.suggestions(search.words_of_path(path))] == titles
