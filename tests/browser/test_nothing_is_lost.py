"""The plug is pulled while somebody writes: at most five seconds of typing are gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Site, sign_in, wait_for

# What the author types last; it has this long to be kept.
LAST = "the very last words"
KEPT_WITHIN_MS = 5_000


def new_entry(page, site) -> None:
    sign_in(page, site)
    page.goto(f"{site.address}/admin/blog/entry/add/")
    page.fill("[name=title]", "On zinc")
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type(f"Zinc is a metal, and these are {LAST}")


def kept(page) -> None:
    expect(page.locator("[data-entry-autosave]")).to_contain_text("Saved at", timeout=KEPT_WITHIN_MS)


def brought_back(page, site) -> None:
    """The page of the newest entry holds the words."""
    page.goto(f"{site.address}/admin/blog/entry/")
    page.get_by_role("link", name="On zinc").first.click()
    expect(page.locator("[contenteditable=true]").first).to_contain_text(LAST)
    expect(page.locator("[name=title]")).to_have_value("On zinc")


def test_a_closed_tab_loses_nothing(empty_site, person):
    page = person()
    new_entry(page, empty_site)
    kept(page)
    page.keyboard.type(" and some more")
    other = page.context.new_page()
    page.close(run_before_unload=True)
    other.wait_for_timeout(500)
    brought_back(other, empty_site)
    expect(other.get_by_text("and did not save").first).to_be_visible()


def test_signing_out_in_another_tab_loses_nothing(empty_site, person):
    page = person()
    new_entry(page, empty_site)
    kept(page)
    other = page.context.new_page()
    other.goto(f"{empty_site.address}/admin/")
    other.get_by_role("button", name="Log out").click()
    page.bring_to_front()
    page.locator("[contenteditable=true]").first.press_sequentially(" after the sign-out")
    expect(page.locator("[data-entry-autosave]")).to_contain_text("you are signed out", timeout=KEPT_WITHIN_MS)
    sign_in(other, empty_site)
    # The page finds a fresh proof by itself, and saves as if nothing had been.
    expect(page.locator("[data-entry-autosave]")).to_contain_text("Saved at", timeout=2 * KEPT_WITHIN_MS)
    brought_back(other, empty_site)
    expect(other.locator("[contenteditable=true]").first).to_contain_text("after the sign-out")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_save_after_signing_out_comes_back_with_the_sign_in(empty_site, person, script):
    page = person(script)
    sign_in(page, empty_site)
    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    page.fill("[name=title]", "On copper")
    if not script:
        page.fill("[name=source]", f"<p>{LAST}</p>")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_text("Your words are not lost")).to_be_visible()
    page.fill("[name=username]", "steve")
    page.fill("[name=password]", "plenty of vitamin k2")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("[name=title]")).to_have_value("On copper")
    if not script:
        expect(page.locator("[name=source]")).to_have_value(f"<p>{LAST}</p>")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_text("It is a draft").first).to_be_visible()


@pytest.fixture
def own_site(tmp_path):
    """A site that may be killed, and started again on the same data."""
    running = []

    def start(port: int) -> Site:
        own = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(port), "DEMO": "no"}
        own |= {"OWNER_NAME": "steve", "OWNER_PASSWORD": "plenty of vitamin k2"}
        inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        site = Site(f"http://127.0.0.1:{port}", tmp_path / "data", inherited | own)
        with (tmp_path / "site.log").open("a") as log:
            command = [sys.executable, "manage.py", "start"]
            server = subprocess.Popen(
                command, cwd=ROOT, env=site.environment, stdout=log, stderr=log, start_new_session=True
            )
        running.append(server)
        wait_for(site, server, Path(log.name))
        return site

    yield start, running
    for server in running:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def test_a_killed_server_loses_at_most_five_seconds(own_site, person, free_port):
    start, running = own_site
    site, page = start(free_port), person()
    new_entry(page, site)
    kept(page)
    os.killpg(running[0].pid, signal.SIGKILL)
    running[0].wait()
    # What is typed while nothing answers waits in the browser.
    page.locator("[contenteditable=true]").first.press_sequentially(", and these came later")
    expect(page.locator("[data-entry-autosave]")).to_contain_text("does not answer", timeout=KEPT_WITHIN_MS)
    other = page.context.new_page()
    page.close()
    start(free_port)
    brought_back(other, site)
    expect(other.locator("[contenteditable=true]").first).to_contain_text("these came later")
