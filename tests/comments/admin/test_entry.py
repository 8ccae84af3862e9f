"""Discussions in the list and on the page of entries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Entry
from comments.models import Comment, Decision, Discussion, DiscussionRule
from tests import factories

LIST = "/admin/blog/entry/"


def page_of(entry) -> str:
    return f"/admin/blog/entry/{entry.pk}/change/"


def typed(desk, entry, **changes) -> dict:
    """What a browser would send from the entry's page, with some fields changed."""
    response = desk.get(page_of(entry))
    form = response.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in response.context["inline_admin_formsets"]:
        for inner in [formset.formset.management_form, *formset.formset.forms]:
            data |= {inner.add_prefix(name): inner[name].value() for name in inner.fields}
    data |= {"tags": "", "moment": timezone.localtime(entry.published_at).strftime("%Y-%m-%dT%H:%M"), "_save": "1"}
    data |= changes
    return {name: "" if value is None else value for name, value in data.items()}


def choose(desk, entry, **changes):
    response = desk.post(page_of(entry), typed(desk, entry, **changes))
    if response.status_code == 200:
        return response.context["adminform"].form.errors
    assert response.status_code == 302
    return None


def test_list_says_each_discussions_state_and_why(desk, author):
    factories.entry("Young", author=author)
    factories.entry("Grown", author=author, days_old=40)
    factories.entry("Old", author=author, days_old=200)
    kept = factories.entry("Kept", author=author, days_old=200)
    Discussion.on(kept).reopen(author)
    page = desk.get(LIST).content.decode()
    assert '<span class="state">Open</span> by the rule.' in page
    assert "by the 30-day rule. Closes on" in page
    assert "by the 90-day rule." in page
    assert "by your choice." in page


def test_list_links_to_the_comments_that_wait(desk, entry):
    factories.comment(entry, status="pending")
    page = desk.get(LIST).content.decode()
    address = f"/admin/comments/comment/?status__exact=pending&amp;entry={entry.pk}"
    assert f'<a href="{address}">1 waits</a>' in page
    assert "1 comment" in desk.get(address.replace("&amp;", "&")).content.decode()


def test_list_asks_the_same_number_of_queries_for_two_and_for_twenty_entries(desk, author):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    def write(number: int) -> None:
        for age in range(1, number + 1):
            Discussion.on(factories.entry(f"Entry {age}", author=author, days_old=age)).moderate(author)
            factories.entry(f"No row {age}", author=author, days_old=age)

    write(1)
    few = count()
    write(10)
    assert count() == few


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("discussion=open", {"Young", "Kept"}),
        ("discussion=moderated", {"Grown", "Soon"}),
        ("discussion=closed", {"Old"}),
        ("discussion=week", {"Soon"}),
        ("reason=chosen", {"Kept"}),
        ("reason=rule", {"Young", "Grown", "Soon", "Old"}),
        ("reason=date", set()),
    ],
)
def test_filters_go_by_the_effective_state(desk, author, query, titles):
    factories.entry("Young", author=author)
    factories.entry("Grown", author=author, days_old=40)
    factories.entry("Soon", author=author, days_old=85)
    factories.entry("Old", author=author, days_old=200)
    Discussion.on(factories.entry("Kept", author=author, days_old=200)).reopen(author)
    shown = desk.get(f"{LIST}?{query}").context["cl"].result_list
    assert {entry.title for entry in shown} == titles


def test_bulk_close_says_first_what_it_does_and_then_does_it_in_one_batch(desk, author):
    for title, age in [("Young", 1), ("Old", 200)]:
        factories.entry(title, author=author, days_old=age)
    press = {"action": "close_discussions", "_selected_action": list(Entry.objects.values_list("pk", flat=True))}
    page = desk.post(LIST, press).content.decode()
    assert "This will close 1." in page and "1 stays as it is today." in page
    assert not Decision.objects.exists()
    response = desk.post(LIST, press | {"counted": "1-0-0-0"}, follow=True)
    assert "Done: close 1." in response.content.decode()
    assert set(Discussion.objects.values_list("choice", flat=True)) == {"closed"}
    assert len(set(Decision.objects.values_list("batch", flat=True))) == 1


def test_bulk_act_is_asked_again_when_its_numbers_have_changed(desk, author, entry):
    press = {"action": "close_discussions", "_selected_action": [entry.pk], "counted": "2-0-0-0"}
    assert "This will close 1." in desk.post(LIST, press).content.decode()
    assert not Discussion.objects.filter(choice="closed").exists()


@pytest.mark.parametrize(
    ("choice", "verb", "state"),
    [("open", "open", "open"), ("moderated", "moderated", "moderated"), ("closed", "closed", "closed")],
)
def test_choice_on_the_page_is_saved_by_the_verb(desk, author, entry, choice, verb, state):
    assert choose(desk, entry, discussion_choice=choice) is None
    assert Discussion.on(entry).state_at().state == state
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor) == (verb, author)


