"""The desk: what waits, in which order, and what each button does."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision, Keys, Rule
from tests import factories

WAITING = "/admin/comments/comment/waiting/"


@pytest.fixture
def waiting(entry):
    """A reader's comment and a spam comment, both waiting."""
    reader = factories.comment(entry, "Does vitamin D help?", status="pending", name="lizette", score=-0.7)
    spam = factories.comment(entry, "Cheap pills", status="pending", name="ricky", score=2.5)
    return reader, spam


def sent(comment: Comment, do: str, **more) -> dict:
    return {"comment": f"{comment.pk}.{moderation.version(comment)}", "do": do} | more


def test_likely_readers_come_first(desk, entry, waiting):
    factories.comment(entry, "Hm", status="pending", name="nobody")
    page = desk.get(WAITING).content.decode()
    order = [page.index(name) for name in ("Probably a reader (1)", "Hard to tell (1)", "Probably spam (1)")]
    assert order == sorted(order)
    assert page.index("<bdi>lizette</bdi>") < page.index("<bdi>nobody</bdi>") < page.index("<bdi>ricky</bdi>")
    assert "Not judged yet." in page


@pytest.mark.parametrize(
    ("button", "status"), [("approve", "approved"), ("spam", "spam"), ("trash", "trash"), ("lock", "pending")]
)
def test_each_button_goes_through_the_verb_and_leaves_a_decision(desk, author, waiting, button, status):
    comment = waiting[0]
    response = desk.post(WAITING, sent(comment, button))
    assert response.status_code == 303
    comment.refresh_from_db()
    assert comment.status == status
    assert Decision.objects.get(comment=comment).actor == author


def test_after_an_act_the_next_card_has_the_focus_and_the_title_says_the_result(desk, waiting):
    reader, spam = waiting
    page = desk.get(WAITING).content.decode()
    form = page[page.index(f'id="comment-{reader.pk}"') :]
    assert f'name="next" value="{spam.pk}"' in form
    response = desk.post(WAITING, sent(reader, "approve", next=spam.pk))
    assert response.url.endswith(f"#by-{spam.pk}")
    title = re.search(r"<title>(.*?)</title>", desk.get(response.url).content.decode(), re.DOTALL)[1]
    assert re.sub("[\u2066-\u2069]", "", title).strip().startswith("lizette: approved. 1 comment waits")


def test_approving_without_the_link(desk, entry):
    comment = factories.comment(
        entry, "[look](https://x.example/)", status="pending", name="ricky", website="https://x.example/"
    )
    assert "Approve without the link" in desk.get(WAITING).content.decode()
    desk.post(WAITING, sent(comment, "approve-plain"))
    comment = Comment.objects.get()
    assert comment.is_approved and not comment.website and "<a" not in comment.body_html


def test_a_comment_without_links_offers_no_button_to_remove_them(desk, entry):
    factories.comment(entry, "Hello there", status="pending")
    assert "Approve without the link" not in desk.get(WAITING).content.decode()


def test_answering_approves_and_replies(desk, author, waiting):
    reader = waiting[0]
    desk.post(WAITING, sent(reader, "answer", answer="It does."))
    reader.refresh_from_db()
    reply = reader.replies.get()
    assert reader.is_approved and reply.is_approved
    assert (reply.user, reply.name, reply.source) == (author, "Steven Carney", "It does.")
    assert Decision.objects.filter(verb="answered").get().batch == Decision.objects.get(verb="approved").batch
    bar = re.sub("[\u2066-\u2069]", "", desk.get(WAITING).content.decode())
    assert "lizette: approved and answered." in bar


def test_an_empty_answer_changes_nothing(desk, waiting):
    response = desk.post(WAITING, sent(waiting[0], "answer", answer="  "), follow=True)
    assert "The answer is empty." in response.content.decode()
    assert Comment.objects.pending().count() == 2


def test_a_written_answer_is_not_lost_when_another_button_is_pressed(desk, waiting):
    reader = waiting[0]
    page = desk.post(WAITING, sent(reader, "approve", answer="It does.")).content.decode()
    assert "You wrote an answer. Send it too?" in page and "It does.</textarea>" in page
    assert Comment.objects.pending().count() == 2
    desk.post(WAITING, sent(reader, "approve", answer="It does.", sure="yes"))
    assert list(Comment.objects.approved()) == [reader]


