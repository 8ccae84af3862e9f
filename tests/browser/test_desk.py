"""The author's side in a real browser: nothing is refused by the policy, every page is accessible, no script is needed."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import sign_in, write_text
from tests.browser.test_pages import LOOKS, RULES

PAGES = [
    "/admin/",
    "/admin/blog/",
    "/admin/blog/entry/",
    "/admin/blog/entry/add/",
    "/admin/blog/entry/1/change/",
    "/admin/blog/entry/1/versions/",
    "/admin/blog/entry/1/history/",
    "/admin/blog/blog/",
    "/admin/blog/author/",
    "/admin/blog/author/add/",
    "/admin/blog/author/1/change/",
    "/admin/blog/author/1/password/",
    "/admin/blog/picture/",
    "/admin/blog/picture/add/",
    "/admin/blog/oldaddress/",
    "/admin/blog/oldaddress/add/",
    "/admin/taggit/tag/",
    "/admin/taggit/tag/1/change/",
    "/admin/password_change/",
]


def said(page) -> list[str]:
    return [line.strip() for line in page.locator(".messagelist li").all_inner_texts()]


def press(page, button: str) -> list[str]:
    page.locator(f"button[name={button}]").click()
    page.wait_for_load_state()
    return said(page)


def test_the_policy_refuses_nothing_the_desk_needs(demo_site, person):
    page = person()
    troubles = []
    page.on("console", lambda message: message.type in {"error", "warning"} and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", lambda response: response.status >= 400 and troubles.append(response.url))
    sign_in(page, demo_site)
    for address in PAGES:
        page.goto(demo_site.address + address)
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_the_desk_is_accessible_and_stays_within_its_width(demo_site, person, width, scheme):
    page = person(width=width, scheme=scheme)
    sign_in(page, demo_site)
    troubles = []
    for address in PAGES:
        page.goto(demo_site.address + address)
        for violation in Axe().run(page, options=RULES).response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            troubles.append(f"{address}: {violation['id']} {targets}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            troubles.append(f"{address}: scrolls sideways at {width}")
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("script", [True, False])
def test_an_entry_goes_through_its_whole_life(empty_site, person, script):
    page = person(script=script)
    sign_in(page, empty_site)
    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    page.fill("[name=title]", "On Zinc")
    write_text(page, "Zinc.", script)
    page.press("[name=title]", "Enter")
    page.wait_for_load_state()
    assert said(page) == ["Saved. It is a draft: nobody sees it but you."]
    page.fill("[name=moment]", "2099-07-05T09:00")
    assert press(page, "_schedule") == ["Scheduled for July 5, 2099 at 9:00 AM."]
    assert press(page, "_publish")[0].startswith("Published. Readers see it at /on-zinc")
    page.get_by_text("More…", exact=True).first.click()
    page.fill("[name=note]", "It was wrong.")
    assert press(page, "_withdraw") == ["Withdrawn. Its address says that it is gone, with your note."]
    page.get_by_text("More…", exact=True).first.click()
    assert press(page, "_trash") == ["“On Zinc” is in the trash."]