def test_saving_the_text_alone_leaves_the_discussion_alone(desk, entry):
    Discussion.on(entry).moderate()
    before = Decision.objects.count()
    assert choose(desk, entry, title="Another title") is None
    assert Decision.objects.count() == before
    assert Entry.objects.get().title == "Another title"


def test_a_choice_somebody_made_meanwhile_survives_saving_the_text(desk, entry):
    data = typed(desk, entry, title="Another title")
    Discussion.on(entry).close(factories.author("Ann"))
    assert desk.post(page_of(entry), data).status_code == 302
    assert Discussion.on(entry).choice == "closed"


def test_closing_on_a_date_needs_a_day_that_is_ahead(desk, entry):
    assert "discussion_closes_on" in choose(desk, entry, discussion_choice="date")
    assert "discussion_closes_on" in choose(
        desk, entry, discussion_choice="date", discussion_closes_on=timezone.localdate().isoformat()
    )
    assert not Discussion.objects.exists()


def test_closing_on_a_date_closes_as_the_day_begins_in_the_blogs_zone(desk, entry):
    factories.blog(time_zone="America/Los_Angeles")
    day = timezone.localdate() + timedelta(days=10)
    assert choose(desk, entry, discussion_choice="date", discussion_closes_on=day.isoformat()) is None
    closes_at = Discussion.on(entry).closes_at
    assert closes_at.astimezone(factories.blog(time_zone="America/Los_Angeles").zone).isoformat()[:16] == f"{day}T00:00"


def test_a_reopening_for_seven_days_saved_again_keeps_its_hour(desk, entry):
    Discussion.on(entry).reopen_for(7)
    closes_at = Discussion.on(entry).closes_at
    assert choose(desk, entry, title="Another title") is None
    assert Discussion.on(entry).closes_at == closes_at


@pytest.mark.parametrize(
    ("button", "state"), [("_discussion_close", "closed"), ("_discussion_reopen", "open"), ("_discussion_week", "open")]
)
def test_one_button_saves_the_entry_and_turns_the_discussion(desk, entry, button, state):
    data = typed(desk, entry, title="Another title") | {button: ""}
    del data["_save"]
    assert desk.post(page_of(entry), data).status_code == 302
    assert Entry.objects.get().title == "Another title"
    assert Discussion.on(entry).state_at().state == state


def test_words_for_readers_are_kept(desk, entry):
    choose(desk, entry, discussion_choice="closed", discussion_words="Write to me instead.")
    assert Discussion.on(entry).state_at().words == "Write to me instead."
    choose(desk, entry, discussion_words="")
    assert Discussion.on(entry).words == ""


def test_panel_says_what_each_choice_does_today(desk, author):
    entry = factories.entry(author=author, days_old=200)
    Discussion.on(entry).moderate(author)
    factories.comment(entry, status="pending")
    page = desk.get(page_of(entry)).content.decode()
    assert "Closes the discussion at once: by the rule its time was over on" in page
    assert "As it is now. Every comment waits for you." in page
    assert "The 1 that waits stays with you. You can still answer." in page and "The 0 comments" not in page


def test_page_of_a_new_entry_offers_the_choices_too(desk):
    page = desk.get("/admin/blog/entry/add/").content.decode()
    assert page.count('name="discussion_choice"') == 5


def test_twin_page_answers_and_leads_back(desk, blog, entry):
    comment = factories.comment(entry, status="pending")
    address = f"/admin/blog/entry/{entry.pk}/page/"
    assert desk.get(address).status_code == 200
    desk.post(address, {"answers": comment.anchor, "text": "Thank you."})
    assert Comment.objects.get(parent=comment).is_approved


def test_paused_site_shows_in_every_row(desk, author, entry):
    DiscussionRule.load().pause("On holiday", author)
    page = desk.get(LIST).content.decode()
    assert "the whole site takes no comments since" in page and "“On holiday”" in page


def test_an_entry_deleted_for_good_takes_its_comments_along(desk, entry):
    factories.comment(entry)
    entry.trash()
    assert desk.post(f"/admin/blog/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Entry.objects.exists() and not Comment.objects.exists()


def test_closed_discussions_reopen_for_a_week_in_bulk(desk, author):
    for number in range(2):
        factories.entry(f"Old {number}", author=author, days_old=200)
    press = {"action": "reopen_for_a_week", "_selected_action": list(Entry.objects.values_list("pk", flat=True))}
    page = desk.post(LIST, press).content.decode()
    assert "Reopen for 7 days: 2 discussions" in page and "reopen 2" in page
    desk.post(LIST, press | {"counted": "0-2-0-0"})
    for discussion in Discussion.objects.all():
        state = discussion.state_at()
        assert state.is_open and timedelta(days=6.9) < state.until - timezone.now() <= timedelta(days=7)
    assert Decision.objects.values("batch").distinct().count() == 1
