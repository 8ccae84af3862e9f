"""The whole story of an entry and its talk, with JavaScript on and off."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in, write_text


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_entry_is_written_talked_about_and_closed(empty_site, person, script):
    author, reader = person(script), person(script)
    title = f"Bones and hearts {'with' if script else 'without'} a script"

    # The author signs in, writes and publishes.
    sign_in(author, empty_site)
    author.goto(f"{empty_site.address}/admin/blog/entry/add/")
    author.fill("[name=title]", title)
    write_text(author, "Vitamin K2 helps calcium to bind to bones.", script)
    author.get_by_role("button", name="Publish now").click()
    expect(author.get_by_text("Published.").first).to_be_visible()

    # A reader finds the entry and comments; the comment waits, and only its writer sees it.
    reader.goto(empty_site.address)
    reader.get_by_role("main").get_by_role("link", name=title).first.click()
    entry_address = reader.url
    reader.get_by_label("Comment", exact=True).fill("Does natto *really* help bones?")
    reader.get_by_label("Name").fill("lizette")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you: your comment waits")
    expect(reader.get_by_text("Does natto really help bones?")).to_be_visible()
    reader.goto(entry_address)
    expect(reader.get_by_text("Does natto")).to_have_count(0)

    # The author approves at the desk and answers on the page.
    author.goto(f"{empty_site.address}/admin/comments/comment/waiting/")
    author.wait_for_timeout(500)  # the desk ignores a press in the moment a page arrives
    # Its letter stands in its name once somebody has turned the keys on.
    author.locator("button[name=do][value=approve]").first.click()
    expect(author.get_by_role("button", name="Undo")).to_be_visible()
    author.goto(f"{empty_site.address}/admin/blog/entry/")
    author.get_by_role("link", name=title).click()
    author.get_by_role("link", name="Preview").click()
    author.get_by_text("Answer lizette").click()
    author.get_by_label("Your answer").fill("It does, with vitamin D.")
    author.get_by_role("button", name="Publish the answer").click()
    expect(author.locator("article.comment--author")).to_contain_text("It does, with vitamin D.")

    # The reader finds both, the answer marked as the author's, and replies.
    reader.goto(entry_address)
    answer = reader.locator("article.comment--author")
    expect(answer).to_contain_text("It does, with vitamin D.")
    expect(answer).to_contain_text("author")
    reader.get_by_role("link", name="Reply to steve").click()
    reader.get_by_label("Comment", exact=True).fill("Thank you!")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you: your comment waits")

    # Somebody is typing while the author closes the discussion.
    reader.goto(entry_address)
    reader.get_by_label("Comment", exact=True).fill("Words of a slow typist")
    author.get_by_role("button", name="Close the discussion").click()
    expect(author.get_by_role("button", name="Reopen the discussion")).to_be_visible()
    with reader.expect_response(lambda response: "/comments/" in response.url) as refused:
        reader.get_by_role("button", name="Post comment").click()
    assert refused.value.status == 403
    expect(reader.get_by_role("heading", level=1)).to_have_text("Comments on this entry are closed.")
    expect(reader.get_by_label("Your note")).to_have_value("Words of a slow typist")
    reader.get_by_role("button", name="Send privately").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you: your note was sent")

    # The next reader finds the talk, and the sentence in place of the form.
    reader.goto(entry_address)
    expect(reader.get_by_text("Comments on this entry are closed.")).to_be_visible()
    expect(reader.get_by_label("Comment", exact=True)).to_have_count(0)
    expect(reader.get_by_text("It does, with vitamin D.")).to_be_visible()


def test_empty_blog_leads_its_owner_to_the_first_entry(empty_site, person):
    owner = person()
    owner.goto(f"{empty_site.address}/archive/")
    assert owner.context.cookies() == []
    sign_in(owner, empty_site)
    expect(owner.get_by_role("link", name="Write an entry").first).to_be_visible()
