"""The page an entry is written on, and the list of entries."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from blog.models import Entry, OldAddress
from tests import factories
from tests.blog.admin.forms import buttons, errors, filled, told

LIST = "/admin/blog/entry/"
NEW = "/admin/blog/entry/add/"


def page_of(entry) -> str:
    return reverse("admin:blog_entry_change", args=[entry.pk])


def title(response) -> str:
    return unescape(re.search(r"<title>\s*(.*?)</title>", response.content.decode(), re.DOTALL)[1])


def press(desk, entry, button: str, **changes):
    """Opens the entry's page, presses the button and follows to where that leads."""
    page = desk.get(page_of(entry))
    return desk.post(page_of(entry), filled(page, "entry_form", **changes, **{button: "1"}), follow=True)


def in_state(state: str, **fields) -> Entry:
    fields |= {"draft": {"published_at": None}, "scheduled": {"days_old": -3}}.get(state, {})
    return factories.entry(state="published" if state == "scheduled" else state, **fields)


# Writing


def test_a_new_entry_is_saved_as_a_draft_by_the_person_signed_in(desk, author, blog):
    page = desk.get(NEW)
    answer = desk.post(NEW, filled(page, "entry_form", title="On Zinc", source="<p>Zinc.</p>", _save="1"), follow=True)
    entry = Entry.objects.get()
    assert (entry.state, entry.author, entry.slug, entry.published_at) == ("draft", author, "on-zinc", None)
    assert answer.redirect_chain[-1][0] == page_of(entry)
    assert told(answer) == ["Saved. It is a draft: nobody sees it but you."]


def test_enter_saves_a_draft_and_does_not_publish_it(desk, blog, author):
    draft = in_state("draft")
    page = desk.get(page_of(draft))
    desk.post(page_of(draft), filled(page, "entry_form", title="New words"))
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("draft", "New words")


def test_a_new_entry_can_be_published_at_once(desk, author, blog):
    page = desk.get(NEW)
    answer = desk.post(NEW, filled(page, "entry_form", title="On Zinc", _publish="1"), follow=True)
    entry = Entry.objects.get()
    assert entry.is_published()
    assert told(answer) == ['Published. Readers see it at <a href="/on-zinc/">/on-zinc/</a>.']


def test_a_draft_s_address_follows_its_title(desk, blog, author):
    draft = in_state("draft", title="First idea")
    press(desk, draft, "_save", title="Better idea")
    draft.refresh_from_db()
    assert draft.path == "better-idea/"


def test_an_address_typed_by_hand_stays_when_the_title_changes(desk, blog, author):
    draft = in_state("draft", title="First idea", slug="mine")
    press(desk, draft, "_save", title="Better idea")
    draft.refresh_from_db()
    assert draft.path == "mine/"


def test_the_address_of_a_published_entry_stays_when_the_title_changes(desk, blog, author):
    entry = factories.entry("First idea")
    press(desk, entry, "_save", title="Better idea")
    entry.refresh_from_db()
    assert entry.path == "first-idea/"


def test_a_new_address_of_a_published_entry_leaves_the_old_one_behind(desk, blog, author):
    entry = factories.entry("First idea")
    press(desk, entry, "_save", slug="better")
    assert OldAddress.objects.get().path == "first-idea/"


def test_tags_are_words_divided_by_commas(desk, blog, author):
    entry = factories.entry()
    press(desk, entry, "_save", tags="vitamin K2, bones")
    assert set(entry.tags.names()) == {"vitamin K2", "bones"}


def test_an_addendum_keeps_how_exactly_its_date_is_known(desk, blog, author):
    entry = factories.entry()
    addendum = {
        "addenda-0-source": "<p>More is known now.</p>",
        "addenda-0-noted_on": "2013-06-01",
        "addenda-0-precision": "month",
        "addenda-0-sources": "https://example.org/study The study",
    }
    press(desk, entry, "_save", **addendum)
    added = entry.addenda.get()
    assert added.day_in_words() == "June 2013"
    assert added.source_links() == [("https://example.org/study", "The study")]


def test_nothing_can_be_added_to_what_was_never_published(desk, blog, author):
    assert not [name for name in filled(desk.get(page_of(in_state("draft"))), "entry_form") if "addenda" in name]


def test_a_browser_s_line_ends_change_nothing(desk, blog, author):
    entry = factories.entry(source="<p>One.</p>\n\n<p>Two.</p>\n")
    press(desk, entry, "_save", source="<p>One.</p>\r\n\r\n<p>Two.</p>\r\n")
    entry.refresh_from_db()
    assert entry.source == "<p>One.</p>\n\n<p>Two.</p>\n"
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


