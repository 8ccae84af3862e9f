"""An entry's way: written, previewed, scheduled, published, added to and put back, by mouse and by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import sign_in

MOST_TABS = 250


class Mouse:
    name = "mouse"

    def press(self, page: Page, target: Locator) -> None:
        target.click()

    def write(self, page: Page, target: Locator, words: str) -> None:
        target.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(words)

    def set_moment(self, page: Page, target: Locator, day: str, time: str) -> None:
        # At its first part, the month.
        target.click(position={"x": 14, "y": 12})
        type_moment(page, day, time)


class Keyboard:
    """Goes on by Tab until the focus is there; a page whose focus can't get there fails."""

    name = "keyboard"

    def reach(self, page: Page, target: Locator) -> None:
        target.wait_for()
        for _number in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            # Within the editor Tab stays free to leave by.
            page.keyboard.press("Tab")
        pytest.fail(f"Tab does not reach {target}")

    def press(self, page: Page, target: Locator) -> None:
        self.reach(page, target)
        page.keyboard.press("Enter")

    def write(self, page: Page, target: Locator, words: str) -> None:
        self.reach(page, target)
        page.keyboard.press("Control+A")
        page.keyboard.type(words)

    def set_moment(self, page: Page, target: Locator, day: str, time: str) -> None:
        self.reach(page, target)
        type_moment(page, day, time)


def type_moment(page: Page, day: str, time: str) -> None:
    """Into a field whose parts stand in the order of the browser's language, American English."""
    page.keyboard.type(day)
    # A year may have six digits, so the field waits for a key before it goes on to the hour.
    page.keyboard.press("ArrowRight")
    page.keyboard.type(time)


def offered(page: Page) -> list[str]:
    """What the browser shows below the field, as it would stand there."""
    return page.locator("#id_tags").evaluate("field => [...field.list.options].map(option => option.value)")


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=lambda hand: hand.name)
def test_an_entry_goes_all_its_way(empty_site, person, hand):
    page, reader = person(), person()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Content" in message.text else None)
    title = f"Zinc by {hand.name}"
    sign_in(page, empty_site)
    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    hand.write(page, page.locator("[name=title]"), title)
    hand.write(page, page.locator("[contenteditable=true]").first, "Zinc is a metal.")
    expect(page.locator("[data-entry-autosave]")).to_contain_text("Saved at")

    # Previewed in the real page, before anything is saved by hand.
    hand.press(page, page.get_by_role("button", name="Preview"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("did not save yet")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Zinc is a metal.")
    hand.press(page, page.get_by_role("link", name="Edit this entry"))
    expect(page.locator("[contenteditable=true]").first).to_contain_text("Zinc is a metal.")

    # A friend is shown the draft.
    hand.press(page, page.get_by_role("button", name="Save draft").first)
    hand.press(page, page.get_by_role("link", name="Show it to a friend"))
    hand.press(page, page.get_by_role("button", name="Make a link"))
    shown = page.get_by_role("textbox", name=re.compile("Works until")).input_value()
    reader.goto(shown)
    expect(reader.get_by_text("Not published")).to_be_visible()
    hand.press(page, page.get_by_role("link", name=title))

    # Scheduled, and then published at once after all.
    hand.set_moment(page, page.locator("[name=moment]"), "07052099", "0900AM")
    hand.press(page, page.get_by_role("button", name="Schedule"))
    expect(page.get_by_text("Scheduled for July 5, 2099").first).to_be_visible()
    hand.press(page, page.get_by_role("button", name="Publish now"))
    expect(page.get_by_text("Published. Readers see it").first).to_be_visible()
    reader.goto(shown)
    expect(reader).to_have_url(re.compile(f"{empty_site.address}/zinc-by-{hand.name}/"))

    # Words are changed, and something is added.
    hand.write(page, page.locator("[contenteditable=true]").first, "Zinc is a noble metal.")
    hand.write(page, page.locator("#addenda-0 [contenteditable=true]"), "A trial of 2013 agrees.")
    hand.write(page, page.locator("[name=addenda-0-sources]"), "https://example.org/trial The trial")
    hand.press(page, page.get_by_role("button", name="Save changes").first)
    expect(page.get_by_text("Readers see the changes").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("article")).to_contain_text("Zinc is a noble metal.")
    expect(reader.locator(".byline")).to_contain_text("Updated")
    expect(reader.locator(".addenda")).to_contain_text("A trial of 2013 agrees.")
    expect(reader.get_by_role("link", name="The trial")).to_be_visible()

    # The first words are put back.
    hand.press(page, page.get_by_role("link", name="Earlier versions"))
    hand.press(page, page.locator(".plain-list a").last)
    expect(page.locator(".difference del").first).to_contain_text("noble")
    hand.press(page, page.get_by_role("button", name="Put these words back"))
    expect(page.get_by_text("are back").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("article")).to_contain_text("Zinc is a metal.")
    assert not complaints


def test_tags_that_there_are_are_offered_while_one_is_typed(empty_site, person):
    page = person()
    sign_in(page, empty_site)
    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    page.get_by_label("Tags").fill("Sea salt, Rock salt")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_text("Saved").first).to_be_visible()

    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    tags = page.get_by_label("Tags")
    tags.click()
    page.keyboard.type("SALT")
    assert offered(page) == ["Rock salt", "Sea salt"]
    page.keyboard.press("Control+A")
    page.keyboard.type("rock salt, sal")
    # What stands there already is not offered again, and is kept by what is.
    assert offered(page) == ["rock salt, Sea salt"]
    page.keyboard.type("tpeter")
    assert offered(page) == []
