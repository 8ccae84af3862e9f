"""Fifty comments decided on by keyboard alone, and every room of the desk looked at, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import sign_in
from tests.browser.test_pages import LOOKS, RULES

DESK = "/admin/comments/comment/"
WAITING = f"{DESK}waiting/"
MANY = 50
# Judged, as what arrives is: comments that are not are given their points in the background, and move on the desk.
WAIT = f"""
from comments import arrivals
from tests import factories
author = factories.Author.objects.filter(is_superuser=True).first()
entry = factories.entry("On Zinc", author=author)
[factories.comment(entry, f"Does zinc number {{n}} help?", name=f"reader {{n}}", status="pending") for n in range({MANY})]
arrivals.judge_waiting({MANY})
"""
# Rooms with something in each: questions, praise, a decision, a rule.
ROOMS = [
    *(
        f"{DESK}{room}"
        for room in ("waiting/", "answers/", "clean-up/", "filter/", "filter/?all", "decisions/", "names/")
    ),
    DESK,
    "/admin/comments/discussionrule/rule/",
]
FURNISH = """
from tests import factories
from comments import gist, moderation, own_rules, sweeps
from comments.models import Comment, Rule
from comments.spam import learning
author = factories.Author.objects.filter(is_superuser=True).first()
entry = factories.entry("On Copper", author=author, days_old=400)
for n in range(6):
    factories.comment(entry, f"Great article {n}! Thanks for sharing.", name=f"flatterer {n}")
asked = factories.comment(entry, "Does copper harm, and is it in the vitamin?", name="lizette")
factories.comment(entry, "Do you use Twitter?", name="dena")
spam = factories.comment(entry, "Cheap pills <b>here</b>", status="pending", name="ricky", website="https://x.example/")
moderation.decide([spam], "spam", author)
own_rules.add(Rule(field="words", pattern="payday loan"), author)
while gist.read_unread(): pass
sweeps.begin(Comment.objects.filter(gist="praise"), "spam", author)
"""


def tab_to(page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never came to {selector}")


def focused_card(page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-desk-card]')?.id")


def press(page, key: str) -> None:
    """As a person would, who has seen the page: what comes within 400 ms was meant for the page before."""
    page.wait_for_timeout(450)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_fifty_comments_are_decided_on_by_keyboard_and_the_focus_is_never_lost(empty_site, person):
    empty_site.manage("shell", "-v", "0", "-c", WAIT)
    page = person()
    sign_in(page, empty_site)
    page.goto(empty_site.address + WAITING)
    tab_to(page, "#keys summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=keys]")
    press(page, "Enter")
    tab_to(page, "[data-desk-card] [type=checkbox]")
    page.keyboard.press("j")
    page.keyboard.press("k")
    decided, undone = 0, False
    while card := focused_card(page):
        if decided == 5 and not undone:
            press(page, "z")
            undone = True
            assert focused_card(page), "after an undo"
            continue
        if decided == 7:
            page.keyboard.press("r")
            page.keyboard.type("It does.")
            page.keyboard.press("Tab")
            press(page, "Enter")
        else:
            press(page, "s" if decided % 3 == 0 else "a")
        decided += 1
        assert not page.locator(f"#{card}").count()
        assert decided <= MANY + 1
    assert decided == MANY + 1
    assert page.evaluate("document.activeElement.id") == "desk-title"
    assert "Nothing waits for you" in page.title()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_room_of_the_desk_is_accessible_and_stays_within_its_width(empty_site, person, width, scheme):
    page = person(width=width, scheme=scheme)
    sign_in(page, empty_site)
    if page.goto(f"{empty_site.address}/on-copper").status == 404:
        empty_site.manage("shell", "-v", "0", "-c", FURNISH)
    troubles = []
    for address in ROOMS:
        page.goto(empty_site.address + address)
        for violation in Axe().run(page, options=RULES).response["violations"]:
            targets = [(node["target"], node["html"][:150]) for node in violation["nodes"][:3]]
            troubles.append(f"{address}: {violation['id']} {targets}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            troubles.append(f"{address}: scrolls sideways at {width}")
    assert not troubles, "\n".join(troubles)


def test_a_drowned_blog_is_cleaned_up_without_a_script_and_put_back(empty_site, person):
    page = person(script=False)
    sign_in(page, empty_site)
    more = FURNISH.replace("On Copper", "On Iron").replace("payday loan", "title loan")
    empty_site.manage("shell", "-v", "0", "-c", more.rpartition("sweeps.begin")[0])
    page.goto(f"{empty_site.address}{DESK}clean-up/")
    page.get_by_role("button", name="Count again").click()
    page.get_by_role("button", name="to spam").click()
    for _ in range(60):
        if page.get_by_role("button", name="Undo").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    assert "marked as spam." in page.locator(".undo").inner_text()
    page.get_by_role("button", name="Undo").click()
    for _ in range(60):
        if "back where" in page.locator(".desk").inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail("The comments were not put back")
