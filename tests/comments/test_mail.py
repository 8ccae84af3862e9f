"""Mail: who is asked, who is told, and what happens when the server is not there. A real SMTP server receives it."""

import smtplib
import socket
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from comments import notifications, outbox
from comments.models import AuthorMail, Comment, DiscussionRule, Mail, Subscription
from tests import factories

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


class Mailbox:
    def __init__(self):
        self.received = []
        self.refusal = ""

    async def handle_DATA(self, server, session, envelope):
        if self.refusal:
            return self.refusal
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    controller.stop()


@pytest.fixture
def asked(client, blog, entry, mailbox) -> Comment:
    """A comment whose writer wants to hear of replies."""
    client.post(
        f"/comments/{entry.pk}/",
        {"text": "Does natto help?", "name": "lizette", "email": "Lizette@example.org", "follow": "on"},
        **SAME_ORIGIN,
    )
    comment = Comment.objects.get()
    comment.approve()
    return comment


def deliver(mailbox) -> list[str]:
    notifications.spread_news()
    outbox.send_due()
    texts = [envelope.content.decode() for envelope in mailbox.received]
    mailbox.received.clear()
    return texts


def reply_to(comment: Comment, **fields) -> Comment:
    return factories.accept(comment.discussion, _reply(comment, **fields))


def _reply(comment, **fields):
    reply = Comment(**{"name": "Steve", "source": "It does.", "format": "markdown"} | fields)
    reply.reply_to(comment)
    return reply


def test_nobody_is_told_before_saying_yes(client, asked, mailbox):
    (question,) = deliver(mailbox)
    wish = Subscription.objects.get()
    assert f"/comments/confirm/{wish.token}/" in question and "To: lizette@example.org" in question
    reply_to(asked).approve()
    assert deliver(mailbox) == []


def test_opening_a_link_confirms_and_ends_nothing(client, asked):
    wish = Subscription.objects.get()
    for page in ("confirm", "unsubscribe"):
        assert client.get(f"/comments/{page}/{wish.token}/").status_code == 200
    wish.refresh_from_db()
    assert wish.confirmed_at is None and wish.ended_at is None


def test_reply_is_told_once_it_is_approved_and_only_once(client, asked, mailbox):
    wish = Subscription.objects.get()
    client.post(f"/comments/confirm/{wish.token}/")
    deliver(mailbox)
    reply = reply_to(asked)
    assert deliver(mailbox) == []
    reply.approve()
    (mail,) = deliver(mailbox)
    assert "Steve answered your comment" in mail and "It does." in mail
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail
    question = Mail.objects.get(kind="question")
    assert f"In-Reply-To: {question.headers['Message-ID']}" in mail
    reply.hold()
    reply.approve()
    assert deliver(mailbox) == []


def test_one_click_from_a_mail_program_ends_the_mail(client, asked, mailbox):
    wish = Subscription.objects.get()
    wish.confirm()
    answer = client.post(
        f"/comments/unsubscribe/{wish.token}/", {"List-Unsubscribe": "One-Click"}, HTTP_ORIGIN="https://mail.example"
    )
    assert answer.status_code == 303
    deliver(mailbox)
    reply_to(asked).approve()
    assert deliver(mailbox) == []


def test_own_replies_are_not_news(asked, mailbox):
    Subscription.objects.get().confirm()
    deliver(mailbox)
    reply_to(asked, email="lizette@example.org").approve()
    assert deliver(mailbox) == []


def test_a_flood_of_questions_to_one_address_ends(client, blog, entry, mailbox):
    for number in range(6):
        client.post(
            f"/comments/{entry.pk}/",
            {"text": f"Words {number}", "email": "victim@example.org", "follow": "on"},
            **SAME_ORIGIN,
        )
    assert Comment.objects.count() == 6
    assert len(deliver(mailbox)) == notifications.QUESTIONS_PER_ADDRESS


