"""What the filter learns from verdicts, what it forgets, and what it keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Decision, SpamExample, SpamFeature
from comments.spam import canaries, learning
from comments.spam.model import BIAS
from comments.spam.sources import MOST_A_DAY
from comments.spam.submission import Submission
from comments.spam.verdict import Known, judge
from tests import factories

pytestmark = pytest.mark.django_db


def table():
    return list(SpamFeature.objects.order_by("key").values_list("key", "spam_count", "reader_count", "weight"))


def test_verdicts_move_the_score(taught):
    assert judge(Submission("cheap pills, order today")).score > judge(Submission("natto for breakfast")).score + 1


def test_counts_are_those_of_the_verdicts(taught):
    bias = SpamFeature.objects.get(key="bias")
    assert (bias.spam_count, bias.reader_count) == (10, 10)
    pills = SpamFeature.objects.get(key="w:pills")
    assert (pills.spam_count, pills.reader_count) == (10, 0)


def test_the_same_verdict_again_changes_nothing(taught, author):
    before = table()
    comment = Comment.objects.filter(source__startswith="Cheap").first()
    learning.teach(comment, True, author)
    assert learning.learn() == 0
    assert table() == before


def test_the_other_verdict_moves_the_counts(taught, author):
    comment = Comment.objects.filter(source__startswith="Cheap").first()
    learning.teach(comment, False, author)
    learning.learn()
    bias = SpamFeature.objects.get(key="bias")
    assert (bias.spam_count, bias.reader_count) == (9, 11)


def test_a_forgotten_verdict_leaves_no_trace_after_a_rebuild(taught, verdict_on):
    learning.rebuild(is_sure=True)
    before = table()
    example = verdict_on("Something else entirely, said once and taken back at once", True)
    learning.learn()
    assert table() != before
    learning.forget(Comment.objects.get(pk=example.comment_pk))
    learning.rebuild(is_sure=True)
    assert table() == before
    assert not SpamExample.objects.filter(comment_pk=example.comment_pk).exists()


def test_a_rebuild_is_the_same_every_time(taught):
    learning.rebuild(is_sure=True)
    before = table()
    SpamFeature.objects.exclude(key=BIAS).delete()
    assert learning.rebuild(is_sure=True) == 20
    assert table() == before


def test_a_rebuild_takes_in_what_waits(taught, verdict_on):
    verdict_on("One more, said about something else altogether", False)
    assert learning.rebuild(is_sure=True) == 21
    assert SpamFeature.objects.get(key=BIAS).reader_count == 11


def test_a_rebuild_that_turns_everyday_comments_round_is_refused(entry, author):
    for number, (text, _keys, is_spam) in enumerate(canaries.cases()):
        comment = factories.comment(entry, text, name=f"n{number}")
        learning.teach(comment, not is_spam, author)
    # Learnt as spam what is none: nothing but the counts may come of it.
    while learning.learn():
        pass
    SpamFeature.objects.exclude(key=BIAS).delete()
    assert learning.rebuild() is None
    assert not SpamFeature.objects.exclude(key=BIAS).exists()
    assert learning.rebuild(is_sure=True) == len(canaries.cases())
    assert SpamFeature.objects.exclude(key=BIAS).exists()


def test_nobody_teaches_nothing(entry, author):
    comment = factories.comment(entry, "Cheap pills")
    assert learning.teach(comment, True, None) is None
    own = factories.comment(entry, "My own words", user=author)
    assert learning.teach(own, False, author) is None
    assert not SpamExample.objects.exists()


def test_of_one_source_only_so_many_a_day_move_the_weights(verdict_on):
    words = "alder birch cedar elm fir hazel larch maple oak pine rowan spruce".split()
    for word in words:
        verdict_on(f"{word} trees grow slowly", True, email="one@spam.example", name=word)
    learning.learn()
    assert SpamExample.objects.filter(is_surplus=True).count() == len(words) - MOST_A_DAY
    assert SpamFeature.objects.get(key=BIAS).spam_count == len(words)
    moved = SpamFeature.objects.filter(key__in=[f"w:{word}" for word in words]).exclude(weight=0.0)
    assert moved.count() == MOST_A_DAY


def test_what_is_kept_names_nobody(verdict_on):
    example = verdict_on("Some words", True, email="joe@spam.example", network="192.0.2.0/24")
    assert "joe" not in str(example.features)
    assert "joe" not in str(example.sources) and "192" not in str(example.features)
    assert len(example.sources) == 2


def test_a_verdict_grows_the_table_by_a_few_hundred_rows_at_most(entry, author):
    text = " ".join(f"word{number} http://h{number}.example/" for number in range(2_000))
    learning.teach(factories.comment(entry, text, name="x " * 100, website="https://a-b-c-d.example/"), True, author)
    learning.learn()
    assert SpamFeature.objects.count() <= 600


def test_lines_are_drawn_through_the_scores_at_arrival(verdict_on):
    for number in range(25):
        example = verdict_on(f"Words of reader {number} on something", False, name=f"r{number}")
        SpamExample.objects.filter(pk=example.pk).update(score_at_arrival=number / 10)
    learning.learn()
    assert Known.about([]).lines.spam == 2.4
    for comment in Comment.objects.all()[:10]:
        learning.forget(comment)
    learning.learn()
    assert Known.about([]).lines.spam is None


def test_the_author_fixes_a_weight_and_lets_it_go(taught, verdict_on):
    learning.pin("w:natto", 0.0)
    verdict_on("natto natto natto", False)
    learning.rebuild(is_sure=True)
    natto = SpamFeature.objects.get(key="w:natto")
    assert (natto.weight, natto.reader_count) == (0.0, 11)
    learning.release("w:natto")
    learning.rebuild(is_sure=True)
    assert SpamFeature.objects.get(key="w:natto").weight < 0


def test_starting_afresh_forgets_what_was_learnt_and_keeps_the_comments(taught):
    learning.start_afresh()
    assert not SpamExample.objects.exists()
    assert not SpamFeature.objects.exists()
    assert Comment.objects.count() == 20


# Forgetting


def aged(comment, days):
    then = timezone.now() - timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(turned_at=then, created_at=then)


@pytest.mark.parametrize(
    ("status", "days", "goes"),
    [("spam", 31, True), ("trash", 31, True), ("spam", 29, False), ("pending", 400, False), ("approved", 400, False)],
)
def test_spam_and_trash_go_after_thirty_days(entry, status, days, goes):
    comment = factories.comment(entry, "Cheap pills", status=status)
    aged(comment, days)
    assert learning.purge() == int(goes)
    assert Comment.objects.filter(pk=comment.pk).exists() is not goes


def test_an_old_comment_marked_as_spam_today_has_its_thirty_days(entry, author):
    comment = factories.comment(entry, "Cheap pills")
    aged(comment, 400)
    comment.mark_as_spam(author)
    learning.purge()
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_a_comment_with_answers_stays_as_an_empty_place(entry):
    comment = factories.comment(entry, "Cheap pills", name="ricky", email="r@spam.example", status="spam")
    answer = factories.comment(entry, "Please stop", parent=comment)
    aged(comment, 31)
    assert learning.purge() == 1
    comment.refresh_from_db()
    assert (comment.source, comment.name, comment.email, comment.body_html) == ("", "", "", "")
    assert Comment.objects.get(pk=answer.pk).parent_id == comment.pk
    assert learning.purge() == 0


def test_the_log_keeps_no_words_of_what_is_gone(entry, author):
    comment = factories.comment(entry, "Cheap pills", website="https://pills.example/")
    comment.approve_without_links(author)
    comment.reword("Cheap", author)
    comment.mark_as_spam(author)
    aged(comment, 31)
    learning.purge()
    assert not Comment.objects.filter(pk=comment.pk).exists()
    kept = str(list(Decision.objects.values_list("before", "after")))
    assert "pills" not in kept and "Cheap" not in kept
    assert "spam" in kept


def test_an_empty_place_goes_with_its_last_answer(entry):
    comment = factories.comment(entry, "Cheap pills", status="spam")
    answer = factories.comment(entry, "Cheap too", parent=comment, status="spam")
    aged(comment, 31)
    learning.purge()
    aged(answer, 31)
    learning.purge()
    assert not Comment.objects.filter(pk__in=[comment.pk, answer.pk]).exists()


def test_a_purge_keeps_examples_counts_and_weights(taught):
    Comment.objects.update(status="spam", turned_at=timezone.now() - timedelta(days=31))
    before = table()
    assert learning.purge() == 20
    assert SpamExample.objects.count() == 20
    assert table() == before
    assert learning.rebuild(is_sure=True) == 20


def test_networks_and_sources_are_forgotten_after_thirty_days(entry, verdict_on):
    old = factories.comment(entry, "Long ago", network="192.0.2.0/24")
    new = factories.comment(entry, "Today", network="192.0.2.0/24")
    aged(old, 31)
    example = verdict_on("Cheap pills", True, email="r@spam.example")
    SpamExample.objects.filter(pk=example.pk).update(day=timezone.localdate() - timedelta(days=31))
    learning.purge()
    assert dict(Comment.objects.filter(pk__in=[old.pk, new.pk]).values_list("pk", "network")) == {
        old.pk: "",
        new.pk: "192.0.2.0/24",
    }
    example.refresh_from_db()
    assert example.sources == []


def test_what_was_seen_once_long_ago_is_pruned(taught):
    long_ago = timezone.localdate() - timedelta(days=200)
    SpamFeature.objects.create(key="w:once", spam_count=1, seen_on=long_ago)
    SpamFeature.objects.create(key="w:twice", spam_count=1, reader_count=1, seen_on=long_ago)
    SpamFeature.objects.create(key="w:fixed", is_pinned=True, seen_on=long_ago)
    learning.purge()
    assert set(SpamFeature.objects.filter(seen_on=long_ago).values_list("key", flat=True)) == {"w:twice", "w:fixed"}


def test_the_table_keeps_so_many_rows_at_most(taught, monkeypatch):
    monkeypatch.setattr(learning, "MOST_FEATURES", 50)
    learning.purge()
    assert SpamFeature.objects.count() == 50
    assert SpamFeature.objects.filter(key=BIAS).exists()
    assert SpamFeature.objects.filter(key="w:pills").exists()
