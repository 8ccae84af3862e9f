"""What the start page says about the conversation, and to whom."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.admin.start import Group
from comments import moderation
from comments.admin.start import rows
from comments.models import Comment, Discussion, DiscussionRule, Mail
from comments.spam.yearly import Tally, tally
from comments.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


def said(person) -> dict[str, str]:
    return {row.sentence: row.detail for row in rows(SimpleNamespace(user=person))}


def mail(**fields) -> Mail:
    key = f"k{Mail.objects.count()}"
    return Mail.objects.create(
        **{"kind": "reply", "key": key, "recipient": "dena@example.org", "subject": "s", "text": "TEXT"} | fields
    )


def test_what_waits_names_how_many_and_who_waits_longest(blog, entry, author):
    factories.comment(entry, "Pills", status="pending", score=3.0)
    asked = factories.comment(entry, "Does vitamin D help?", name="lizette")
    Comment.objects.filter(pk=asked.pk).update(gist=Comment.Gist.ASKS, created_at=timezone.now() - timedelta(days=3))
    words = said(author)
    assert words["Decide on 1 comment"].startswith("1 probably spam.")
    assert words["Answer 1 reader"].replace("\xa0", " ") == f"lizette asked under “{entry}” 3 days ago"


def test_mail_that_failed_is_told_with_its_reason_and_what_comes_next(blog, entry, author):
    mail(tries=1, last_error="SMTPServerDisconnected: gone")
    assert "See why 1 mail failed" not in said(author)
    mail(tries=4, last_error="SMTPRecipientsRefused: mailbox full")
    assert said(author)["See why 1 mail failed"].startswith("To dena@example.org: “mailbox full”. Tried 4 times;")
    mail(tries=5, last_error="x: no such person", given_up_at=timezone.now(), recipient="b@example.org")
    assert said(author)["See why 2 mails failed"].startswith("To b@example.org: “no such person”. Given up on ")
    assert not [words for words in said(factories.author("Ann")) if "mail" in words]


def test_the_list_of_failed_mail_tries_again_and_lets_go(desk, blog, author):
    mails = [mail(tries=5, last_error="x: full", given_up_at=timezone.now()) for _number in range(2)]
    mail(sent_at=timezone.now(), recipient="fine@example.org")
    path = "/admin/comments/mail/"
    page = desk.get(path).content.decode()
    assert page.count("field-subject_shown") == 2
    assert "fine@example.org" not in page and "TEXT" not in page
    desk.post(path, {"action": "try_again", "_selected_action": mails[0].pk})
    again = Mail.objects.get(pk=mails[0].pk)
    assert (again.tries, again.given_up_at) == (0, None) and again.due_at <= timezone.now()
    desk.post(path, {"action": "let_go", "_selected_action": [one.pk for one in mails]})
    assert set(Mail.objects.values_list("recipient", flat=True)) == {"dena@example.org", "fine@example.org"}


def test_discussions_that_close_this_week_are_told_with_the_first_day(blog, author):
    DiscussionRule(moderate_after_days=30, close_after_days=90).save()
    first = factories.entry("Swiss Cheese and Vitamin K2", days_old=88)
    factories.entry("Later", days_old=85)
    day = timezone.localtime(first.published_at + timedelta(days=90))
    words = said(author)["2 discussions close this week"]
    assert words == f"First “Swiss Cheese and Vitamin K2”, on {day:%B} {day.day}, {day.year}"


def test_an_author_hears_of_own_discussions_alone_and_a_moderator_of_none(blog, author):
    DiscussionRule(moderate_after_days=30, close_after_days=90).save()
    factories.entry(days_old=88, author=author)
    ann, mo = factories.author("Ann"), factories.author("Mo")
    ann.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    assert said(ann) == {} and said(mo) == {}
    factories.entry(days_old=88, author=ann)
    assert list(said(ann)) == ["1 discussion closes this week"]


def test_a_pause_is_told_to_who_can_end_it(blog, entry, author):
    DiscussionRule.load().pause("", author)
    assert "Let comments in again" in said(author)
    assert "Let comments in again" not in said(factories.author("Ann"))


def test_the_filter_s_year_is_told_as_people_s_verdicts_have_it(blog, entry, author):
    assert "Filter" not in said(author)
    for number in range(4):
        comment = factories.comment(entry, status="pending")
        moderation.decide([comment], "spam" if number else "approve", author)
    rescued = factories.comment(entry, status="spam")
    moderation.decide([rescued], "approve", author)
    slipped = factories.comment(entry, status="approved")
    moderation.decide([slipped], "spam", author)
    mistake = moderation.decide([factories.comment(entry, status="pending")], "spam", author)
    undo(mistake.changed[0].decisions.all(), author)
    factories.comment(entry, status="pending").take_back()
    assert said(author)["Filter"] == "This year: held 4, you rescued 1, spam published 1"
    assert tally(timezone.now() + timedelta(days=1)) == Tally()


def test_the_start_page_says_what_was_decided_lately(desk, blog, entry, author):
    moderation.decide([factories.comment(entry, status="pending", name="<b>tizan</b>")], "spam", author)
    words = desk.get("/admin/").content.decode()
    assert "You decided lately" in words and "&lt;b&gt;tizan&lt;/b&gt;" in words and "marked as spam." in words


def test_what_the_start_page_asks_does_not_grow(blog, author):
    def many(count):
        for _number in range(count):
            entry = factories.entry(days_old=88)
            moderation.decide([factories.comment(entry, status="pending")], "approve", author)
            factories.comment(entry, status="pending")
            Discussion.on(entry)
            mail(tries=5, last_error="x: y")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            said(author)
        return len(asked)

    assert many(2) == many(4)


def test_rows_stand_in_lists(blog, entry, author):
    factories.comment(entry, status="pending")
    groups = {row.group for row in rows(SimpleNamespace(user=author))}
    assert groups == {Group.WAITS}