def test_ticked_comments_are_decided_together_and_undone_together(desk, waiting):
    both = [f"{comment.pk}.{moderation.version(comment)}" for comment in waiting]
    response = desk.post(WAITING, {"comment": both, "do": "trash"})
    assert Comment.objects.trashed().count() == 2
    page = desk.get(response.url).content.decode()
    assert "2 comments: moved to the trash." in page
    batch = re.search(r'name="undo" value="([^"]+)"', page)[1]
    page = desk.post(WAITING, {"undo": batch}, follow=True).content.decode()
    assert Comment.objects.pending().count() == 2
    assert "2 comments wait again." in page and 'name="undo"' not in page


def test_pressing_a_bulk_button_with_nothing_ticked_says_so(desk, waiting):
    page = desk.post(WAITING, {"do": "spam"}, follow=True).content.decode()
    assert "Tick the comments first" in page


def test_who_decided_first_is_named_and_nothing_is_changed(desk, waiting):
    reader = waiting[0]
    form = sent(reader, "spam")
    reader.approve(factories.author("Ann"))
    page = re.sub("[\u2066-\u2069]", "", desk.post(WAITING, form, follow=True).content.decode())
    assert re.search(r"Ann approved this at \d+:\d\d [AP]M\. Nothing was changed\.", page)
    assert Comment.objects.get(pk=reader.pk).is_approved


def test_words_that_changed_meanwhile_are_shown_again(desk, waiting):
    reader = waiting[0]
    form = sent(reader, "approve")
    reader.reword("Buy pills", factories.author("Ann"))
    page = desk.post(WAITING, form, follow=True).content.decode()
    assert "These words were changed after you opened the page." in page
    assert Comment.objects.get(pk=reader.pk).is_pending


def test_verdict_far_from_the_score_is_asked_about_once(desk, entry):
    comment = factories.comment(entry, "Thoughtful", status="pending", name="lizette", score=-3.0)
    page = desk.post(WAITING, sent(comment, "spam")).content.decode()
    assert "Is this really spam?" in page
    assert Comment.objects.get().is_pending
    desk.post(WAITING, sent(comment, "spam", sure="yes"))
    assert Comment.objects.get().status == "spam"


def test_banning_first_shows_what_it_touches(desk, entry):
    comment = factories.comment(
        entry, "Buy", status="pending", name="ricky", email="r@x.example", website="https://x.example/a"
    )
    factories.comment(entry, "Me too", status="pending", name="other", email="o@y.example", website="http://x.example")
    response = desk.post(WAITING, sent(comment, "ban"))
    page = desk.get(response.url).content.decode()
    assert "Ban, and mark 2 comments as spam" in page
    assert Comment.objects.pending().count() == 2
    desk.post(response.url, {"by": ["email", "host"]})
    assert Comment.objects.spam().count() == 2
    assert set(Rule.objects.values_list("field", "pattern", "outcome")) == {
        ("email", "r@x.example", "spam"),
        ("host", "x.example", "spam"),
    }
    batch = Decision.objects.get(verb="banned").batch
    desk.post(WAITING, {"undo": str(batch)})
    assert Comment.objects.pending().count() == 2 and not Rule.objects.exists()


def test_closing_asks_first_and_then_closes(desk, waiting):
    response = desk.post(WAITING, sent(waiting[0], "close"))
    page = desk.get(response.url).content.decode()
    assert "The 2 that wait stay with you" in page and "Its 0" not in page
    assert desk.post(response.url).status_code == 303
    waiting[0].discussion.refresh_from_db()
    assert waiting[0].discussion.state_at().is_closed


def test_keys_are_off_until_turned_on_and_kept_with_the_account(desk, author, waiting):
    assert "desk-keys" not in desk.get(WAITING).content.decode()
    desk.post(WAITING, {"keys": "on"})
    assert Keys.are_on(author)
    page = desk.get(WAITING).content.decode()
    assert "desk-keys" in page and "Keys: on" in page
    desk.post(WAITING, {"keys": "off"})
    assert not Keys.are_on(author)


def test_history_of_a_writer_stands_on_the_card(desk, entry):
    factories.comment(entry, "Earlier", email="l@example.org")
    factories.comment(entry, "Bad", email="l@example.org", status="spam")
    factories.comment(entry, "Now", email="l@example.org", status="pending")
    factories.comment(entry, "New", status="pending")
    page = desk.get(WAITING).content.decode()
    assert "1 approved, 1 spam since" in page and "first comment" in page


def test_what_a_stranger_typed_is_inert(desk, entry):
    factories.comment(
        entry,
        '[x](https://evil.example/"onclick=alert) <script>alert(1)</script>',
        status="pending",
        name='<b onmouseover="x">\u202eevil',
        email="a@b.example",
        website="https://evil.example/?<script>",
    )
    page = desk.get(WAITING).content.decode()
    card = page[page.index("<article") : page.index("</article>")]
    assert "<script" not in card and "<b " not in card
    assert re.findall(r'href="([^"]*)"', card) == [f"/admin/blog/entry/{entry.pk}/page/"]


