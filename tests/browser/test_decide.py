"""From a reader's comment to a mail with a link, and from the link to a decision and back, without signing in."""

import re
import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OWNER
from tests.browser.test_pages import RULES
from tests.browser.test_reader import mailbox, site  # noqa: F401


@pytest.fixture
def reachable(site):  # noqa: F811
    with closing(sqlite3.connect(site.folder / "blog.sqlite3", timeout=20)) as database:
        database.execute("UPDATE blog_author SET email = 'owner@example.org' WHERE username = ?", [OWNER])
        database.execute("UPDATE comments_discussionrule SET author_mail = 'at_once'")
        database.commit()
    return site


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)])
def test_a_link_in_a_mail_decides_and_takes_back(reachable, mailbox, person, script, width):  # noqa: F811
    reader, owner = person(), person(script=script, width=width, scheme="dark")
    mailbox.mails.clear()
    with closing(sqlite3.connect(reachable.folder / "blog.sqlite3", timeout=20)) as database:
        newest = (
            "SELECT id FROM blog_entry WHERE state = 'published' AND kind = 'post' AND published_at < datetime('now')"
        )
        pk = database.execute(f"{newest} ORDER BY published_at DESC").fetchone()[0]
    words = f"Does the dough need salt at {width}?"
    sent = reader.request.post(
        f"{reachable.address}/comments/{pk}/",
        form={"text": words, "name": f"dena{width}"},
        headers={"Sec-Fetch-Site": "same-origin"},
        max_redirects=0,
    )
    assert sent.status == 303
    mail = mailbox.newest_to("owner@example.org", "A comment waits on").get_content()
    assert words in mail
    link = re.search(rf"{re.escape(reachable.address)}/decide/\S+", mail)[0]
    owner.goto(link)
    assert owner.get_by_text(words).is_visible()
    if script:
        assert not Axe().run(owner, options=RULES).response["violations"]
        assert not owner.evaluate("document.documentElement.scrollWidth > innerWidth")
    owner.get_by_role("button", name="Approve", exact=True).click()
    assert owner.get_by_text("Approved.", exact=True).is_visible()
    owner.get_by_role("link", name="See it on the site").click()
    assert owner.get_by_text(words).is_visible()
    owner.goto(link)
    owner.get_by_role("button", name="Undo").click()
    assert owner.get_by_role("heading", name=f"dena{width} wrote").is_visible()
    owner.get_by_role("button", name="Approve", exact=True).click()
    assert owner.get_by_text("Approved.", exact=True).is_visible()
    assert owner.context.cookies() == []
