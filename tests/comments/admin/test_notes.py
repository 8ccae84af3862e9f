"""Private notes: read where they are kept, with or without mail."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Note
from tests import factories

NOTES = "/admin/comments/note/read/"


def note(text: str = "Thank you for the bread.", hours_old: int = 1, **fields) -> Note:
    return Note.objects.create(text=text, created_at=timezone.now() - timedelta(hours=hours_old), **fields)


def test_a_note_sent_from_an_entry_is_read_on_the_desk(client, desk, entry):
    client.post(
        f"/comments/{entry.pk}/note/", {"text": "A <b>word</b>\n\nfor you", "name": "Wendy", "email": "w@example.org"}
    )
    page = desk.get(NOTES).content.decode()
    assert "<p>A &lt;b&gt;word&lt;/b&gt;</p>" in page and "<p>for you</p>" in page
    assert "<bdi>Wendy</bdi>" in page and 'href="mailto:w@example.org"' in page and str(entry) in page


def test_new_ones_come_first_and_reading_the_page_changes_nothing(desk):
    note("An old one, read", read_at=timezone.now())
    note("The newest")
    note("The oldest", hours_old=50)
    page = desk.get(NOTES).content.decode()
    order = [page.index(words) for words in ("The newest", "The oldest", "An old one, read")]
    assert order == sorted(order)
    assert "Private notes: 2 are new" in page
    assert Note.objects.unread().count() == 2


def test_one_or_all_are_marked_as_read_and_keep_their_moment(desk):
    first, second = note(), note("Another")
    assert desk.post(NOTES, {"note": first.pk, "do": "read"}).status_code == 303
    read_at = Note.objects.get(pk=first.pk).read_at
    desk.post(NOTES, {"note": [first.pk, second.pk]})
    assert not Note.objects.unread().exists()
    assert Note.objects.get(pk=first.pk).read_at == read_at


def test_one_is_deleted(desk):
    gone, stays = note(), note("Another")
    desk.post(NOTES, {"note": gone.pk, "do": "delete"})
    assert list(Note.objects.all()) == [stays]


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40, "1 OR 1=1"])
def test_a_number_that_is_none_touches_nothing(desk, typed):
    note()
    assert desk.post(NOTES, {"note": typed, "do": "delete"}).status_code == 303
    assert Note.objects.count() == 1


def test_the_start_page_says_how_many_are_new(desk):
    assert NOTES not in desk.get("/admin/").content.decode()
    note()
    note("Another", hours_old=30)
    page = desk.get("/admin/").content.decode()
    assert "Read 2 private notes" in page and NOTES in page


def test_who_may_not_read_notes_is_refused_and_sees_no_link(client, db):
    helper = factories.author("Ann", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_comment"))
    client.force_login(helper)
    note()
    assert client.get(NOTES).status_code == 403
    assert NOTES not in client.get("/admin/").content.decode()


def test_who_may_read_and_not_delete_is_refused_that(client, db):
    helper = factories.author("Ann", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_note"))
    client.force_login(helper)
    kept = note()
    assert "Delete this note" not in client.get(NOTES).content.decode()
    assert client.post(NOTES, {"note": kept.pk, "do": "delete"}).status_code == 403
    assert Note.objects.exists()


def test_many_notes_cost_as_many_queries_as_a_few(desk, entry):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            desk.get(NOTES)
        return len(context)

    for number in range(3):
        note(f"Word {number}", entry=entry)
    few = queries()
    for number in range(30):
        note(f"More {number}", entry=entry)
    assert queries() == few


def test_list_and_form_of_the_model_lead_to_the_one_page(desk):
    kept = note()
    assert desk.get("/admin/comments/note/").url == NOTES
    assert desk.get(f"/admin/comments/note/{kept.pk}/change/").url == NOTES
    assert desk.get("/admin/comments/note/add/").status_code == 403
