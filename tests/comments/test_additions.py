"""Readers who hear of what is added to an entry. A real SMTP server receives the mail."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from blog.models import Addendum
from comments import additions, notifications, outbox
from comments.models import Mail, Subscription
from tests import factories
from tests.blog.admin.forms import filled
from tests.comments.test_mail import SAME_ORIGIN, mailbox  # noqa: F401

pytestmark = pytest.mark.django_db


def ask(client, entry, email: str = "Dena@example.org", **fields):
    return client.post(f"/comments/{entry.pk}/additions/", {"email": email} | fields, **SAME_ORIGIN)


def delivered(box):
    Mail.objects.update(due_at=timezone.now())
    outbox.send_due()
    mails = [message_from_bytes(envelope.content, policy=default) for envelope in box.received]
    box.received.clear()
    return mails


def confirmed(client, entry, box) -> Subscription:
    ask(client, entry)
    [question] = delivered(box)
    client.post(re.search(r"/comments/confirm/\S+", question.get_content())[0])
    return Subscription.objects.get()


def add(entry, **fields) -> Addendum:
    fields = {"source": "<p>A new <em>trial</em>.</p>", "sources": "https://example.org/a A paper"} | fields
    return Addendum.objects.create(entry=entry, news_due_at=timezone.now(), **fields)


def test_a_reader_asks_says_yes_is_told_and_stops_it_with_one_click(client, blog, entry, mailbox):  # noqa: F811
    assert "/additions/" in client.get(entry.get_absolute_url()).content.decode()
    assert ask(client, entry).status_code == 303
    [question] = delivered(mailbox)
    assert question["To"] == "dena@example.org" and "additions" in question["Subject"]
    add(entry)
    additions.spread_news()
    assert delivered(mailbox) == []
    confirm = re.search(r"/comments/confirm/\S+", question.get_content())[0]
    assert "hear of additions" in client.get(confirm).content.decode()
    client.post(confirm)
    addendum = add(entry)
    assert additions.spread_news() == 1
    [mail] = delivered(mailbox)
    words = mail.get_content()
    assert mail["Subject"] == f"Added to “{entry}”"
    assert "A new trial." in words and "A paper https://example.org/a" in words
    assert f"{entry.get_absolute_url()}#addendum-{addendum.pk}" in words
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.search(r"<https?://[^/]+(/[^>]+)>", mail["List-Unsubscribe"])[1]
    assert "additions" in client.get(stop).content.decode()
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    add(entry)
    additions.spread_news()
    assert delivered(mailbox) == []


def test_each_is_told_once_of_each(client, blog, entry, mailbox):  # noqa: F811
    confirmed(client, entry, mailbox)
    addendum = add(entry)
    additions.spread_news()
    Addendum.objects.filter(pk=addendum.pk).update(news_due_at=timezone.now())
    additions.spread_news()
    assert additions.spread_news() == 0
    assert len(delivered(mailbox)) == 1


def test_nobody_is_told_before_the_moment_or_of_what_is_taken_back(client, blog, entry, mailbox):  # noqa: F811
    confirmed(client, entry, mailbox)
    add(entry).delete()
    Addendum.objects.create(entry=entry, source="<p>x</p>", news_due_at=timezone.now() + timedelta(minutes=5))
    Addendum.objects.create(entry=entry, source="<p>A quiet one.</p>")
    assert additions.spread_news() == 0
    entry.withdraw()
    add(entry)
    assert additions.spread_news() == 1
    assert delivered(mailbox) == []


def test_asking_again_after_the_end_asks_anew(client, blog, entry, mailbox):  # noqa: F811
    wish = confirmed(client, entry, mailbox)
    wish.end()
    ask(client, entry)
    [question] = delivered(mailbox)
    again = Subscription.objects.get()
    assert (again.is_active, again.token != wish.token) == (False, True)
    assert again.token in question.get_content()


def test_the_answer_tells_nothing_of_who_reads(client, blog, entry, mailbox):  # noqa: F811
    confirmed(client, entry, mailbox)
    known, unknown = ask(client, entry), ask(client, entry, "new@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail["To"] for mail in delivered(mailbox)] == ["new@example.org"]


def test_floods_of_questions_are_stopped(client, blog, author, mailbox):  # noqa: F811
    entries = [factories.entry(f"Entry {number}") for number in range(5)]
    for entry in entries:
        ask(client, entry)
    assert len(delivered(mailbox)) == notifications.QUESTIONS_PER_ADDRESS
    for number in range(20):
        ask(client, entries[0], f"reader{number}@example.org")
    assert Subscription.objects.count() == notifications.QUESTIONS_PER_NETWORK


def test_programs_and_other_sites_cause_no_mail(client, blog, entry, mailbox):  # noqa: F811
    ask(client, entry, subject="Cheap pills")
    elsewhere = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert client.post(f"/comments/{entry.pk}/additions/", {"email": "a@example.org"}, **elsewhere).status_code == 403
    answer = ask(client, entry, "no address")
    assert answer.status_code == 422 and "Write the whole address" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_without_mail_nothing_is_offered(client, blog, entry):
    assert "/additions/" not in client.get(entry.get_absolute_url()).content.decode()
    assert client.get(f"/comments/{entry.pk}/additions/").status_code == 404


def test_the_author_chooses_whether_an_addendum_is_told(desk, blog, entry, mailbox):  # noqa: F811
    page = f"/admin/blog/entry/{entry.pk}/change/"
    form = filled(desk.get(page), "entry_form", _save="1", **{"addenda-0-source": "<p>Told.</p>"})
    desk.post(page, form)
    assert Addendum.objects.get().news_due_at > timezone.now()
    form = filled(desk.get(page), "entry_form", _save="1", **{"addenda-1-source": "<p>Quiet.</p>"})
    form.pop("addenda-1-tells")
    desk.post(page, form)
    assert Addendum.objects.get(source="<p>Quiet.</p>").news_due_at is None
