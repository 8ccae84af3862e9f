"""What a reader can do, with JavaScript on, with it off, and by keyboard alone."""

import re
import socket
from email import message_from_bytes
from email.policy import default
from time import monotonic, sleep

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import started_site

MAIL_ARRIVES_WITHIN_SECONDS = 60


class Mailbox:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    def newest_to(self, address: str, subject: str):
        """Waits for the worker to send it."""
        ends_at = monotonic() + MAIL_ARRIVES_WITHIN_SECONDS
        while monotonic() < ends_at:
            for recipient, mail in reversed(self.mails):
                if recipient == address and subject in mail["Subject"]:
                    return mail
            sleep(0.1)
        raise AssertionError(f"No mail “{subject}” came to {address}: {self.mails}")


@pytest.fixture(scope="module")
def mailbox():
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.address = f"smtp://127.0.0.1:{port}/?from=blog@example.org"
    yield box
    controller.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory, mailbox):
    yield from started_site(tmp_path_factory.mktemp("mail") / "data", DEMO="yes", EMAIL_URL=mailbox.address)


class Hand:
    """Fills in and presses as a person with a mouse does."""

    def __init__(self, page: Page):
        self.page = page

    def reach(self, target: Locator) -> None:
        target.click()

    def press(self, target: Locator) -> None:
        target.click()

    def tick(self, target: Locator) -> None:
        target.check()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)


class Keyboard(Hand):
    """Reaches everything with the Tab key, and never touches the mouse."""

    MOST_TABS = 400

    def reach(self, target: Locator) -> None:
        for _ in range(self.MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key never reaches {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Space")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)


@pytest.mark.parametrize(
    ("script", "way"), [(True, Hand), (False, Hand), (True, Keyboard)], ids=["script", "no script", "keyboard alone"]
)
def test_whole_story_of_a_reader(site, mailbox, person, script, way):
    page = person(script)
    hand = way(page)
    address = f"lizette-{script}-{way.__name__}@example.org".lower()
    words = f"Do you soak *lentils* too, {way.__name__} {script}?"

    # Reading: the entry that is open.
    page.goto(f"{site.address}/")
    page.goto(site.address + open_entry(page))
    entry_address = page.url
    expect(page.locator("article.comment").first).to_be_visible()

    # A mistake comes back with a sentence, the words kept.
    hand.write(page.get_by_label("Comment", exact=True), words)
    hand.write(page.get_by_label("Email, never shown"), "lizette@")
    hand.press(page.get_by_role("button", name="Post comment"))
    expect(page.get_by_text("Write the whole address").first).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(words)

    # A look before posting.
    hand.write(page.get_by_label("Name, if you like"), "lizette")
    hand.write(page.get_by_label("Email, never shown"), address)
    hand.press(page.get_by_role("button", name="Preview"))
    expect(page.get_by_role("heading", name="Preview: not posted yet")).to_be_visible()
    expect(page.locator(".notice em")).to_have_text("lentils")

    # Posting, with a wish to hear of replies.
    hand.tick(page.get_by_label("Email me when somebody answers"))
    hand.press(page.get_by_role("button", name="Post comment"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: your comment waits")
    private_address = page.url

    # Yes to mail: opening the link asks, the button says yes.
    question = mailbox.newest_to(address, "Do you want to hear of replies")
    page.goto(re.search(r"http://\S+/comments/confirm/\S+", question.get_content())[0])
    hand.press(page.get_by_role("button", name="Yes, send me mail"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You will hear of replies")

    # The author approves and answers; the mail leads to the answer, and ends with one click.
    site.manage("shell", "-c", APPROVE_AND_ANSWER.format(name="lizette", words=words))
    reply = mailbox.newest_to(address, "A reply to your comment")
    text = reply.get_body(("plain",)).get_content()
    page.goto(re.search(r"http://\S+/comments/comment/\d+/", text)[0])
    assert "#comment-" in page.url
    expect(page.get_by_text(f"Yes, {way.__name__} {script}.").first).to_be_visible()
    page.goto(reply["List-Unsubscribe"].strip(" <>"))
    hand.press(page.get_by_role("button", name="Stop the mail"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No more mail will come")

    # Taking the comment back leaves its place, since it was answered.
    page.goto(private_address)
    hand.press(page.get_by_role("button", name="Delete my comment"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment was removed")
    page.goto(entry_address)
    expect(page.get_by_text("lentils too")).to_have_count(0)

    # A reply to somebody, with the form beneath the comment or on a page of its own.
    hand.press(page.locator("a[data-reply]").first)
    hand.write(page.get_by_label("Comment", exact=True), f"A reply by {way.__name__} {script}.")
    hand.press(page.get_by_role("button", name="Post comment"))
    expect(page.get_by_text("in reply to")).to_be_visible()
    assert page.context.cookies() == []


def open_entry(page: Page) -> str:
    """The newest entry that takes comments."""
    for row in page.locator(".entries article").all():
        text = row.inner_text()
        if "comments" in text and "closed" not in text:
            return row.locator("h2 a").get_attribute("href")
    raise AssertionError("The demo has no open discussion.")


APPROVE_AND_ANSWER = """
from comments import moderation
from comments.models import Comment
comment = Comment.objects.get(name={name!r}, source={words!r})
moderation.answer(comment, "Yes, " + comment.source.split(", ")[1].rstrip("?") + ".", comment.discussion.entry.author)
"""