# Acts


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("draft", ["_save", "_publish", "_schedule", "_preview", "_trash"]),
        ("scheduled", ["_save", "_publish", "_preview", "_draft", "_trash"]),
        ("published", ["_save", "_preview", "_withdraw", "_draft", "_trash"]),
        ("withdrawn", ["_save", "_publish", "_preview", "_draft", "_trash"]),
        ("trashed", ["_save", "_restore", "_preview"]),
    ],
)
def test_each_state_offers_its_own_buttons(desk, blog, author, state, offered):
    assert buttons(desk.get(page_of(in_state(state))), "entry_form") == offered


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("draft", "_save", "draft"),
        ("draft", "_publish", "published"),
        ("draft", "_trash", "trashed"),
        ("scheduled", "_save", "scheduled"),
        ("scheduled", "_publish", "published"),
        ("scheduled", "_draft", "draft"),
        ("scheduled", "_trash", "trashed"),
        ("published", "_save", "published"),
        ("published", "_withdraw", "withdrawn"),
        ("published", "_draft", "draft"),
        ("published", "_trash", "trashed"),
        ("withdrawn", "_save", "withdrawn"),
        ("withdrawn", "_publish", "published"),
        ("withdrawn", "_draft", "draft"),
        ("withdrawn", "_trash", "trashed"),
        ("trashed", "_save", "trashed"),
        ("trashed", "_restore", "draft"),
    ],
)
def test_each_button_does_what_it_says_and_says_what_it_did(desk, blog, author, before, button, after):
    entry = in_state(before)
    answer = press(desk, entry, button, title="Other words")
    entry.refresh_from_db()
    assert ("scheduled" if entry.is_scheduled() else entry.state) == after
    assert entry.title == "Other words"
    assert len(told(answer)) == 1
    assert title(answer).startswith(strip_tags(told(answer)[0]))


def test_scheduling_reads_the_moment_in_the_blog_s_zone(desk, author, db):
    factories.blog(time_zone="America/New_York")
    draft = in_state("draft")
    answer = press(desk, draft, "_schedule", moment="2099-07-05T09:00")
    draft.refresh_from_db()
    assert draft.published_at == datetime(2099, 7, 5, 13, tzinfo=UTC)
    assert told(answer) == ["Scheduled for July 5, 2099 at 9:00 AM."]


def test_a_moment_in_a_saved_draft_schedules_nothing_and_says_so(desk, blog, author):
    draft = in_state("draft")
    answer = press(desk, draft, "_save", moment="2099-07-05T09:00")
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "press “Schedule”" in told(answer)[1]


@pytest.mark.parametrize(
    ("moment", "complaint"),
    [
        ("", "Choose the day and the time"),
        ("2012-07-05T09:00", "That moment is past"),
        ("tomorrow", "Enter a valid date/time"),
    ],
)
def test_scheduling_wants_a_moment_that_is_still_ahead(desk, blog, author, moment, complaint):
    draft = in_state("draft")
    assert complaint in errors(press(desk, draft, "_schedule", moment=moment))
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_date_of_a_published_entry_can_be_changed(desk, blog, author):
    entry = factories.entry()
    answer = press(desk, entry, "_save", moment="2012-07-05T09:00")
    entry.refresh_from_db()
    assert entry.published_at == datetime(2012, 7, 5, 9, tzinfo=UTC)
    assert "Readers see the changes" in told(answer)[0]


def test_a_date_that_was_not_touched_keeps_its_seconds(desk, blog, author):
    entry = factories.entry()
    before = entry.published_at
    press(desk, entry, "_save", title="Other words")
    entry.refresh_from_db()
    assert entry.published_at == before


def test_a_published_entry_needs_its_moment(desk, blog, author):
    assert "withdraw it" in errors(press(desk, factories.entry(), "_save", moment=""))


def test_withdrawing_tells_readers_why(desk, blog, author):
    entry = factories.entry()
    answer = press(desk, entry, "_withdraw", note="The study was retracted.")
    entry.refresh_from_db()
    assert (entry.is_withdrawn, entry.withdrawn_note) == (True, "The study was retracted.")
    assert told(answer) == ["Withdrawn. Its address says that it is gone, with your note."]


def test_publishing_again_keeps_the_old_date(desk, blog, author):
    entry = factories.entry(days_old=90)
    entry.withdraw()
    press(desk, entry, "_publish")
    assert Entry.objects.published().get().published_at == entry.published_at


