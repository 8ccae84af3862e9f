"""The clean-up desk: groups, counts that change nothing, one button with the number, progress, and the way back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import gist, moderation, sweeps
from comments.models import Comment, Sweep
from tests import factories

CLEAN_UP = "/admin/comments/comment/clean-up/"
ALL = {"group": ["praise", "exchange", "name", "twins", "trade"], "to": "spam", "keep": "answered"}


@pytest.fixture
def drowned(author):
    """An old entry with much praise, an offer and a question; one of the flatterers has an answer."""
    entry = factories.entry(days_old=400, author=author)
    praise = [
        factories.comment(entry, f"Great article! {words}", name=f"flatterer {number}")
        for number, words in enumerate(("Thanks for sharing.", "Keep it up.", "Awesome blog."))
    ]
    factories.comment(entry, "I write guest posts in exchange for a link.", name="ricky", status="pending")
    factories.comment(entry, "How much calcium is in natto?", name="lizette")
    moderation.answer(praise[0], "Thanks for visiting!", author)
    gist.read_unread()
    return praise


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))


def test_groups_come_with_counts_samples_and_names(desk, drowned):
    page = desk.get(CLEAN_UP).content.decode()
    text = text_of(page)
    assert "3 that only praise" in text and "You answered 1 of them." in text
    assert "1 that offers something for a link" in text
    assert '<q dir="auto">Great article! Thanks for sharing.</q>' in page
    assert "flatterer 0, flatterer 1, flatterer 2" in text
    assert "3 comments would move to spam." in text and "1 stays because you answered it." in text
    assert "6 comments become 3: 1 by you, 2 by readers." in text
    assert "Not touched: flatterer 0, lizette." in text


def test_counting_changes_nothing_and_the_button_carries_the_number(desk, drowned):
    before = dict(Comment.objects.values_list("pk", "status"))
    text = text_of(desk.post(CLEAN_UP, ALL | {"keep": "", "do": "count"}).content.decode())
    assert "Move 4 comments to spam" in text
    text = text_of(desk.post(CLEAN_UP, {"group": "exchange", "to": "unlink", "do": "count"}).content.decode())
    assert "This would touch no comment." in text
    assert dict(Comment.objects.values_list("pk", "status")) == before and not Sweep.objects.exists()


def test_the_work_is_done_in_the_background_and_undone_from_its_page(desk, drowned):
    response = desk.post(CLEAN_UP, ALL | {"do": "run", "counted": "3"})
    assert response.status_code == 303
    page = desk.get(response.url).content.decode()
    assert "Moving comments to spam: 0 of 3" in page and '<progress max="3" value="0"' in page
    assert "A clean-up is under way." in desk.get(CLEAN_UP).content.decode()
    sweeps.go_on(seconds=60)
    page = desk.get(response.url).content.decode()
    assert "3 comments: marked as spam." in page and "Clean-up done" in page
    assert Comment.objects.spam().count() == 3
    address = response.url.partition("#")[0]
    assert "Putting comments back: 0 of 3" in desk.post(address, {"do": "undo"}, follow=True).content.decode()
    sweeps.go_on(seconds=60)
    assert "3 comments are back where they were." in text_of(desk.get(address).content.decode())
    assert not Comment.objects.spam().exists()


def test_numbers_that_changed_since_are_shown_again_first(desk, drowned):
    page = desk.post(CLEAN_UP, ALL | {"do": "run", "counted": "2"}).content.decode()
    assert "The numbers have changed since you counted." in page
    assert not Sweep.objects.exists()


def test_it_can_be_undone_from_the_log_and_the_bar_too(desk, drowned):
    desk.post(CLEAN_UP, ALL | {"do": "run", "counted": "3"})
    sweeps.go_on(seconds=60)
    page = desk.get("/admin/comments/comment/waiting/").content.decode()
    assert "3 comments: marked as spam." in page
    log = desk.get("/admin/comments/comment/decisions/").content.decode()
    assert "marked 3 comments as spam." in log and log.count("<tr>") == 3
    batch = re.search(r'name="undo" value="([^"]+)"', log)[1]
    desk.post("/admin/comments/comment/decisions/", {"undo": batch})
    sweeps.go_on(seconds=60)
    assert not Comment.objects.spam().exists()
    assert "3 comments: put back to what they were." in desk.get("/admin/comments/comment/waiting/").content.decode()


def test_nothing_to_clean_up_is_said(desk, entry):
    assert "Nothing to clean up" in desk.get(CLEAN_UP).content.decode()


@pytest.mark.parametrize(
    "posted", [{"do": "run", "group": "talk", "counted": "5"}, {"do": "run"}, {"group": ["x", ""]}]
)
def test_nonsense_changes_nothing(desk, drowned, posted):
    assert desk.post(CLEAN_UP, posted).status_code == 200
    assert not Sweep.objects.exists()


def test_an_author_without_more_rights_cleans_up_under_own_entries_only(client, desk, drowned):
    desk.post(CLEAN_UP, ALL | {"do": "run", "counted": "3"})
    other = factories.author("Ann")
    factories.comment(factories.entry("Mine", days_old=400, author=other), "Great article! Thanks.", name="own reader")
    gist.read_unread()
    client.force_login(other)
    page = client.get(CLEAN_UP).content.decode()
    assert "own reader" in page and "flatterer" not in page
    assert client.get(f"{CLEAN_UP}{Sweep.objects.get().pk}/").status_code == 404


def test_very_many_of_the_list_are_done_in_the_background(desk, entry, monkeypatch):
    monkeypatch.setattr(sweeps, "FROM", 3)
    made = [factories.comment(entry, status="spam") for _ in range(4)]
    action = {"action": "trash", "_selected_action": [comment.pk for comment in made], "sure": "yes"}
    response = desk.post("/admin/comments/comment/", action)
    assert "/clean-up/" in response.url
    sweeps.go_on(seconds=60)
    assert Comment.objects.trashed().count() == 4


def test_the_page_asks_the_same_number_of_queries_for_few_and_for_many(desk, drowned):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(CLEAN_UP)
        return len(captured)

    few = queries()
    for number in range(10):
        factories.comment(drowned[0].discussion.entry, f"Great article! Thanks {number}.")
    gist.read_unread()
    assert queries() == few


def test_thanks_fold_into_one_line_that_opens_and_come_out_again(client, desk, blog, drowned):
    entry = drowned[0].discussion.entry
    counted = text_of(desk.post(CLEAN_UP, ALL | {"to": "fold", "do": "count"}).content.decode())
    # The offer waits, and one flatterer has an answer.
    assert "2 comments would be folded." in counted
    response = desk.post(CLEAN_UP, ALL | {"to": "fold", "do": "run", "counted": "2"})
    sweeps.go_on(seconds=60)
    assert "2 comments: folded into one line." in desk.get(response.url).content.decode()
    page = client.get(entry.get_absolute_url()).content.decode()
    folded = page.partition("<summary>2 readers said thanks</summary>")[2].partition("</details>")[0]
    assert "Keep it up." in folded and "Awesome blog." in folded and "Thanks for sharing." not in folded
    assert page.count('<article class="comment ') == 5
    # They are dealt with, so the desk does not propose them again; the author's own view shows them in full.
    assert "1 that only praises" in text_of(desk.get(CLEAN_UP).content.decode())
    assert "said thanks" not in desk.get(f"/admin/blog/entry/{entry.pk}/page/").content.decode()
    desk.post(response.url.partition("#")[0], {"do": "undo"})
    sweeps.go_on(seconds=60)
    assert "said thanks" not in client.get(entry.get_absolute_url()).content.decode()


def test_folding_has_a_way_there_and_back_in_the_list_of_comments(client, desk, blog, drowned):
    page = drowned[1].discussion.entry.get_absolute_url()
    for act, is_folded in (("fold", True), ("unfold", False)):
        desk.post("/admin/comments/comment/", {"action": act, "_selected_action": [drowned[1].pk]})
        assert ("1 reader said thanks" in client.get(page).content.decode()) is is_folded
