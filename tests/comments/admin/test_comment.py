"""The list of all comments, one comment's page, the log, and the start page's rows."""

import re

from django.contrib.auth.models import Permission

from comments.admin.start import rows
from comments.models import Comment, Decision, Discussion, DiscussionRule
from tests import factories

LIST = "/admin/comments/comment/"
LOG = "/admin/comments/comment/decisions/"


def plain(response) -> str:
    return re.sub("[\u2066-\u2069]", "", response.content.decode())


def test_list_shows_every_state_and_filters_by_it(desk, entry):
    factories.comment(entry, "Shown words", name="wendy")
    factories.comment(entry, "Spam words", status="spam")
    page = desk.get(LIST).content.decode()
    assert "Shown words" in page and "Spam words" in page
    page = desk.get(f"{LIST}?status__exact=spam").content.decode()
    assert "Shown words" not in page and "Spam words" in page


def test_bulk_acts_go_through_the_verbs_in_one_batch(desk, author, entry):
    comments = [factories.comment(entry) for _ in range(3)]
    press = {"action": "spam", "_selected_action": [one.pk for one in comments]}
    page = desk.post(LIST, press, follow=True).content.decode()
    assert "3 comments were marked as spam." in page
    assert Comment.objects.spam().count() == 3
    assert len(set(Decision.objects.values_list("batch", flat=True))) == 1
    assert Discussion.objects.get().approved_count == 0
    desk.post(LIST, press | {"action": "restore"})
    assert Comment.objects.approved().count() == 3


def test_more_than_fifty_at_once_are_asked_about(desk, entry):
    for _ in range(51):
        factories.comment(entry, status="pending")
    press = {"action": "spam", "_selected_action": list(Comment.objects.values_list("pk", flat=True))}
    page = desk.post(LIST, press).content.decode()
    assert "That is 51 comments. Mark them all as spam?" in page and "Mark 51 as spam" in page
    assert Comment.objects.pending().count() == 51
    desk.post(LIST, press | {"sure": "yes"})
    assert Comment.objects.spam().count() == 51


def test_email_is_searched_by_the_owner_alone(client, desk, author, entry):
    factories.comment(entry, "Hello words", email="secret@x.example")
    assert "Hello words" in desk.get(f"{LIST}?q=secret").content.decode()
    moderator = factories.author("Ann")
    moderator.user_permissions.add(Permission.objects.get(codename="change_comment"))
    client.force_login(moderator)
    assert "Hello words" not in client.get(f"{LIST}?q=secret").content.decode()
    assert "Hello words" in client.get(f"{LIST}?q=hello").content.decode()


def test_comments_of_one_writer_are_found_by_one_of_them(desk, entry):
    known = factories.comment(entry, "First words", email="l@x.example")
    factories.comment(entry, "Second words", email="l@x.example")
    factories.comment(entry, "Other words", email="o@x.example")
    page = desk.get(f"{LIST}?writer={known.pk}").content.decode()
    assert "First words" in page and "Second words" in page and "Other words" not in page


def test_only_the_words_can_be_changed_and_the_old_ones_are_kept(desk, entry):
    comment = factories.comment(entry, "Call 555-1234")
    address = f"{LIST}{comment.pk}/change/"
    desk.post(address, {"source": "Call me", "name": "Somebody else", "status": "spam"})
    comment.refresh_from_db()
    assert (comment.source, comment.name, comment.status) == ("Call me", "wendy", "approved")
    assert "Call me" in comment.body_html
    assert "Call 555-1234" in desk.get(f"{LIST}{comment.pk}/history/").content.decode()


def test_words_under_anothers_entry_are_not_an_authors_to_change(client, entry):
    comment = factories.comment(entry, "Call 555-1234")
    client.force_login(factories.author("Ann"))
    assert client.post(f"{LIST}{comment.pk}/change/", {"source": "Mine now"}).status_code in {302, 403}
    assert Comment.objects.get().source == "Call 555-1234"


def test_deleting_for_good_is_for_spam_and_trash_without_answers(desk, entry):
    shown, spam = factories.comment(entry), factories.comment(entry, status="spam")
    answered = factories.comment(entry)
    factories.comment(entry, parent=answered)
    answered.trash()
    for comment, code in [(shown, 403), (answered, 403), (spam, 302)]:
        response = desk.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"})
        assert response.status_code == code
    assert not Comment.objects.filter(pk=spam.pk).exists()


def test_hostile_names_and_websites_are_text_in_the_list_and_on_the_page(desk, entry):
    comment = factories.comment(
        entry, "<b>x</b>", name="<script>alert(1)</script>", website="https://evil.example/", email="e@x.example"
    )
    for address in (LIST, f"{LIST}{comment.pk}/change/", LOG):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page and 'href="https://evil.example' not in page


def test_log_says_who_did_what_and_undoes_it(desk, author, entry):
    comment = factories.comment(entry, status="pending", name="tizan", score=3.3)
    comment.mark_as_spam(author)
    Discussion.on(entry).close(author)
    page = plain(desk.get(LOG))
    assert "<strong>Steven Carney</strong> marked tizan’s comment as spam. Points +3.3." in page
    assert "<strong>Steven Carney</strong> closed “Want Bone and Heart Health?”." in page
    batch = Decision.objects.get(verb="spam").batch
    assert desk.post(LOG, {"undo": str(batch)}).status_code == 303
    comment.refresh_from_db()
    assert comment.is_pending
    assert "Undone since." in plain(desk.get(LOG))


def test_log_of_an_empty_site_says_so(desk, db):
    assert "Nothing decided yet." in desk.get(LOG).content.decode()


def test_an_author_without_more_rights_sees_and_undoes_own_decisions_only(client, author, entry):
    comment = factories.comment(entry, status="pending")
    comment.approve(author)
    client.force_login(factories.author("Ann"))
    assert "Nothing decided yet." in client.get(LOG).content.decode()
    client.post(LOG, {"undo": str(Decision.objects.get().batch)})
    assert Comment.objects.get().is_approved


def test_nonsense_in_place_of_a_decision_is_answered_in_words(desk, db):
    response = desk.post(LOG, {"undo": "nonsense"}, follow=True)
    assert "This decision is not in the log." in response.content.decode()


def test_a_filters_decision_is_the_filters(desk, entry):
    factories.comment(entry, status="pending", name="tizan").mark_as_spam()
    assert "<strong>The filter</strong> marked tizan’s comment as spam." in plain(desk.get(LOG))


def test_a_comment_taken_back_is_its_writers_decision(desk, entry):
    factories.comment(entry, name="tizan").take_back()
    assert "<strong>Its writer</strong> moved tizan’s comment to the trash." in plain(desk.get(LOG))


def test_start_page_says_what_waits_and_what_closes(desk, rf, author):
    entry = factories.entry("Soon", author=author, days_old=88)
    factories.comment(factories.entry(author=author), status="pending", score=-1)
    request = rf.get("/admin/")
    request.user = author
    sentences = [row.sentence for row in rows(request)]
    assert sentences == ["Decide on 1 comment", "1 discussion closes this week"]
    DiscussionRule.load().pause("", author)
    assert "Let comments in again" in [row.sentence for row in rows(request)]
    assert entry.title == "Soon" and "Decide on 1 comment" in desk.get("/admin/").content.decode()
