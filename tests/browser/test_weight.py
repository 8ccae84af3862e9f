"""What a page costs a reader, measured as the browser gets it: bytes on the wire, requests, and what moves or waits."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

KIB = 1024
# The first packets of a connection: what they hold is there after one round trip.
FIRST_FLIGHT = 14 * KIB
LONG_DISCUSSION = "/a-pot-of-beans/"  # 34 comments
PAGES = ["/", LONG_DISCUSSION, "/archive/", "/search/?q=salt", "/tag/salt/", "/none/"]
WATCH = """
    window.moved = 0
    new PerformanceObserver(list => { for (const shift of list.getEntries()) window.moved += shift.value })
        .observe({type: "layout-shift", buffered: true})
"""


@dataclass
class Traffic:
    """What came over the wire for one page, pictures apart."""

    bytes_of: dict[str, int] = field(default_factory=dict)
    blocking: list[str] = field(default_factory=list)

    @property
    def document(self) -> int:
        return next(iter(self.bytes_of.values()))

    @property
    def whole(self) -> int:
        return sum(self.bytes_of.values())


@pytest.fixture
def traffic(person):
    """Loads an address in a browser that has seen nothing yet."""

    def loaded(address: str, width: int = 1280) -> tuple[Traffic, object]:
        page = person(width=width)
        page.add_init_script(WATCH)
        found, addresses = Traffic(), {}
        session = page.context.new_cdp_session(page)

        def asked(event):
            request = event["request"]
            if event.get("type") != "Image" and urlsplit(request["url"]).scheme != "data":
                addresses[event["requestId"]] = request["url"]
                found.bytes_of[request["url"]] = 0

        def came(event):
            if address := addresses.get(event["requestId"]):
                found.bytes_of[address] += int(event["encodedDataLength"])

        session.on("Network.requestWillBeSent", asked)
        session.on("Network.loadingFinished", came)
        session.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        found.blocking = page.evaluate(
            "performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus == 'blocking')"
            ".map(one => one.name)"
        )
        return found, page

    return loaded


def test_first_screen_of_a_long_discussion_comes_with_one_round_trip(demo_site, traffic):
    """With its styles and all of its comments, so that nothing is waited for."""
    found, page = traffic(demo_site.address + LONG_DISCUSSION)
    assert page.locator("article.comment").count() >= 30
    assert 0 < found.document <= FIRST_FLIGHT
    assert found.blocking == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_whole_page_is_light_asks_for_little_and_keeps_still(demo_site, traffic, address, width):
    found, page = traffic(demo_site.address + address, width)
    assert found.whole <= 60 * KIB
    assert len(found.bytes_of) <= 6
    assert all(asked.startswith(demo_site.address) for asked in found.bytes_of)
    assert found.blocking == []
    page.mouse.wheel(0, 3_000)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") == 0
