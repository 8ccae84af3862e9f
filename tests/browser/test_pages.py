"""Every kind of page of the demo blog: accessible, within its width, complete without a script, and asking nobody else."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(scope="module")
def pages(demo_site, browser) -> dict[str, str]:
    """One address of each kind, found by following the site's own links."""
    page = browser.new_page()
    page.goto(demo_site.address)

    def links(pattern: str) -> list[str]:
        found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        return list(dict.fromkeys(href for href in found if re.fullmatch(pattern, href)))

    entries = [href for href in links(r"/[^/]+/") if href not in {"/archive/", "/search/", "/feed/"}]
    kinds = {
        "home": "/",
        "archive": "/archive/",
        "tag": links(r"/tag/.+/")[0],
        "second page": "/page/2/",
        "search": "/search/?q=salt",
        "missing": "/none/",
    }
    for number, address in enumerate(entries):
        kinds[f"entry {number}"] = address
    for address in entries:
        page.goto(demo_site.address + address)
        for kind, pattern in {
            "author": "/author/.+/",
            "reply": r"/comments/\d+/reply/.+/",
            "note": r"/comments/\d+/note/",
        }.items():
            kinds |= dict.fromkeys([kind][: len(links(pattern))], (links(pattern) or [""])[0])
    page.goto(f"{demo_site.address}/archive/")
    kinds |= {"year": links(r"/\d{4}/")[0], "month": links(r"/\d{4}/\d{2}/")[0]}
    page.close()
    return kinds


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_accessible_and_stays_within_its_width(demo_site, person, pages, width, scheme):
    page = person(width=width, scheme=scheme)
    troubles, elsewhere = [], []
    page.on(
        "console",
        lambda message: message.type == "error" and "404" not in message.text and troubles.append(message.text),
    )
    page.on(
        "request",
        lambda request: (
            urlsplit(request.url).scheme != "data"
            and not request.url.startswith(demo_site.address)
            and elsewhere.append(request.url)
        ),
    )
    for kind, address in pages.items():
        page.goto(demo_site.address + address)
        for violation in Axe().run(page, options=RULES).response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            troubles.append(f"{kind} {address}: {violation['id']} {targets}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            troubles.append(f"{kind} {address}: scrolls sideways at {width}")
        if page.locator("h1").count() != 1:
            troubles.append(f"{kind} {address}: has {page.locator('h1').count()} h1")
    assert not troubles, "\n".join(troubles)
    assert not elsewhere, elsewhere


def test_no_page_scrolls_sideways_with_letters_twice_as_large(demo_site, person, pages):
    """640 pixels are a window of 1280 at 200 %; there somebody has set large letters as well."""
    page = person(width=640)
    for kind, address in pages.items():
        page.goto(demo_site.address + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind


def test_refusal_is_accessible_and_leads_to_the_field(demo_site, person, pages):
    page = person(width=320)
    page.goto(demo_site.address + pages["reply"])
    page.fill("[name=email]", "nobody")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_selector("#trouble")
    assert page.title().startswith("Not posted")
    assert page.evaluate("document.activeElement.id") == "trouble"
    assert page.locator("[aria-invalid]").count() == 2
    for field in ("#f-text", "#f-email"):
        assert page.locator(f"{field}-error").inner_text()
        assert f"{field[1:]}-error" in page.get_attribute(field, "aria-describedby").split()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.locator("#trouble a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-text"


def test_every_page_reads_the_same_without_a_script(demo_site, person, pages):
    plain, scripted = person(script=False), person()
    for kind, address in pages.items():
        texts = []
        for page in (plain, scripted):
            page.goto(demo_site.address + address)
            texts.append(page.locator("article, .entries, h1").all_inner_texts())
        assert texts[0] == texts[1], kind


def test_no_page_sets_a_cookie(demo_site, person, pages):
    page = person()
    for address in pages.values():
        page.goto(demo_site.address + address)
    assert page.context.cookies() == []
