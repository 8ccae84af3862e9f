"""Reading and posting comments, as readers do it."""

import ipaddress
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import arrivals
from comments.models import Comment, Discussion, DiscussionRule, Note
from tests import factories

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def known_host(settings, blog):
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]


def words(response) -> str:
    return " ".join(response.content.decode().split())


def post(client, entry, text="Does natto help?", **fields):
    headers = {name: fields.pop(name) for name in list(fields) if name.startswith("HTTP_") or name == "REMOTE_ADDR"}
    address = fields.pop("address", f"/comments/{entry.pk}/")
    return client.post(address, {"text": text, "name": "lizette"} | fields, **(SAME_ORIGIN | headers))


def test_new_comment_waits_and_its_writer_sees_it(client, entry):
    response = post(client, entry, email="lizette@example.org", website="example.org/me")
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.website) == ("pending", "https://example.org/me")
    page = client.get(response["Location"])
    assert "your comment waits" in words(page) and "Does natto help?" in words(page)
    assert page["Cache-Control"] == "private, no-store" or "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert "Does natto help?" not in words(client.get(entry.get_absolute_url()))
    comment.approve()
    assert "Does natto help?" in words(client.get(entry.get_absolute_url()))
    assert f"#{comment.anchor}" in words(client.get(response["Location"]))


def test_email_is_never_shown(client, entry):
    factories.comment(entry, email="wendy@example.org")
    assert "wendy@example.org" not in words(client.get(entry.get_absolute_url()))


def test_reply_stands_under_what_it_answers(client, entry):
    parent = factories.comment(entry, "First words")
    page = client.get(f"/comments/{entry.pk}/reply/{parent.anchor}/")
    assert "First words" in words(page) and "Reply to wendy" in words(page)
    assert post(client, entry, address=f"/comments/{entry.pk}/reply/{parent.anchor}/post/").status_code == 303
    reply = Comment.objects.get(name="lizette")
    assert (reply.parent, reply.root, reply.depth) == (parent, parent, 1)


@pytest.mark.parametrize(
    "fields", [{"status": "pending"}, {"status": "spam"}, {"status": "trash"}, {"kind": "pingback"}]
)
def test_what_readers_do_not_see_takes_no_reply(client, entry, fields):
    parent = factories.comment(entry, **fields)
    response = post(client, entry, address=f"/comments/{entry.pk}/reply/{parent.anchor}/post/")
    assert response.status_code == 404
    assert "is not here any more. You can post yours as a new comment." in words(response)
    assert "Does natto help?" in words(response) and f'action="/comments/{entry.pk}/"' in words(response)
    assert Comment.objects.count() == 1


def test_comment_of_another_entry_takes_no_reply(client, entry, author):
    elsewhere = factories.comment(factories.entry("Another", author=author))
    assert post(client, entry, address=f"/comments/{entry.pk}/reply/{elsewhere.anchor}/post/").status_code == 404


def test_locked_branch_refuses_a_reply_and_keeps_the_text(client, entry):
    root = factories.comment(entry)
    reply = factories.comment(entry, parent=root)
    root.lock()
    response = post(client, entry, address=f"/comments/{entry.pk}/reply/{reply.anchor}/post/")
    assert response.status_code == 422
    assert "takes no replies" in words(response) and "Does natto help?" in words(response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "there are no words yet"),
        ({"text": " \n "}, "there are no words yet"),
        ({"text": "x" * 5001}, "1 character too long"),
        ({"text": "*a* " * 1200}, "Simplify or divide it"),
        ({"email": "joleen@"}, "Write the whole address"),
        ({"website": "javascript:alert(1)"}, "Write the address of a website"),
        ({"name": "n" * 246}, "245"),
    ],
)
def test_refusal_shows_the_form_again_with_a_sentence_and_the_text(client, entry, fields, sentence):
    response = post(client, entry, **({"text": "Words to keep"} | fields))
    assert response.status_code == 422
    assert sentence in words(response)
    assert fields.get("text", "Words to keep").strip() in response.content.decode()
    assert not Comment.objects.exists()


