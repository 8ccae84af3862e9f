"""What happens to addresses when the pattern or the zone changes."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Entry, OldAddress, Permalink
from blog.moves import move_entries
from tests import factories

JULY_5 = datetime(2012, 7, 5, 3, tzinfo=UTC)


@pytest.fixture
def setting(blog, author):
    return blog


def turn(blog, **settings) -> int:
    for name, value in settings.items():
        setattr(blog, name, value)
    blog.save()
    return move_entries(blog)


def paths() -> dict[str, str]:
    return dict(Entry.objects.values_list("title", "path"))


def old_addresses() -> dict[str, str]:
    return {old.path: old.entry.title for old in OldAddress.objects.select_related("entry")}


def test_every_post_moves_to_the_new_pattern_and_its_old_address_leads_there(setting):
    factories.entry("Bones", published_at=JULY_5)
    assert turn(setting, permalink=Permalink.DAY) == 1
    assert paths() == {"Bones": "2012/07/05/bones/"}
    assert old_addresses() == {"bones/": "Bones"}


def test_pages_and_drafts_without_a_date_stay(setting):
    factories.entry("About", kind="page")
    factories.entry("Idea", state="draft", published_at=None)
    assert turn(setting, permalink=Permalink.DAY) == 0


def test_a_draft_nobody_knew_leaves_no_old_address(setting):
    factories.entry("Idea", state="draft", published_at=JULY_5)
    assert turn(setting, permalink=Permalink.MONTH) == 1
    assert not OldAddress.objects.exists()


def test_going_back_gives_every_entry_its_first_address_again(setting):
    factories.entry("Bones", published_at=JULY_5)
    turn(setting, permalink=Permalink.DAY)
    turn(setting, permalink=Permalink.MONTH)
    turn(setting, permalink=Permalink.SLUG)
    assert paths() == {"Bones": "bones/"}
    assert old_addresses() == {"2012/07/05/bones/": "Bones", "2012/07/bones/": "Bones"}


def test_entries_that_would_meet_at_one_address_are_numbered_the_oldest_first(setting):
    turn(setting, permalink=Permalink.DAY)
    for day in (7, 5, 6):
        factories.entry(f"Day {day}", slug="bones", published_at=JULY_5.replace(day=day))
    turn(setting, permalink=Permalink.SLUG)
    assert paths() == {"Day 5": "bones/", "Day 6": "bones-2/", "Day 7": "bones-3/"}


def test_a_new_zone_moves_an_entry_to_its_own_day_there(setting):
    turn(setting, permalink=Permalink.DAY)
    factories.entry("Bones", published_at=JULY_5)
    assert turn(setting, time_zone="America/New_York") == 1
    assert paths() == {"Bones": "2012/07/04/bones/"}


def test_no_entry_moves_to_where_another_was_known(setting):
    turn(setting, permalink=Permalink.DAY)
    for day in (4, 5):
        factories.entry(f"Day {day}", slug="bones", published_at=JULY_5.replace(day=day))
    turn(setting, time_zone="America/New_York")
    assert paths() == {"Day 4": "2012/07/03/bones/", "Day 5": "2012/07/04/bones-2/"}
    assert old_addresses() == {"2012/07/04/bones/": "Day 4", "2012/07/05/bones/": "Day 5"}


def test_an_address_that_leads_to_another_entry_is_not_taken_over(setting):
    turn(setting, permalink=Permalink.DAY)
    first = factories.entry("First", slug="first", published_at=JULY_5)
    factories.entry("Second", slug="second", published_at=JULY_5)
    OldAddress.objects.create(path="second/", entry=first)
    turn(setting, permalink=Permalink.SLUG)
    assert paths() == {"First": "first/", "Second": "second-2/"}


def test_moving_changes_neither_texts_nor_their_dates(setting):
    entry = factories.entry("Bones", published_at=JULY_5)
    turn(setting, permalink=Permalink.DAY)
    moved = Entry.objects.get()
    assert (moved.modified_at, moved.body_html, moved.slug) == (entry.modified_at, entry.body_html, "bones")


def test_moving_agrees_with_saving_each_entry_anew(setting):
    for number in range(12):
        factories.entry("Bones", published_at=JULY_5.replace(month=1 + number % 3, day=1 + number))
    turn(setting, permalink=Permalink.MONTH)
    moved = paths()
    for entry in Entry.objects.all():
        entry.save()
    assert paths() == moved


def test_more_entries_cost_no_more_queries(setting):
    def queries(pattern) -> int:
        with CaptureQueriesContext(connection) as captured:
            turn(setting, permalink=pattern)
        return len(captured)

    factories.entry("Bones", published_at=JULY_5)
    few = queries(Permalink.DAY)
    for number in range(40):
        factories.entry(f"Bones {number}", published_at=JULY_5)
    assert queries(Permalink.MONTH) == few
