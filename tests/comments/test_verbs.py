"""Acts on a comment beyond its state, and what undoing them leaves."""

from comments.models import Comment, Decision, Discussion, DiscussionRule
from tests import factories


def test_approval_without_links_forgets_the_website_and_keeps_the_source(entry, author):
    said = factories.comment(
        entry, "See [mine](https://x.example/).", status="pending", website="https://x.example/", name="ricky"
    )
    said.approve_without_links(author)
    said.refresh_from_db()
    assert said.is_approved
    assert said.website == ""
    assert "https://x.example/" in said.source
    assert "<a" not in said.body_html and "mine" in said.body_html


def test_putting_back_brings_website_and_links_again(entry, author):
    said = factories.comment(entry, "[mine](https://x.example/)", status="pending", website="https://x.example/")
    said.approve_without_links(author)
    said.put_back(Decision.objects.get().before, author)
    said = Comment.objects.get()
    assert (said.status, said.website) == ("pending", "https://x.example/")
    assert "<a" in said.body_html
    assert list(Decision.objects.values_list("verb", flat=True)) == ["undone", "approved_without_links"]


def test_removing_the_newest_comment_turns_the_clock_back(entry, author):
    factories.comment(entry)
    newest = factories.comment(entry)
    newest.mark_as_spam(author)
    discussion = Discussion.on(entry)
    assert discussion.last_comment_at == Comment.objects.approved().get().created_at
    assert discussion.approved_count == 1


def test_locking_a_branch_refuses_replies_until_it_is_unlocked(entry, author):
    said = factories.comment(entry)
    said.lock(author)
    assert not Comment.objects.get().takes_replies
    said.unlock(author)
    assert Comment.objects.get().takes_replies


def test_other_words_are_rendered_and_logged(entry, author):
    said = factories.comment(entry, "Call 555-1234")
    said.reword("Call me", author)
    said = Comment.objects.get()
    assert said.body_html.strip() == "<p>Call me</p>"
    assert Decision.objects.get().before == {"source": "Call 555-1234"}


def test_a_verb_leaves_counters_and_scores_of_others_alone(entry, author):
    said = factories.comment(entry, status="pending")
    Comment.objects.update(score=2.5, thread_count=3)
    said.approve(author)
    assert Comment.objects.values_list("score", "thread_count").get() == (2.5, 3)


def test_words_for_readers_leave_a_decision(entry, author):
    Discussion.on(entry).say("Write to me instead.", author)
    assert Decision.objects.get().after["words"] == "Write to me instead."


def test_rule_is_put_back_as_it_was(author, db):
    DiscussionRule().save()
    rule = DiscussionRule.load()
    rule.close_after_days = 40
    rule.put_in_force(author)
    rule.pause("On holiday", author)
    assert DiscussionRule.load().is_paused()
    DiscussionRule.load().put_back(Decision.objects.get(verb="paused").before, author)
    assert not DiscussionRule.load().is_paused()
    assert DiscussionRule.load().close_after_days == 40


def test_same_rule_again_leaves_no_decision(author, db):
    DiscussionRule().save()
    DiscussionRule.load().put_in_force(author)
    assert not Decision.objects.exists()