def test_closed_discussion_refuses_a_comment_and_gives_the_text_back(client, entry):
    Discussion.on(entry).close()
    assert "Comments on this entry are closed." in words(client.get(entry.get_absolute_url()))
    response = post(client, entry, "Words I typed for an hour")
    assert response.status_code == 403
    assert "Comments on this entry are closed." in words(response)
    assert "Words I typed for an hour" in words(response)
    assert not Comment.objects.exists()


def test_discussion_that_closes_while_a_comment_is_on_its_way_refuses_it(client, entry, monkeypatch):
    receive = arrivals.receive

    def close_first(*args):
        Discussion.on(entry).close()
        return receive(*args)

    monkeypatch.setattr(arrivals, "receive", close_first)
    response = post(client, entry)
    assert response.status_code == 403 and "Does natto help?" in words(response)
    assert not Comment.objects.exists()


def test_reopened_discussion_has_its_form_at_once(client, entry):
    discussion = Discussion.on(entry)
    discussion.close()
    assert "<textarea" not in words(client.get(entry.get_absolute_url()))
    discussion.reopen()
    assert "<textarea" in words(client.get(entry.get_absolute_url()))
    assert post(client, entry).status_code == 303


@pytest.mark.parametrize("state", ["draft", "trashed", "withdrawn"])
def test_entry_out_of_sight_takes_no_comment(client, author, state):
    entry = factories.entry(state=state)
    assert post(client, entry).status_code == 404


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_number_that_no_entry_has_is_not_found(client, blog, number):
    answer = client.post(f"/comments/{number}/", {"text": "Does natto help?"})
    assert answer.status_code == 404 and "Does natto help?" in words(answer)


def test_same_words_again_are_the_same_comment(client, entry):
    first = post(client, entry, nonce="a1")
    again = post(client, entry, nonce="a1")
    assert Comment.objects.count() == 1
    assert again["Location"] == first["Location"]


def test_stranger_who_repeats_words_never_learns_the_private_address(client, entry):
    first = post(client, entry, nonce="a1")
    stranger = post(client, entry, nonce="b2")
    scriptless = post(client, entry)
    for answer in (stranger, scriptless):
        assert answer.status_code == 303 and answer["Location"] != first["Location"]
        assert client.get(answer["Location"]).status_code == 200


def test_without_script_the_same_network_within_ten_minutes_is_the_same_sender(client, entry):
    first = post(client, entry)
    assert post(client, entry)["Location"] == first["Location"]
    assert post(client, entry, REMOTE_ADDR="203.0.113.9")["Location"] != first["Location"]
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert post(client, entry)["Location"] != first["Location"]


def test_private_address_that_was_tampered_with_is_not_found(client, entry):
    location = post(client, entry)["Location"]
    assert client.get(location[:-2] + "xx/").status_code == 404
    assert client.get("/comments/mine/1/").status_code == 404


def test_writer_can_take_a_comment_back(client, entry):
    location = post(client, entry)["Location"]
    assert client.post(location, **SAME_ORIGIN).status_code == 303
    assert Comment.objects.get().status == "trash"
    assert "was removed" in words(client.get(location))