def test_empty_desk_says_what_came_last(desk, entry):
    page = desk.get(WAITING).content.decode()
    assert "Nothing waits for you</h1>" in page and "New comments wait here" in page
    factories.comment(entry)
    assert "it is approved." in desk.get(WAITING).content.decode()


def test_desk_asks_the_same_number_of_queries_for_three_and_for_25_cards(desk, author):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(WAITING).status_code == 200
        return len(queries)

    def wait(number: int) -> None:
        for age in range(number):
            entry = factories.entry(f"Entry {age}", author=author)
            root = factories.comment(entry)
            factories.comment(entry, parent=root, status="pending", email=f"{age}@x.example", score=age)

    wait(3)
    few = count()
    wait(22)
    assert count() == few


def test_stranger_and_reader_without_rights_are_kept_out(client, waiting):
    assert client.get(WAITING).status_code == 302
    client.force_login(factories.author("Reader", is_staff=False))
    assert client.get(WAITING).status_code == 302


def test_an_author_without_more_rights_decides_under_own_entries_only(client, entry, waiting):
    other = factories.author("Ann")
    own = factories.comment(factories.entry("Mine", author=other), "Hi Ann", status="pending", name="own reader")
    client.force_login(other)
    page = client.get(WAITING).content.decode()
    assert "own reader" in page and "lizette" not in page
    client.post(WAITING, sent(waiting[0], "approve"))
    client.post(WAITING, sent(own, "approve"))
    assert list(Comment.objects.approved()) == [own]
    assert client.get(f"/admin/comments/comment/{waiting[0].pk}/ban/").status_code == 403


def test_decisions_older_than_thirty_days_are_not_undone(desk, author, waiting):
    waiting[0].approve(author)
    decision = Decision.objects.get()
    Decision.objects.update(made_at=timezone.now() - timedelta(days=31))
    page = desk.post(WAITING, {"undo": str(decision.batch)}, follow=True).content.decode()
    assert "this one is older" in page
    assert Comment.objects.get(pk=waiting[0].pk).is_approved


def test_after_an_undo_the_card_that_came_back_has_the_focus(desk, author, waiting):
    waiting[0].approve(author)
    response = desk.post(WAITING, {"undo": str(Decision.objects.get().batch)})
    assert response.url.endswith(f"#by-{waiting[0].pk}")


def test_an_undo_leads_to_the_page_on_which_the_card_stands_now(desk, author, entry, monkeypatch):
    monkeypatch.setattr("comments.admin.desk.CARDS_PER_PAGE", 2)
    scores = [-1, 2.5, None, 0, None, -1, 2.5, 1]
    said = [factories.comment(entry, f"Hm {n}", status="pending", score=score) for n, score in enumerate(scores)]
    for comment in said:
        comment.approve(author)
        response = desk.post(f"{WAITING}?p=3", {"undo": str(Decision.objects.presses().first().batch)})
        assert f'id="comment-{comment.pk}"' in desk.get(response.url).content.decode(), response.url


def test_after_locking_a_branch_its_card_keeps_the_focus(desk, waiting):
    response = desk.post(WAITING, sent(waiting[0], "lock", next=waiting[1].pk))
    assert response.url.endswith(f"#by-{waiting[0].pk}")


@pytest.mark.parametrize("nonsense", ["x", "9" * 40 + ".pending-0", ".", "1"])
def test_nonsense_in_place_of_a_comment_changes_nothing(desk, waiting, nonsense):
    assert desk.post(WAITING, {"comment": nonsense, "do": "approve", "next": "x"}).status_code == 303
    assert Comment.objects.pending().count() == 2


def test_an_unknown_button_changes_nothing(desk, waiting):
    page = desk.post(WAITING, sent(waiting[0], "delete"), follow=True).content.decode()
    assert "This button is not known here." in page


def test_marked_words_and_reasons_stand_on_the_card(desk, entry):
    factories.comment(
        entry,
        "Great post about calcium",
        status="pending",
        score=0.4,
        reasons=[
            ["praise", {"share": "some", "phrases": ["Great post"]}, 0.8],
            ["topic", {"words": ["calcium"]}, -0.4],
            ["first-comment", {}, 0.0],
        ],
    )
    page = desk.get(WAITING).content.decode()
    assert '<mark>Great post</mark> about <mark class="ours">calcium</mark>' in page
    assert '<span class="num">+0.8</span>' in page and '<span class="num for">−0.4</span>' in page
    assert "Held in any case: first comment here." in page
