"""Counters are proved by the rows they count, and set right."""

from io import StringIO

import pytest
from django.core.management import call_command

from blog.models import Place, Shelf
from comments.models import Comment, Discussion
from tests import factories


def recount(*options: str) -> str:
    out = StringIO()
    call_command("recount", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def talk(blog):
    entry = factories.entry("Bones", tags=["bones"])
    root = factories.comment(entry)
    factories.comment(entry, parent=root)
    factories.comment(entry, status="pending")
    factories.comment(entry, kind="pingback", name="Another blog")
    gone = factories.comment(entry)
    factories.comment(entry, parent=gone)
    gone.trash()
    return entry


def test_what_verbs_counted_is_right(talk):
    assert recount() == "Every counter is right.\n"


@pytest.mark.parametrize(
    "fields", [{"approved_count": 7}, {"pending_count": 0}, {"thread_count": 5}, {"last_comment_at": None}]
)
def test_a_wrong_counter_of_a_discussion_is_named_and_set_right(talk, fields):
    right = Discussion.objects.values().get(entry=talk)
    Discussion.objects.update(**fields)
    [(name, value)] = fields.items()
    assert f"“Bones” has {name} {value} instead of {right[name]}." in recount()
    assert Discussion.objects.values().get(entry=talk) == right
    assert recount() == "Every counter is right.\n"


def test_a_wrong_counter_of_a_thread_is_named_and_set_right(talk):
    root = Comment.objects.filter(root=None).order_by("pk").first()
    Comment.objects.filter(pk=root.pk).update(thread_count=9)
    assert f"Comment {root.pk} counts 9 replies instead of 1." in recount()
    assert Comment.objects.get(pk=root.pk).thread_count == 1


def test_a_trial_changes_nothing(talk):
    Shelf.objects.filter(kind="tag").update(entries=4)
    said = f"The shelf “tag {talk.tags.get().pk}” counts 4 entries and holds 1."
    assert said in recount("--dry-run")
    assert Shelf.objects.get(kind="tag").entries == 4
    assert said in recount()
    assert Shelf.objects.get(kind="tag").entries == 1


def test_entries_that_are_missing_or_misplaced_in_lists_return_to_their_place(talk, client):
    other = factories.entry("Hearts", days_old=2)
    moved = Place.objects.get(entry=other, shelf__kind="all")
    Place.objects.filter(entry=talk).delete()
    Place.objects.filter(pk=moved.pk).update(published_at=talk.published_at)
    said = recount()
    assert f"Entry {talk.pk} is missing on the shelf “all 0”." in said
    assert f"Entry {other.pk} stands in the wrong place on the shelf “all 0”." in said
    page = client.get("/").content.decode()
    assert page.index("Bones") < page.index("Hearts")
    assert recount() == "Every counter is right.\n"