def test_preview_shows_the_comment_and_stores_nothing(client, entry):
    page = words(post(client, entry, "Some *words*", preview="1"))
    assert "<em>words</em>" in page and "Some *words*" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}, 303),
        ({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"}, 303),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://testserver"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 403),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_only_pages_of_this_site_post_to_it(client, entry, headers, status):
    response = client.post(f"/comments/{entry.pk}/", {"text": "Hello"}, **headers)
    assert response.status_code == status
    assert Comment.objects.exists() == (status == 303)
    if status == 403:
        assert "Hello" in words(response)


def test_body_that_is_no_form_is_refused(client, entry):
    response = client.post(f"/comments/{entry.pk}/", "text=Hello", content_type="text/plain", **SAME_ORIGIN)
    assert response.status_code == 403


def test_flood_from_one_network_has_to_wait_and_keeps_its_text(client, entry):
    for number in range(15):
        assert post(client, entry, f"Words {number}").status_code == 303
    response = post(client, entry, "One more")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "One more" in words(response) and "minutes" in words(response)
    assert post(client, entry, "From elsewhere", REMOTE_ADDR="203.0.113.9").status_code == 303


def test_forwarded_address_counts_only_from_a_trusted_proxy(client, entry, settings):
    post(client, entry, "One", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert Comment.objects.latest("pk").network == "127.0.0.0/24"
    settings.TRUSTED_PROXIES = (ipaddress.ip_network("127.0.0.1/32"),)
    post(client, entry, "Two", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    assert Comment.objects.latest("pk").network == "203.0.113.0/24"


def test_empty_name_is_anonymous(client, entry):
    factories.comment(entry, name="")
    assert "Anonymous" in words(client.get(entry.get_absolute_url()))


def test_author_is_marked_by_account_and_not_by_name(client, entry, author):
    factories.comment(entry, name="Steven Carney")
    assert "comment__badge" not in words(client.get(entry.get_absolute_url())).split("</style>")[1]
    factories.comment(entry, name="Steve", user=author)
    assert words(client.get(entry.get_absolute_url())).split("</style>")[1].count("comment__badge") == 1


def test_removed_comment_with_replies_leaves_its_place(client, entry):
    root = factories.comment(entry, "Words that go")
    factories.comment(entry, "Words that stay", parent=root)
    root.trash()
    page = words(client.get(entry.get_absolute_url()))
    assert "This comment was removed." in page and "Words that go" not in page and "Words that stay" in page


def test_pings_stand_apart(client, entry):
    factories.comment(entry, kind="pingback", name="Another blog", website="https://example.org/post/")
    page = words(client.get(entry.get_absolute_url()))
    assert "Mentioned elsewhere" in page and "Another blog" in page and "No comments yet" in page


@pytest.fixture
def two_threads_a_page(db):
    DiscussionRule(threads_per_page=2).save()


def test_threads_are_paged_from_the_oldest(client, entry, two_threads_a_page):
    comments = [factories.comment(entry, f"Words {number}.") for number in range(5)]
    path = entry.get_absolute_url()
    assert "Words 1." in words(client.get(path)) and "Words 2." not in words(client.get(path))
    assert "Words 2." in words(client.get(f"{path}comment-page-2/"))
    assert client.get(f"{path}comment-page-1/")["Location"] == path
    assert client.get(f"{path}comment-page-4/").status_code == 404
    assert (
        client.get(f"/comments/comment/{comments[4].pk}/")["Location"] == f"{path}comment-page-3/#{comments[4].anchor}"
    )


def test_newest_first_shows_the_last_page_and_keeps_addresses(client, entry):
    DiscussionRule(threads_per_page=2, newest_first=True).save()
    comments = [factories.comment(entry, f"Words {number}.") for number in range(3)]
    path = entry.get_absolute_url()
    assert "Words 2." in words(client.get(path))
    assert "Words 0." in words(client.get(f"{path}comment-page-1/"))
    assert (
        client.get(f"/comments/comment/{comments[0].pk}/")["Location"] == f"{path}comment-page-1/#{comments[0].anchor}"
    )


def test_long_thread_goes_on_elsewhere(client, entry):
    root = factories.comment(entry)
    replies = [factories.comment(entry, f"Reply {number}.", parent=root) for number in range(203)]
    page = words(client.get(entry.get_absolute_url()))
    assert "Reply 199." in page and "Reply 200." not in page and "The whole thread (203 replies)" in page
    part = client.get(f"/comments/comment/{replies[202].pk}/")["Location"]
    assert part == f"{entry.get_absolute_url()}thread/{root.anchor}/page/2/#{replies[202].anchor}"
    assert "Reply 202." in words(client.get(part))
    # A thread's own page does not lead to itself.
    assert "The whole thread" not in words(client.get(part.partition("page/")[0]))


def test_an_entry_costs_the_same_queries_with_more_comments(client, entry):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(entry.get_absolute_url()).status_code == 200
        return len(captured)

    parent = factories.comment(entry)
    factories.comment(entry, parent=parent)
    few = queries()
    for _ in range(20):
        parent = factories.comment(entry, parent=parent)
        factories.comment(entry)
    assert queries() == few


def test_a_comment_costs_the_same_queries_among_many(client, entry):
    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert post(client, entry, f"Words of my own, for the {number}th time").status_code == 303
        return len(captured)

    queries(1)
    few = queries(2)
    for _ in range(20):
        factories.comment(entry, parent=factories.comment(entry))
    assert queries(3) == few < 20


@pytest.mark.django_db(transaction=True)
def test_parallel_posts_of_the_same_words_store_one_row(client, entry):
    answers = []

    def send():
        answers.append(post(Client(), entry, nonce="a1")["Location"])
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Comment.objects.count() == 1
    assert len(answers) == 50 and len(set(answers)) == 1


def test_who_was_typing_when_it_closed_can_send_the_words_privately(client, entry):
    Discussion.on(entry).close()
    page = words(post(client, entry, "An hour of words", email="lizette@example.org"))
    assert f'action="/comments/{entry.pk}/note/"' in page and "An hour of words" in page
    response = client.post(
        f"/comments/{entry.pk}/note/", {"text": "An hour of words", "email": "lizette@example.org"}, **SAME_ORIGIN
    )
    assert response.status_code == 303
    note = Note.objects.get()
    assert (note.entry, note.text, note.email) == (entry, "An hour of words", "lizette@example.org")
    assert "An hour of words" not in words(client.get(entry.get_absolute_url()))


def test_notes_have_limits_of_their_own_and_keep_their_text(client, entry):
    for number in range(3):
        assert client.post("/comments/note/", {"text": f"Note {number}"}, **SAME_ORIGIN).status_code == 303
    response = client.post("/comments/note/", {"text": "One too many"}, **SAME_ORIGIN)
    assert response.status_code == 429 and "One too many" in words(response)
    assert post(client, entry).status_code == 303


def test_note_from_another_site_or_without_words_is_refused(client):
    assert client.post("/comments/note/", {"text": "x"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.post("/comments/note/", {"text": " "}, **SAME_ORIGIN).status_code == 422
    assert not Note.objects.exists()


def test_closed_discussion_points_at_an_open_one_on_a_like_subject(client, author):
    closed = factories.entry("Old", author=author, days_old=200, tags=["bones"])
    factories.entry("Closed too", author=author, days_old=120, tags=["bones"])
    factories.entry("Other subject", author=author, tags=["fish"])
    assert "Still open" not in words(client.get(closed.get_absolute_url()))
    factories.entry("Still talking", author=author, tags=["bones", "fish"])
    page = words(client.get(closed.get_absolute_url()))
    assert "Still open, on a like subject:" in page and "Still talking</a>" in page


@pytest.mark.parametrize("state", ["draft", "withdrawn", "trashed", None])
def test_words_under_an_entry_that_went_meanwhile_come_back_and_tell_nothing_of_it(client, entry, state):
    if state:
        type(entry).objects.filter(pk=entry.pk).update(state=state, title="Hidden title")
    else:
        entry.delete()
    entry.pk = entry.pk or 77
    response = post(client, entry)
    assert response.status_code == 404 and "Does natto help?" in words(response)
    assert "so nothing was posted" in words(response) and "Hidden title" not in words(response)
    assert client.post(f"/comments/{entry.pk}/note/", {"text": "Does natto help?"}).status_code == 303
    assert Note.objects.get().entry is None
    assert client.get(f"/comments/{entry.pk}/note/").status_code == 404
