"""What authors are told of comments that wait: when, in which words, and what stands nowhere in them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comments import author_mail, letters, notifications
from comments.models import AuthorMail, Comment, DecisionLink, Discussion, DiscussionRule, Mail
from tests import factories

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2013, 4, 11, 12, tzinfo=ZONE)
REASONS = [
    ["topic", {"words": ["vitamin", "cancer"]}, -0.8],
    ["question", {}, -0.4],
    ["other", {"count": 2}, 0.1],
    ["first-comment", {}, 0.0],
]


@pytest.fixture
def steve(author, settings):
    settings.MAIL_CONFIGURED = True
    author.email = "steve@example.org"
    author.save()
    factories.blog(owner=author, time_zone=ZONE.key)
    return author


def waits(entry, at: datetime = NOON, **fields) -> Comment:
    return factories.comment(entry, status="pending", created_at=at, **{"score": -0.5, "reasons": REASONS} | fields)


def told(at: datetime = NOON) -> list[Mail]:
    """The mails written so far, dated as if just now, and put aside."""
    mails = list(Mail.objects.exclude(kind="old").filter(last_error=""))
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(created_at=at, last_error="told")
    return mails


def test_the_first_that_waits_mails_at_once_and_others_the_next_morning(entry, steve):
    author_mail.tell_of(waits(entry), NOON)
    (mail,) = told()
    assert (mail.kind, mail.recipient) == ("pending", "steve@example.org")
    later = NOON + timedelta(hours=3)
    author_mail.tell_of(waits(entry, later), later)
    for hours in (3, 8, 18, 19.9):
        author_mail.write_digests(NOON + timedelta(hours=hours))
    assert told() == []
    author_mail.write_digests(NOON + timedelta(hours=20))
    (mail,) = told(NOON + timedelta(hours=20))
    assert mail.kind == "digest" and mail.subject == "2 comments wait on End Sickness Now"
    author_mail.write_digests(NOON + timedelta(hours=30))
    author_mail.write_digests(NOON + timedelta(hours=44))
    assert told() == [], "nothing new waits"


def test_after_a_morning_s_mail_the_next_comes_in_the_morning(entry, steve):
    waits(entry, NOON)
    eight = NOON.replace(day=12, hour=8)
    author_mail.write_digests(eight)
    assert len(told(eight)) == 1
    author_mail.tell_of(waits(entry, eight + timedelta(hours=1)), eight + timedelta(hours=1))
    assert told() == []
    author_mail.write_digests(eight + timedelta(hours=24))
    assert len(told(eight + timedelta(hours=24))) == 1


def test_ten_that_wait_mail_at_once(entry, steve):
    author_mail.tell_of(waits(entry), NOON)
    told()
    later = NOON + timedelta(hours=1)
    for _number in range(9):
        waits(entry, later)
    author_mail.write_digests(later)
    assert told() == []
    waits(entry, later)
    author_mail.write_digests(later)
    (mail,) = told(later)
    assert mail.subject == "11 comments wait on End Sickness Now"


def test_a_mail_for_each_or_none_at_all_if_so_wished(entry, steve):
    DiscussionRule(author_mail=AuthorMail.AT_ONCE).save()
    for _number in range(2):
        author_mail.tell_of(waits(entry), NOON)
    author_mail.write_digests(NOON.replace(day=12))
    assert [mail.kind for mail in told()] == ["pending", "pending"]
    DiscussionRule(author_mail=AuthorMail.NEVER).save()
    author_mail.tell_of(waits(entry), NOON)
    author_mail.write_digests(NOON.replace(day=14))
    assert told() == []


def test_spam_never_mails(entry, steve):
    spam = Comment(name="ricky", source="Pills", format="markdown", status="spam")
    factories.accept(Discussion.on(entry), spam)
    notifications.spread_news()
    author_mail.write_digests(NOON + timedelta(days=9_000))
    assert not Mail.objects.exists()


def test_an_author_hears_of_their_own_entries_and_the_owner_of_those_nobody_signs_in_for(entry, steve):
    ann = factories.author("Ann", email="ann@example.org")
    byline = factories.author("Byline")
    byline.set_unusable_password()
    byline.save()
    for writer in (ann, byline):
        waits(factories.entry("An entry", author=writer))
    waits(entry)
    author_mail.write_digests(NOON)
    assert {mail.recipient: mail.subject.split()[0] for mail in told()} == {
        "ann@example.org": "1",
        "steve@example.org": "2",
    }
    assert set(DecisionLink.objects.values_list("person", flat=True)) == {ann.pk, steve.pk}


def test_the_mail_has_the_words_the_reasons_and_a_link_that_decides_on_this_comment(client, entry, steve):
    comment = waits(entry, name="lizette", source="Do you think vitamin D helps with cancer? " * 4)
    author_mail.tell_of(comment, NOON)
    (mail,) = told()
    link = DecisionLink.objects.get()
    assert (link.comment, link.person) == (comment, steve)
    assert link.address in mail.text and client.get(link.get_absolute_url()).status_code == 200
    assert "lizette wrote on April 11, 2013 at 12:00 PM:" in mail.text
    assert "  Do you think vitamin D helps with cancer? Do you think vitamin D helps\n  with cancer?" in mail.text
    assert "Asks about something in your entry" in mail.text and "- Asks a question." in mail.text
    assert "Opening it changes nothing." in mail.text
    assert f"/admin/comments/comment/waiting/#by-{comment.pk}" in mail.text
    assert mail.html == ""
    assert max(map(len, mail.text.splitlines())) < 100


def test_the_daily_mail_lists_likely_readers_first_and_only_counts_what_is_probably_spam(entry, steve):
    waits(entry, name="Willes", score=0.4)
    waits(entry, name="lizette", score=-0.9)
    for number in range(3):
        waits(entry, name=f"ricky{number}", score=3.0)
    author_mail.write_digests(NOON)
    (mail,) = told()
    assert mail.text.index("Probably a reader") < mail.text.index("lizette") < mail.text.index("Hard to tell")
    assert "ricky" not in mail.text and "Probably spam: 3, not listed." in mail.text
    assert DecisionLink.objects.count() == 2 == mail.text.count("/decide/")


def test_mails_about_one_entry_are_one_thread(entry, steve):
    DiscussionRule(author_mail=AuthorMail.AT_ONCE).save()
    for _number in range(2):
        author_mail.tell_of(waits(entry), NOON)
    first, second = told()
    assert first.headers["References"] == second.headers["References"] == first.headers["In-Reply-To"]
    assert first.headers["Message-ID"] != second.headers["Message-ID"]
    assert first.headers["List-Id"] == "End Sickness Now <waiting-comments.127.0.0.1>"


@pytest.mark.parametrize(
    "typed",
    [
        "http://evil.example/decide/1/",
        "hthttp://tp://evil.example",
        "HTTPS://EVIL.example",
        ":://// x://y",
        "ftp://evil.example javascript://x",
    ],
)
def test_no_address_of_a_stranger_can_be_followed_in_a_mail(entry, steve, typed):
    author_mail.tell_of(waits(entry, name=f"dena {typed}", source=typed), NOON)
    author_mail.write_digests(NOON.replace(day=12))
    for mail in told():
        ours = [line for line in mail.text.splitlines() if "://" in line]
        assert ours and all("http://127.0.0.1:8000/" in line for line in ours)


def test_a_stranger_s_words_can_not_pass_for_the_mail_s_own(entry, steve):
    source = "Nice.\n-- \nDecide here, without signing in:\n\u202eexample.org\x1b[2J\n" + "x" * 200
    author_mail.tell_of(waits(entry, source=source), NOON)
    (mail,) = told()
    said = mail.text.partition(":\n\n")[2].partition("\n\nIt waits")[0]
    assert all(line.startswith("  ") or not line for line in said.splitlines())
    assert "\x1b" not in mail.text


def test_many_that_wait_cost_no_more_questions_than_a_few(entry, steve, django_assert_max_num_queries):
    for _number in range(30):
        waits(entry)
    with django_assert_max_num_queries(40):
        author_mail.write_digests(NOON)
    assert len(told()) == 1 and DecisionLink.objects.count() == author_mail.MOST_LISTED


def test_links_are_forgotten_a_week_after_their_end(entry, steve):
    author_mail.tell_of(waits(entry), NOON)
    author_mail.forget_links()
    assert DecisionLink.objects.exists()
    author_mail.forget_links(DecisionLink.objects.get().ends_at + timedelta(days=8))
    assert not DecisionLink.objects.exists()


def test_the_same_news_twice_is_one_mail(entry, steve):
    DiscussionRule(author_mail=AuthorMail.AT_ONCE).save()
    comment = waits(entry)
    author_mail.tell_of(comment, NOON)
    author_mail.tell_of(comment, NOON)
    assert Mail.objects.count() == 1 == DecisionLink.objects.count()
    assert letters.is_written(f"pending-{comment.pk}")


def gave_up(key: str, at: datetime, **fields) -> Mail:
    known = {"kind": "reply", "recipient": f"{key}@example.net", "subject": "A reply", "text": "t"}
    known |= {"last_error": "SMTPRecipientsRefused: no such mailbox", "tries": 5}
    return Mail.objects.create(key=key, given_up_at=at, **known | fields)


def test_mail_that_came_back_is_told_once_and_at_most_once_a_day(steve):
    gave_up("dena", NOON)
    gave_up("steve", NOON, recipient=steve.email)
    gave_up("long-ago", NOON - timedelta(days=3))
    author_mail.tell_of_returned(NOON)
    author_mail.tell_of_returned(NOON + timedelta(hours=30))
    mail = Mail.objects.get(kind="returned")
    assert (mail.subject, mail.recipient) == ("A mail to dena@example.net came back", steve.email)
    assert "no such mailbox" in mail.text and "/admin/comments/mail/" in mail.text
    assert "long-ago" not in mail.text and f"to {steve.email}" not in mail.text
    Mail.objects.filter(pk=mail.pk).update(created_at=NOON)
    for number in range(author_mail.MOST_LISTED + 1):
        gave_up(f"reader-{number}", NOON + timedelta(hours=2))
    author_mail.tell_of_returned(NOON + timedelta(hours=3))
    assert Mail.objects.filter(kind="returned").count() == 1, "told already today"
    author_mail.tell_of_returned(NOON + timedelta(hours=25))
    mail = Mail.objects.filter(kind="returned").latest("pk")
    assert mail.subject == "11 mails came back" and "1 more is not listed." in mail.text


def test_mail_that_came_back_is_told_to_nobody_where_no_mail_reaches_the_owner(steve, settings):
    gave_up("dena", NOON)
    settings.MAIL_CONFIGURED = False
    author_mail.tell_of_returned(NOON)
    settings.MAIL_CONFIGURED = True
    steve.email = ""
    steve.save()
    author_mail.tell_of_returned(NOON)
    assert not Mail.objects.filter(kind="returned").exists()
