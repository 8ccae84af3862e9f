"""Notes recognised in a text, made addenda by one press."""

from datetime import UTC, datetime

import pytest

from blog.models import Addendum, Entry
from tests import factories
from tests.blog.admin.forms import told

SOURCE = (
    "<p>Text.</p>\n<p>I added this new study on 11/10/12:</p>\n"
    '<p><a href="https://example.org/a">A paper</a></p>\n<p>Updated 7/6/13, too.</p>\n<p>Thanks.</p>'
)


@pytest.fixture
def entry(db, author):
    factories.blog(time_zone="America/Los_Angeles")
    return factories.entry(source=SOURCE, published_at=datetime(2012, 7, 5, 16, tzinfo=UTC), notes_found=2)


def page_of(entry) -> str:
    return f"/admin/blog/entry/{entry.pk}/notes/"


def press(desk, entry, **data):
    return desk.post(page_of(entry), {"seen": entry.modified_at.isoformat(), "do": "take"} | data, follow=True)


def test_one_press_makes_addenda_with_dates_and_sources(desk, client, entry):
    page = desk.get(page_of(entry)).content.decode()
    assert "November 10, 2012" in page and "July 6, 2013" in page and "June 7, 2013" in page
    answer = press(desk, entry, note=["0", "1"], **{"day-1": "2013-06-07"})
    assert told(answer)[0].startswith("2 notes are addenda now.")
    entry.refresh_from_db()
    assert entry.source == "<p>Text.</p>\n<p>Thanks.</p>"
    assert [(str(one.noted_on), one.sources, one.source) for one in entry.addenda.all()] == [
        ("2012-11-10", "https://example.org/a A paper", "<p>I added this new study on 11/10/12:</p>"),
        ("2013-06-07", "", "<p>Updated 7/6/13, too.</p>"),
    ]
    # They were added when they were, not today: nobody is told of news.
    assert entry.updated_at == datetime(2013, 6, 7, 19, tzinfo=UTC)
    assert not Addendum.objects.exclude(news_due_at=None).exists()
    assert entry.notes_found == 0
    assert "last checked and updated <a href" in client.get(entry.get_absolute_url()).content.decode()


def test_what_is_not_ticked_stays_in_the_text(desk, entry):
    press(desk, entry, note=["1"])
    entry.refresh_from_db()
    assert "I added this new study" in entry.source and "Updated 7/6/13" not in entry.source
    assert entry.notes_found == 1


def test_the_version_before_undoes_it(desk, entry):
    press(desk, entry, note=["0", "1"])
    before = entry.revisions.order_by("pk").first()
    desk.post(f"/admin/blog/entry/{entry.pk}/versions/{before.pk}/")
    entry.refresh_from_db()
    assert (entry.source, entry.addenda.count(), entry.added_to_at) == (SOURCE, 0, None)


def test_leaving_them_ends_the_question(desk, entry):
    assert told(press(desk, entry, do="leave", note=["0"])) == ["The notes stay in the text."]
    entry.refresh_from_db()
    assert (entry.source, entry.notes_found) == (SOURCE, 0)


def test_a_text_that_changed_meanwhile_is_looked_at_again(desk, entry):
    seen = entry.modified_at.isoformat()
    Entry.objects.get(pk=entry.pk).save()
    answer = press(desk, entry, seen=seen, note=["0"])
    assert "has changed since" in told(answer)[0]
    assert not Addendum.objects.exists()


def test_the_desk_says_where_notes_were_found(desk, entry):
    assert page_of(entry) in desk.get("/admin/").content.decode()
    assert page_of(entry) in desk.get(f"/admin/blog/entry/{entry.pk}/change/").content.decode()
