"""Comments of an old blog: threads, states, counters and people stay what they were."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.html import clean_comment
from blog.importers.bylines import Bylines
from blog.importers.ledger import Ledger
from blog.importers.paragraphs import with_paragraphs
from blog.importers.records import AuthorRecord, CommentRecord, EntryRecord
from blog.importers.report import Report
from blog.models import Passage
from comments import importing
from comments.importing import CommentSaver, is_plain, place, website
from comments.models import Comment, Discussion
from tests import factories

MOMENT = datetime(2012, 7, 5, 16, tzinfo=UTC)
ENTRY = EntryRecord(
    "12",
    "post",
    "published",
    "Bones",
    "bones",
    "steve",
    "",
    "",
    MOMENT,
    MOMENT,
    None,
    (),
    (),
    is_discussion_closed=False,
)


def record(old_id: int | str, parent_id: int | str = "", **fields) -> CommentRecord:
    number = int(old_id) if str(old_id).isdigit() else 0
    return replace(
        CommentRecord(
            old_id=str(old_id),
            entry_id="12",
            parent_id=str(parent_id),
            kind="comment",
            status="approved",
            login="",
            name="wendy",
            email="wendy@example.org",
            website="",
            body=f"<p>Comment {old_id}.</p>",
            created_at=MOMENT.replace(minute=number % 60, second=number // 60 % 60),
        ),
        **fields,
    )


@pytest.fixture
def saver(db):
    report, ledger = Report(), Ledger("old.example")
    return CommentSaver(ledger, Bylines(ledger, report, {}), report)


def save(saver: CommentSaver, entry, comments: list[CommentRecord], is_new: bool = True) -> Discussion:
    for batch in saver.batches(saver.new_among(ENTRY, comments, is_new)):
        saver.save(entry, batch)
    return Discussion.on(entry)


def stored(entry) -> dict[str, Comment]:
    return {comment.anchor.removeprefix("comment-"): comment for comment in Comment.objects.on(entry)}


def remarks(saver) -> list[str]:
    return [remark.words for remark in saver.report.remarks]


def test_a_comment_keeps_what_it_was(saver, entry):
    save(saver, entry, [record(101, website="http://a.example/")])
    comment = Comment.objects.get()
    assert (comment.anchor, comment.kind, comment.status, comment.was_shown) == (
        "comment-101",
        "comment",
        "approved",
        True,
    )
    assert (comment.name, comment.email, comment.website) == ("wendy", "wendy@example.org", "http://a.example/")
    assert (comment.source, comment.format, comment.created_at) == (
        "<p>Comment 101.</p>",
        "html",
        record(101).created_at,
    )
    assert (comment.body_html, comment.network, comment.user) == ("<p>Comment 101.</p>", "", None)


def test_an_imported_comment_has_all_that_saving_gives_one(saver, entry):
    text = "<p>Natto is made from fermented soy beans and is popular in Japan.</p>"
    save(saver, entry, [record(101, body=text)])
    imported = Comment.objects.get()
    typed = Comment(discussion=imported.discussion, name="wendy", source=text, format="html", status="approved")
    typed.save()
    names = {field.attname for field in Comment._meta.concrete_fields}
    names -= {"id", "anchor", "fingerprint", "created_at", "turned_at", "email"}
    assert {name: getattr(imported, name) for name in names} == {name: getattr(typed, name) for name in names}


def test_readers_find_what_was_approved(saver, entry):
    save(saver, entry, [record(1, body="<p>Natto</p>"), record(2, status="pending"), record(3, kind="pingback")])
    [passage] = Passage.objects.filter(kind="comment")
    assert (passage.text, passage.name, passage.source_pk) == ("Natto", "wendy", stored(entry)["1"].pk)


def test_replies_stand_under_what_they_answer_whatever_order_they_came_in(saver, entry):
    save(saver, entry, [record(3, 2), record(2, 1), record(1), record(4, 1), record(5)])
    found = stored(entry)
    assert {key: (comment.parent and comment.parent.anchor, comment.depth) for key, comment in found.items()} == {
        "1": (None, 0),
        "2": ("comment-1", 1),
        "3": ("comment-2", 2),
        "4": ("comment-1", 1),
        "5": (None, 0),
    }
    assert {found[key].root for key in "234"} == {found["1"]}
    assert [found[key].thread_count for key in "15"] == [3, 0]


def test_threads_hold_together_over_many_batches(saver, entry, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    chain = [record(number, number - 1 if number > 1 else "") for number in range(9, 0, -1)]
    discussion = save(saver, entry, chain)
    found = stored(entry)
    assert [found[str(number)].depth for number in range(1, 10)] == list(range(9))
    assert (found["1"].thread_count, discussion.approved_count) == (8, 9)


def test_a_reply_without_its_parent_begins_a_thread_and_is_remarked_on(saver, entry):
    save(saver, entry, [record(2, 1), record(3, 2)])
    found = stored(entry)
    assert (found["2"].parent, found["2"].depth, found["3"].parent) == (None, 0, found["2"])
    assert remarks(saver) == ["Answers a comment that is not in the export; it begins a thread"]


def test_an_answer_to_a_ping_or_to_itself_begins_a_thread(saver, entry):
    save(saver, entry, [record(1, kind="pingback"), record(2, 1), record(3, 3), record(4, 2, kind="trackback")])
    assert {comment.depth for comment in Comment.objects.all()} == {0}
    assert len(remarks(saver)) == 2


def test_a_circle_is_opened_and_what_hangs_from_it_stays_there():
    report = Report()
    placed = {
        found.record.old_id: found
        for found in place([record(9, 1), record(1, 3), record(2, 1), record(3, 2)], "", report)
    }
    assert [found.depth for found in placed.values()] == sorted(found.depth for found in placed.values())
    assert placed["1"].depth == 0
    assert [placed[key].parent_id for key in "239"] == ["1", "2", "1"]
    assert len(report.remarks) == 1


@given(st.lists(st.integers(0, 12), max_size=12))
def test_whatever_answers_what_everything_is_placed_once_below_its_parent(parents):
    comments = [record(number, parent or "") for number, parent in enumerate(parents, start=1)]
    placed = place(comments, "", Report())
    assert sorted(found.record.old_id for found in placed) == sorted(comment.old_id for comment in comments)
    seen = {}
    for found in placed:
        above = seen.get(found.parent_id)
        assert bool(above) == bool(found.parent_id)
        assert found.depth == (above.depth + 1 if above else 0)
        assert found.root_id == ((above.root_id or above.record.old_id) if above else "")
        seen[found.record.old_id] = found


def test_states_and_counters_are_those_of_a_recount(saver, entry):
    states = ["approved", "pending", "spam", "trash"]
    comments = [record(number, number // 3, status=states[number % 4]) for number in range(1, 40)]
    comments += [record(50, kind="pingback"), record(51, kind="trackback", status="pending")]
    discussion = save(saver, entry, comments)
    counted = (discussion.approved_count, discussion.pending_count, discussion.last_comment_at)
    threads = dict(Comment.objects.values_list("pk", "thread_count"))
    discussion.recount()
    assert counted == (discussion.approved_count, discussion.pending_count, discussion.last_comment_at)
    assert threads == dict(Comment.objects.values_list("pk", "thread_count"))
    assert (discussion.approved_count, discussion.pending_count) == (9, 10)
    assert set(Comment.objects.filter(was_shown=True).values_list("status", flat=True)) == {"approved"}


def test_the_same_words_twice_are_two_comments(saver, entry):
    save(saver, entry, [record(1, body="<p>Great!</p>"), record(2, body="<p>Great!</p>")])
    assert Comment.objects.count() == 2


def test_a_second_time_adds_and_changes_nothing(saver, entry):
    comments = [record(1), record(2, 1), record(3, kind="pingback")]
    save(saver, entry, comments)
    Comment.objects.filter(anchor="comment-3").delete()
    before = list(Comment.objects.order_by("pk").values())
    save(saver, entry, comments, is_new=False)
    assert list(Comment.objects.order_by("pk").values()) == before
    assert saver.report.known == {"comment": 2, "pingback": 1}


def test_what_is_new_since_joins_the_threads_that_are_here(saver, entry):
    save(saver, entry, [record(1), record(2, 1)])
    discussion = save(saver, entry, [record(1), record(2, 1), record(3, 2), record(4)], is_new=False)
    found = stored(entry)
    assert (found["3"].parent, found["3"].root, found["3"].depth) == (found["2"], found["1"], 2)
    assert (found["1"].thread_count, discussion.approved_count) == (2, 4)


def test_what_answers_a_comment_removed_here_begins_a_thread(saver, entry):
    save(saver, entry, [record(1), record(2, 1)])
    Comment.objects.filter(anchor="comment-1").delete()
    save(saver, entry, [record(1), record(2, 1), record(3, 1), record(4, 3)], is_new=False)
    found = stored(entry)
    assert (found["3"].parent, found["3"].depth, found["4"].parent, found["4"].depth) == (None, 0, found["3"], 1)


def test_nothing_comes_back_to_an_entry_that_is_gone(saver):
    assert saver.new_among(ENTRY, [record(1)], is_new=False, is_gone=True) == []
    assert [(found.kind, found.label) for found in saver.report.skipped] == [("comment", "wendy (1)")]


def test_equal_numbers_under_two_entries_are_two_comments(saver, entry, author):
    other = factories.entry("Fish oil", author=author)
    save(saver, entry, [record(1)])
    second = replace(record(1), entry_id="13")
    for batch in saver.batches(saver.new_among(replace(ENTRY, old_id="13"), [second], is_new=True)):
        saver.save(other, batch)
    assert Comment.objects.count() == 2


def test_the_authors_comments_are_the_authors_under_any_name(saver, author):
    account = saver.bylines.take(AuthorRecord("steve", "Steven", ""))
    entry = factories.entry(author=account)
    save(saver, entry, [record(1, login="steve", name="Steve C."), record(2)])
    found = stored(entry)
    assert (found["1"].is_by_author, found["1"].author_name, found["2"].is_by_author) == (True, "Steve C.", False)


def test_what_has_no_number_gets_an_anchor_of_its_own(saver, entry):
    save(saver, entry, [record("ab12"), record("cd34")])
    assert len({comment.anchor for comment in Comment.objects.all()}) == 2


def test_markup_that_readers_may_not_use_is_taken_out(saver, entry):
    save(saver, entry, [record(1, body='<p onclick="x()">Hi<script>alert(1)</script> <b>you</b></p>')])
    assert Comment.objects.get().body_html == "<p>Hi <b>you</b></p>"


WORDS = st.text(st.sampled_from("aé߀ї一ก_0 .,;:!?'\"()…–—“”‘’/%$€£+=*#@•©-\n<>& "), max_size=40)


@given(WORDS)
def test_plain_words_come_out_of_the_cleaning_as_they_went_in(typed):
    body = with_paragraphs(typed)
    assert not is_plain(body) or clean_comment(body, "html") == body


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("<p>Great post!</p>", True),
        ("<p>One,<br>\ntwo</p>\n<p>“three”</p>", True),
        ("<p>a &amp; b</p>", False),
        ("<p>a <b>b</b></p>", False),
        ("<p>http://a.example</p>", False),
        ("<p> a</p>", False),
        ("<p>a\u200b</p>", False),
        ("<p>a", False),
        ("<p>a</p>\n" * 11, False),
        (f"<p>{'a' * 20_000}</p>", False),
    ],
)
def test_which_bodies_are_plain(body, answer):
    assert is_plain(body) == answer


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("http://a.example/", "http://a.example/"),
        ("https://a.example/?b=1&c=2", "https://a.example/?b=1&c=2"),
        ("a.example", "http://a.example"),
        ("www.a.example/blog", "http://www.a.example/blog"),
        ("http://", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("ftp://a.example/", ""),
        ("my blog", ""),
        ('http://a.example/"><b>', ""),
        ("http://a.example/" + "x" * 500, ""),
        ("http://[", ""),
    ],
)
def test_websites_are_web_addresses_or_nothing(typed, address):
    assert website(typed) == address


def test_what_is_no_address_is_left_out_and_remarked_on(saver, entry):
    save(saver, entry, [record(1, email="wendy at example", website="javascript:x"), record(2, website="http://")])
    assert set(Comment.objects.values_list("email", "website")) == {("", ""), ("wendy@example.org", "")}
    assert remarks(saver) == [
        "Its e-mail address is none; it was left out",
        "Its writer's website is no address on the web; it was left out",
    ]
