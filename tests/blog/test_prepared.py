"""A prepared query answers what the same query answers when it is built anew."""

from datetime import timedelta
from threading import Thread

from django.apps import apps
from django.db import connection, connections
from django.db.models import Model
from django.db.models.signals import post_init, pre_init
from django.utils import timezone

from blog import asked
from blog.models import Entry
from blog.prepared import Insert, Prepared
from comments.models import Comment, Discussion
from tests import factories

PUBLISHED = Prepared(lambda moment: Entry.objects.published(moment).newest_first().select_related("author", "picture"))
TITLES = Prepared(lambda keys: Entry.objects.filter(pk__in=keys).order_by("pk").values_list("title"), keys=3)


def test_it_is_asked_again_with_other_values(blog):
    old, new = factories.entry("Old", days_old=9), factories.entry("New", days_old=1)
    moment = timezone.now()
    assert PUBLISHED(moment=moment) == [new, old]
    assert PUBLISHED(moment=moment - timedelta(days=5)) == [old]
    assert PUBLISHED.first(moment=moment - timedelta(days=10)) is None


def test_its_objects_are_whole(blog, django_assert_num_queries):
    entry = factories.entry()
    with django_assert_num_queries(1):
        found = PUBLISHED.first(moment=timezone.now())
        assert found.author == entry.author and found.picture is None
    assert {field.attname: getattr(found, field.attname) for field in Entry._meta.concrete_fields} == {
        field.attname: getattr(Entry.objects.get(), field.attname) for field in Entry._meta.concrete_fields
    }


def test_its_objects_are_what_the_query_makes_of_the_same_rows(blog, django_assert_num_queries):
    entry = factories.entry()
    factories.comment(entry, user=entry.author)
    factories.comment(entry)
    query = Comment.objects.select_related("user", "discussion__entry").only("name", "user__name", "discussion__entry")
    prepared, asked_anew = Prepared(lambda: query.order_by("pk"))(), list(query.order_by("pk"))
    assert prepared == asked_anew
    for one, other in zip(prepared, asked_anew, strict=True):
        assert one.get_deferred_fields() == other.get_deferred_fields()
        assert one._state.fields_cache.keys() == other._state.fields_cache.keys() and one._state.adding is False
        with django_assert_num_queries(0):
            assert (one.user, one.discussion.entry) == (other.user, other.discussion.entry)
    with django_assert_num_queries(1):
        assert prepared[0].body_html
    prepared[0].name = "Another"
    prepared[0].save()
    assert Comment.objects.get(pk=prepared[0].pk).name == "Another"


def test_nobody_has_a_word_in_it_when_an_object_is_made_of_a_row():
    """Prepared queries make them at once, past `Model.__init__`."""
    for model in apps.get_models():
        assert model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__, model
        assert not pre_init.has_listeners(model) and not post_init.has_listeners(model), model


def test_a_list_shorter_than_prepared_finds_each_once(blog):
    one, two = factories.entry("One"), factories.entry("Two")
    assert TITLES(keys=[one.pk, two.pk]) == [("One",), ("Two",)]
    assert TITLES(keys=[two.pk]) == [("Two",)]


def test_hostile_values_are_values(blog):
    factories.entry("One")
    by_title = Prepared(lambda title: Entry.objects.filter(title=title))
    assert by_title(title="' OR 1=1 --") == []


def test_each_thread_asks_on_its_own_connection(transactional_db):
    factories.blog()
    factories.entry("One")
    PUBLISHED(moment=timezone.now())
    found = []

    def ask():
        found.append((PUBLISHED(moment=timezone.now())[0].title, connections["default"]))
        connections["default"].close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found[0][0] == "One" and found[0][1] is not connection


def test_an_entry_comes_with_what_its_page_shows(blog, django_assert_num_queries):
    entry = factories.entry(tags=["milk", "bones"])
    with django_assert_num_queries(3):
        found = asked.entry_at(entry.path)
        assert [tag.name for tag in found.tags.all()] == ["milk", "bones"]
        assert list(found.addenda.all()) == []
    assert asked.entry_at("nowhere/") is None


def test_what_is_inserted_is_what_save_would_store(blog):
    entry = factories.entry()
    fields = {"discussion": Discussion.objects.create(entry=entry), "source": "Bones & milk", "format": "markdown"}
    fields |= {"reasons": [["links", {"count": 2}, 1.5]], "signals": {"seconds": None}, "score": -1.25}
    one, other = Comment(fingerprint="one", **fields), Comment(fingerprint="two", **fields)
    Insert(Comment)(one)
    Model.save(other)
    assert one.pk and not one._state.adding and one._state.db == "default"
    own = {"id", "anchor", "fingerprint", "created_at", "turned_at"}
    stored = Comment.objects.filter(pk__in=[one.pk, other.pk]).values()
    first, second = ({name: value for name, value in row.items() if name not in own} for row in stored)
    assert first == second and first["reasons"] == [["links", {"count": 2}, 1.5]]
    one.name = "wendy"
    one.save()
    assert Comment.objects.get(pk=one.pk).name == "wendy"


def test_of_many_that_are_inserted_each_gets_its_own_key(blog, django_assert_max_num_queries):
    discussion = Discussion.objects.create(entry=factories.entry())
    rows = [Comment(discussion=discussion, source=f"{at}", format="html", fingerprint=f"{at}") for at in range(100)]
    with django_assert_max_num_queries(10):
        Insert(Comment).all(rows)
    assert {row.pk: row.source for row in rows} == dict(Comment.objects.values_list("pk", "source"))
    assert len(rows) == Comment.objects.count() == 100
    Insert(Comment).all([])


def test_a_part_of_its_answer_is_that_part_of_the_same_statement(blog, django_assert_num_queries):
    entries = [factories.entry(f"Entry {number}", days_old=number) for number in range(5)]
    moment = timezone.now()
    assert PUBLISHED.part(0, 2, moment=moment) == entries[:2]
    assert PUBLISHED.part(2, 2, moment=moment) == entries[2:4]
    with django_assert_num_queries(1):
        assert PUBLISHED.part(4, 2, moment=moment) == entries[4:]
    assert PUBLISHED.part(9, 2, moment=moment) == [] and PUBLISHED(moment=moment) == entries