def test_moving_to_the_trash_leads_back_to_the_list(desk, blog, author):
    answer = press(desk, factories.entry("Rubbish"), "_trash")
    assert answer.redirect_chain[-1][0] == LIST
    assert told(answer) == ["“Rubbish” is in the trash."]


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_an_entry_without_a_word_is_not_published(desk, blog, author, button):
    page = desk.get(NEW)
    answer = desk.post(NEW, filled(page, "entry_form", moment="2099-01-01T00:00", **{button: "1"}))
    assert "There is nothing to publish yet" in errors(answer)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("slug", ["admin", "feed", "2012"])
def test_an_address_of_the_site_itself_is_refused(desk, blog, author, slug):
    assert "The site itself uses the address" in errors(press(desk, factories.entry(), "_save", slug=slug))


def test_an_address_of_another_entry_is_refused(desk, blog, author):
    factories.entry("First")
    assert "Another entry lives, or has lived" in errors(press(desk, factories.entry("Second"), "_save", slug="first"))


def test_an_act_that_is_no_longer_offered_changes_nothing(desk, blog, author):
    entry = factories.entry()
    page = desk.get(page_of(entry))
    entry.withdraw()
    answer = desk.post(page_of(entry), filled(page, "entry_form", _withdraw="1"))
    assert "changed its state since you opened the page" in errors(answer)


def test_two_who_write_at_once_see_both_texts_and_choose(desk, blog, author):
    entry = factories.entry(source="<p>One word.</p>")
    page = desk.get(page_of(entry))
    other = Entry.objects.get(pk=entry.pk)
    other.source = "<p>Theirs.</p>"
    other.save()
    answer = desk.post(page_of(entry), filled(page, "entry_form", source="<p>Mine.</p>", _save="1"))
    entry.refresh_from_db()
    assert "after you opened the page" in errors(answer)
    assert entry.source == "<p>Theirs.</p>"
    words = answer.content.decode()
    assert "Theirs.</del>" in words and "Mine.</ins>" in words
    assert entry.revisions.get(is_autosave=True).source == "<p>Mine.</p>"
    desk.post(page_of(entry), filled(answer, "entry_form", _save="1"))
    entry.refresh_from_db()
    assert entry.source == "<p>Mine.</p>"
    assert not entry.revisions.filter(is_autosave=True).exists()


def test_what_was_typed_against_a_newer_state_is_not_lost_where_that_state_is_left(desk, blog, author):
    entry = factories.entry(source="<p>One word.</p>")
    page = desk.get(page_of(entry))
    Entry.objects.get(pk=entry.pk).save()
    desk.post(page_of(entry), filled(page, "entry_form", source="<p>Mine.</p>", _save="1"))
    again = desk.get(page_of(entry)).content.decode()
    mine = entry.revisions.get(is_autosave=True)
    assert "was not saved, and the entry has changed since" in again
    assert f"/admin/blog/entry/{entry.pk}/versions/{mine.pk}/" in again
    assert "&lt;p&gt;One word.&lt;/p&gt;" in again


def test_the_history_tells_what_was_done(desk, blog, author):
    entry = in_state("draft")
    press(desk, entry, "_publish")
    press(desk, entry, "_save", title="Other words")
    said = [line.get_change_message() for line in LogEntry.objects.order_by("pk")]
    assert said[0].startswith("Published. Readers see it at /")
    assert said[1] == "Changed Title."


def test_only_what_readers_see_is_linked_on_the_site(desk, blog, author):
    assert "View on site" in desk.get(page_of(factories.entry())).content.decode()
    for state in ("draft", "scheduled", "withdrawn", "trashed"):
        assert "View on site" not in desk.get(page_of(in_state(state))).content.decode()


