"""Acts on one comment or many: one batch, one undo, and conflicts that are named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import bans, moderation
from comments.models import Comment, Decision, Discussion, DiscussionRule, Rule, SpamExample
from comments.undo import undo as undo_decisions
from tests import factories


@pytest.fixture
def waiting(entry):
    return [factories.comment(entry, status="pending") for _ in range(3)]


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def undo(outcome: moderation.Outcome, by) -> moderation.Outcome:
    return undo_decisions(Decision.objects.filter(batch=outcome.batch), by)


def test_many_acts_share_one_batch_and_one_undo(author, waiting):
    outcome = moderation.decide(waiting, "spam", author)
    assert statuses() == ["spam"] * 3
    assert set(Decision.objects.values_list("batch", flat=True)) == {outcome.batch}
    assert not undo(outcome, author).conflicts
    assert statuses() == ["pending"] * 3
    assert Discussion.objects.get().pending_count == 3


def test_undoing_twice_changes_nothing(author, waiting):
    outcome = moderation.decide(waiting[:1], "approve", author)
    undo(outcome, author)
    assert undo(outcome, author).conflicts == ["This was undone already."]
    assert statuses() == ["pending"] * 3


def test_undo_leaves_alone_what_somebody_decided_since(author, waiting):
    outcome = moderation.decide(waiting, "spam", author)
    waiting[1].approve(factories.author("Ann"))
    (conflict,) = undo(outcome, author).conflicts
    assert "Ann" in conflict and conflict.endswith("Nothing was changed.")
    assert statuses() == ["pending", "approved", "pending"]


def test_an_undo_is_itself_in_the_log(author, waiting):
    undo(moderation.decide(waiting[:1], "approve", author), author)
    last = Decision.objects.first()
    assert (last.verb, last.actor, last.is_undoable()) == ("undone", author, False)


def test_undo_ends_after_thirty_days(author, waiting):
    outcome = moderation.decide(waiting[:1], "approve", author)
    (decision,) = Decision.objects.all()
    late = undo_decisions([decision], author, timezone.now() + timedelta(days=30))
    assert late.conflicts and statuses()[0] == "approved"
    in_time = undo_decisions([decision], author, timezone.now() + timedelta(days=29))
    assert not in_time.conflicts and statuses()[0] == "pending"
    assert outcome.changed == waiting[:1]


def test_undoing_approve_and_answer_takes_back_both(author, waiting):
    outcome = moderation.answer(waiting[0], "Thank you.", author)
    assert statuses() == ["approved", "pending", "pending", "approved"]
    undo(outcome, author)
    assert statuses() == ["pending", "pending", "pending", "trash"]
    discussion = Discussion.objects.get()
    assert (discussion.approved_count, discussion.pending_count) == (0, 3)


def test_same_answer_twice_is_one_comment(author, waiting):
    first = moderation.answer(waiting[0], "Thank you.", author)
    undo(first, author)
    moderation.answer(waiting[0], "Thank you.", author)
    assert Comment.objects.filter(source="Thank you.").count() == 1
    assert Comment.objects.get(source="Thank you.").is_approved


def test_author_answers_in_a_closed_discussion(author, entry):
    comment = factories.comment(entry)
    Discussion.on(entry).close(author)
    moderation.answer(comment, "Late, but here.", author)
    reply = Comment.objects.get(parent=comment)
    assert reply.is_approved and reply.is_after_closing


def test_own_comment_of_the_author_stands_alone(author, entry):
    said = moderation.say(Discussion.on(entry), "One more thing.", author)
    assert said.is_approved and said.is_by_author and said.parent is None
    assert Decision.objects.get().verb == "said"


def test_discussion_is_put_back_to_its_choice(author, entry):
    discussion = Discussion.on(entry)
    discussion.moderate(author)
    discussion.close(author, words="Enough.")
    undo_decisions([Decision.objects.first()], author)
    discussion = Discussion.objects.get()
    assert (discussion.choice, discussion.words, discussion.chosen_by) == ("moderated", "", author)


def test_rule_is_put_back(author, db):
    DiscussionRule().save()
    rule = DiscussionRule.load()
    rule.close_after_days = 40
    rule.put_in_force(author)
    undo_decisions([Decision.objects.get()], author)
    assert DiscussionRule.load().close_after_days == 90


def test_ban_knows_the_host_and_not_hosts_that_begin_alike(author, entry):
    banned = factories.comment(entry, status="pending", website="https://spam.example/a", name="")
    factories.comment(entry, status="pending", website="https://spam.example.org/", name="")
    (trait,) = bans.traits(banned)
    assert [one.pk for one in trait.waiting] == [banned.pk]
    outcome = bans.ban(banned, [trait], author)
    assert Rule.objects.get().pattern == "spam.example"
    undo(outcome, author)
    assert not Rule.objects.exists() and statuses() == ["pending", "pending"]


def test_a_ban_is_lifted_at_any_time(author, entry):
    comment = factories.comment(entry, status="pending", email="x@spam.example", name="")
    bans.ban(comment, bans.traits(comment), author)
    Decision.objects.update(made_at=timezone.now() - timedelta(days=300))
    undo_decisions(Decision.objects.filter(verb="banned"), author)
    assert not Rule.objects.exists()


def test_filter_learns_from_verdicts_and_not_from_the_trash(author, waiting):
    moderation.decide(waiting[:1], "spam", author)
    moderation.decide(waiting[1:2], "approve", author)
    moderation.decide(waiting[2:], "trash", author)
    assert dict(SpamExample.objects.values_list("comment_pk", "is_spam")) == {waiting[0].pk: True, waiting[1].pk: False}


def test_undoing_a_verdict_is_forgotten_by_the_filter(author, waiting):
    undo(moderation.decide(waiting[:1], "spam", author), author)
    assert SpamExample.objects.get().is_spam is None


def test_undoing_a_second_verdict_teaches_the_first_again(author, waiting):
    moderation.decide(waiting[:1], "approve", author)
    undo(moderation.decide(waiting[:1], "spam", author), author)
    assert SpamExample.objects.get().is_spam is False
    assert statuses()[0] == "approved"


def test_comment_deleted_for_good_can_not_be_put_back(author, waiting):
    outcome = moderation.decide(waiting[:1], "trash", author)
    waiting[0].delete()
    assert undo(outcome, author).conflicts == ["The comment is gone: it was deleted for good."]
