"""A real site on a free port, and a real Chromium to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
OWNER, PASSWORD = "steve", "plenty of vitamin k2"
STARTS_WITHIN_SECONDS = 120


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    address: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Runs one of the site's own commands on its data."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


def started_site(folder: Path, **variables: str):
    """The site as `make run` starts it; ends with the test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"DATA_DIR": str(folder), "PORT": str(port), "OWNER_NAME": OWNER, "OWNER_PASSWORD": PASSWORD}
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = inherited | own | variables
    log = (folder.parent / f"{folder.name}.log").open("w")
    command = [sys.executable, "manage.py", "start"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    try:
        wait_for(site, server, Path(log.name))
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


def wait_for(site: Site, server: subprocess.Popen, log: Path) -> None:
    ends_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < ends_at and server.poll() is None:
        try:
            with urllib.request.urlopen(site.address + "/robots.txt", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The site did not start:\n{log.read_text()}")


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    yield from started_site(tmp_path_factory.mktemp("empty") / "data", DEMO="no")


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    yield from started_site(tmp_path_factory.mktemp("demo") / "data", DEMO="yes")


@pytest.fixture(scope="session")
def browser():
    own = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    chromium = os.environ.get("CHROMIUM") or own
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()


@pytest.fixture
def person(browser):
    """Makes a person with a browser of their own: `person(script=False)` has JavaScript off."""
    contexts = []

    def made(script: bool = True, width: int = 1280, scheme: str = "light"):
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        return context.new_page()

    yield made
    for context in contexts:
        context.close()


def sign_in(page, site: Site) -> None:
    page.goto(f"{site.address}/admin/")
    page.fill("[name=username]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.address}/admin/")


def write_text(page, words: str, script: bool = True) -> None:
    """A paragraph as an entry's text: in the editor, or without a script as its source."""
    if script:
        page.locator("[contenteditable=true]").first.fill(words)
    else:
        page.fill("[name=source]", f"<p>{words}</p>")