def test_asking_for_mail_needs_an_address(client, blog, entry, mailbox):
    response = client.post(f"/comments/{entry.pk}/", {"text": "Words", "follow": "on"}, **SAME_ORIGIN)
    assert response.status_code == 422 and "Write your email address too" in response.content.decode().replace(
        "&#x27;", "'"
    )


def test_without_mail_no_box_is_shown(client, blog, entry):
    assert "Email me when" not in client.get(entry.get_absolute_url()).content.decode()


def test_author_hears_of_each_waiting_comment_if_so_wished(client, blog, entry, author, mailbox):
    author.email = "steve@example.org"
    author.save()
    DiscussionRule(author_mail=AuthorMail.AT_ONCE).save()
    client.post(
        f"/comments/{entry.pk}/",
        {"text": "See https://example.org/x", "name": "dena\nBcc: x@example.org"},
        **SAME_ORIGIN,
    )
    (mail,) = deliver(mailbox)
    assert "To: steve@example.org" in mail
    assert message_from_string(mail, policy=default)["Subject"].strip() == f"A comment waits on “{entry}”"
    assert "https://example.org/x" not in mail and "example.org/x" in mail
    assert "http://127.0.0.1:8000/decide/" in mail
    assert "\nBcc:" not in mail


def test_note_is_mailed_to_the_owner_with_its_writer_to_answer_to(client, entry, author, mailbox):
    author.email = "steve@example.org"
    author.save()
    factories.blog(owner=author)
    client.post("/comments/note/", {"text": "Thank you", "name": "dena", "email": "dena@example.org"}, **SAME_ORIGIN)
    (mail,) = deliver(mailbox)
    assert "Reply-To: dena <dena@example.org>" in mail and "Thank you" in mail


def test_mail_waits_for_a_server_that_is_down_and_arrives_once(asked, mailbox, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert outbox.send_due() == 0
    waiting = Mail.objects.get()
    assert waiting.tries == 1 and waiting.last_error and waiting.sent_at is None
    assert waiting.due_at - timezone.now() <= outbox.LONGEST_PAUSE
    settings.EMAIL_PORT = port
    Mail.objects.update(due_at=timezone.now())
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    assert len(mailbox.received) == 1


def test_mail_that_is_refused_for_good_is_given_up_with_its_reason(asked, mailbox):
    mailbox.refusal = "550 No such person"
    for _ in range(outbox.REFUSALS_BEFORE_GIVING_UP):
        Mail.objects.update(due_at=timezone.now())
        outbox.send_due()
    given_up = Mail.objects.get()
    assert given_up.given_up_at and "No such person" in given_up.last_error
    Mail.objects.update(due_at=timezone.now())
    assert outbox.send_due() == 0


def test_two_workers_never_send_the_same_mail(asked, mailbox, monkeypatch):
    taken = outbox._lease()
    assert taken == Mail.objects.get()
    assert outbox._lease() is None
    Mail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox._lease() == taken


def test_a_slow_server_keeps_no_mail_from_another_worker_and_the_worker_from_nothing(asked, mailbox, monkeypatch):
    first = Mail.objects.get()
    Mail.objects.create(kind="x", key="x", recipient="x@example.org", subject="Second", text="Words")
    monkeypatch.setattr(outbox, "LONGEST_TURN_SECONDS", 0)
    assert outbox.send_due() == 0
    monkeypatch.setattr(outbox, "LONGEST_TURN_SECONDS", 15)
    assert outbox.send_due(most=1) == 1
    first.refresh_from_db()
    assert first.sent_at and Mail.objects.get(key="x").leased_until is None


def test_sent_mail_is_forgotten_after_thirty_days(asked, mailbox):
    outbox.send_due()
    outbox.forget_sent()
    assert Mail.objects.exists()
    outbox.forget_sent(timezone.now() + timedelta(days=31))
    assert not Mail.objects.exists()


def test_a_broken_connection_is_no_end(asked, mailbox, monkeypatch):
    def broken(*_args, **_options):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", broken)
    assert outbox.send_due() == 0
    assert Mail.objects.get().given_up_at is None