def test_an_entry_is_deleted_for_good_from_the_trash_alone(desk, blog, author):
    entry = factories.entry()
    delete = reverse("admin:blog_entry_delete", args=[entry.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    entry.trash()
    assert delete in desk.get(page_of(entry)).content.decode()
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    assert not Entry.objects.exists()


def test_only_the_owner_deletes_for_good(client, blog, author):
    helper = factories.author("Helper")
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="blog"))
    client.force_login(helper)
    entry = in_state("trashed")
    assert client.post(reverse("admin:blog_entry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403


def test_who_may_only_look_is_offered_no_button(client, blog, author):
    guest = factories.author("Guest")
    guest.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(guest)
    page = client.get(page_of(factories.entry(author=guest)))
    assert page.status_code == 200
    assert buttons(page, "entry_form") == []


# The list


def listed(response) -> list[str]:
    return [str(entry) for entry in response.context["cl"].result_list]


@pytest.fixture
def shelf(blog, author):
    """One entry of each state."""
    return {
        state: in_state(state, title=state) for state in ("draft", "scheduled", "published", "withdrawn", "trashed")
    }


def test_what_is_being_worked_on_stands_first_and_the_trash_is_left_out(desk, shelf):
    assert listed(desk.get(LIST)) == ["draft", "scheduled", "withdrawn", "published"]


@pytest.mark.parametrize("state", ["draft", "scheduled", "published", "withdrawn", "trashed"])
def test_the_list_can_be_narrowed_to_a_state(desk, shelf, state):
    assert listed(desk.get(LIST, {"state": state})) == [state]


def test_the_list_says_each_state_in_words(desk, author, db):
    factories.blog(time_zone="America/New_York")
    factories.entry(published_at=datetime(2099, 7, 5, 13, tzinfo=UTC))
    in_state("draft")
    words = desk.get(LIST).content.decode()
    assert "Scheduled for July 5, 2099 at 9:00 AM" in words
    assert ">Draft<" in words


def test_the_list_can_be_narrowed_to_a_tag(desk, blog, author):
    factories.entry("With", tags=["bones"])
    factories.entry("Without", tags=["heart"])
    assert listed(desk.get(LIST, {"tag": "bones"})) == ["With"]


@pytest.mark.parametrize("place", ["title", "slug", "summary", "source"])
def test_searching_looks_in_titles_addresses_summaries_and_texts(desk, blog, author, place):
    found = factories.entry("One", **{} if place == "title" else {place: "a-magnesium-b"})
    if place == "title":
        Entry.objects.filter(pk=found.pk).update(title="Magnesium")
    factories.entry("Other")
    assert [entry.pk for entry in desk.get(LIST, {"q": "magnesium"}).context["cl"].result_list] == [found.pk]


def test_more_entries_in_the_list_ask_no_more_queries(desk, blog, author):
    def queries(entries: int) -> int:
        for number in range(entries):
            factories.entry(f"Entry {number}", author=factories.author(), tags=[f"tag {number}", "bones"])
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    desk.get(LIST)
    assert queries(4) == queries(4)


# Acts on many


def act_on(desk, action: str, entries, **more):
    data = {"action": action, "_selected_action": [entry.pk for entry in entries], "index": "0"}
    return desk.post(f"{LIST}?state={entries[0].state}", data | more, follow=True)


@pytest.mark.parametrize(
    ("action", "state", "after", "sentence"),
    [
        ("publish", "draft", "published", "2 entries were published."),
        ("publish", "withdrawn", "published", "2 entries were published."),
        ("withdraw", "published", "withdrawn", "2 entries were withdrawn."),
        ("return_to_draft", "published", "draft", "2 entries were put back to draft."),
        ("trash", "draft", "trashed", "2 entries were moved to the trash."),
        ("restore", "trashed", "draft", "2 entries were restored, as drafts."),
    ],
)
def test_an_act_on_many_goes_through_the_same_verb(desk, blog, author, action, state, after, sentence):
    entries = [in_state(state), in_state(state)]
    answer = act_on(desk, action, entries)
    assert {entry.state for entry in Entry.objects.all()} == {after}
    assert told(answer) == [sentence]
    assert LogEntry.objects.count() == 2


def test_an_act_on_many_leaves_what_it_does_not_fit(desk, blog, author):
    draft, empty = in_state("draft"), in_state("draft", title="", source="")
    answer = act_on(desk, "publish", [draft, empty])
    empty.refresh_from_db()
    assert empty.state == "draft"
    assert told(answer) == ["1 entry was published.", "1 was left as it is."]


def test_an_act_on_many_keeps_notes_and_texts(desk, blog, author):
    entry = factories.entry(withdrawn_note="An old note.")
    body = entry.body_html
    act_on(desk, "withdraw", [entry])
    entry.refresh_from_db()
    assert (entry.withdrawn_note, entry.body_html) == ("An old note.", body)


def test_a_tag_is_added_to_many(desk, blog, author):
    entries = [factories.entry(tags=["heart"]), factories.entry()]
    answer = act_on(desk, "add_tag", entries, tag=" bones ")
    assert [set(entry.tags.names()) for entry in entries] == [{"heart", "bones"}, {"bones"}]
    assert told(answer) == ["2 entries have the tag “bones” now."]


def test_adding_no_tag_says_what_is_missing(desk, blog, author):
    assert "Write the tag" in told(act_on(desk, "add_tag", [factories.entry()], tag=" "))[0]


def test_nothing_is_deleted_in_bulk(desk, shelf):
    assert "delete_selected" not in desk.get(LIST).content.decode()
