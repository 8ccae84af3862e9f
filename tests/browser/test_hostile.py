"""Hostile input in a real browser: nothing runs on any surface, and no policy has to stop it.

What is kept is shown once more on a page without any policy, as a feed reader or a mail program might show it.
"""

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from urllib.parse import quote, quote_from_bytes

import pytest

from tests.blog.admin.forms import filled
from tests.browser.conftest import sign_in, started_site
from tests.hostile import payloads

# Listens for all that a script of somebody else's could do, and for what the policy refuses.
WATCH = """
window.__ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.__ran.push(name);
addEventListener('securitypolicyviolation', event => window.__ran.push(`refused ${event.violatedDirective}`));
"""
# Looks through the finished page, shadow of nothing left out.
LOOK = """() => {
  const found = [...window.__ran];
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName;
    if (['iframe', 'object', 'embed', 'base', 'frame', 'portal', 'applet'].includes(tag)) found.push(tag);
    if (tag === 'script' && !element.src && !/json/.test(element.type)) found.push('script: ' + element.text.slice(0, 60));
    if (tag === 'script' && element.src && new URL(element.src).origin !== location.origin) found.push(element.src);
    for (const {name, value} of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') found.push(`${tag} ${name}`);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(name)) {
        try {
          const {protocol} = new URL(value, document.baseURI);
          if (['javascript:', 'vbscript:', 'blob:', 'file:'].includes(protocol)) found.push(`${tag} ${name}=${value}`);
        } catch {}
      }
    }
  }
  return found;
}"""
# Moves over everything and gives it the focus, since some things run only then.
TOUCH = """() => {
  for (const element of document.body.querySelectorAll('*')) {
    for (const kind of ['mouseover', 'pointerenter', 'focus', 'animationstart', 'toggle', 'begin'])
      element.dispatchEvent(new Event(kind));
  }
}"""


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    """A site whose one entry has all hostile comments, and entries with hostile titles, sent through the real forms."""
    folder = tmp_path_factory.mktemp("besieged") / "data"
    yield from started_site(folder, DEMO="no", RATE_LIMITS="no")


@pytest.fixture(scope="module")
def filled_site(besieged, browser):
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, besieged)
    assert write(page, besieged, {"title": "Under siege", "source": "<p>Vitamin K2.</p>", "tags": "bones"}) == 302
    published = 0
    titles = payloads.TITLES[: 200 if payloads.IS_FULL else 25]
    for number, title in enumerate(titles):
        body = payloads.BODIES[number % len(payloads.BODIES)]
        fields = {"title": title, "source": body, "tags": f"{title[:40]}, t{number}", "summary": title[:500]}
        published += write(page, besieged, fields) == 302
    assert published > len(titles) * 0.6
    entry = rows(besieged, "SELECT id, path FROM blog_entry WHERE title = 'Under siege'")[0]
    sent = 0
    for typed in payloads.comments():
        for left_out in ((), ("email", "website"), ("email", "website", "name")):
            fields = {name: value for name, value in typed.items() if name not in left_out}
            answer = context.request.post(
                f"{besieged.address}/comments/{entry[0]}/",
                data=as_sent(fields),
                headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
                max_redirects=0,
            )
            assert answer.status in {303, 422}, (answer.status, typed)
            if answer.status == 303:
                sent += 1
                break
    assert sent > len(payloads.BODIES) * 0.8
    context.close()
    return besieged, entry


def as_sent(fields: dict[str, str]) -> str:
    return "&".join(
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields.items()
    )


def write(page, site, fields: dict[str, str]) -> int:
    """Through the form of the writing desk: its own token, its own buttons."""
    address = f"{site.address}/admin/blog/entry/add/"
    form = filled(SimpleNamespace(content=page.request.get(address).body()), "entry_form")
    typed = {name: value[0] if isinstance(value, list) and value else value or "" for name, value in form.items()}
    data = typed | {"format": "html", "_publish": "1"} | fields
    answer = page.request.post(
        address,
        data=as_sent(data),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": address, "Origin": site.address},
        max_redirects=0,
    )
    assert answer.status in {200, 302, 400}, answer.status
    return answer.status


def rows(site, question: str) -> list[tuple]:
    with closing(sqlite3.connect(site.folder / "blog.sqlite3")) as database:
        return database.execute(question).fetchall()


def watched(browser, signed_in_at=None):
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda message: "Refused" in message.text and page.troubles.append(message.text))
    page.on("dialog", lambda dialog: (page.troubles.append("dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    if signed_in_at:
        sign_in(page, signed_in_at)
    return page


def faults(page, address: str = "") -> list[str]:
    if address:
        page.goto(address, wait_until="load")
    page.evaluate(TOUCH)
    found = page.evaluate(LOOK) + page.troubles
    page.troubles.clear()
    return found


def look_at(page, site, addresses) -> None:
    wrong = {address: found[:4] for address in addresses if (found := faults(page, site.address + address))}
    assert not wrong, wrong


def test_nothing_runs_on_the_desk(filled_site, browser):
    site, entry = filled_site
    page = watched(browser, site)
    pks = [pk for (pk,) in rows(site, "SELECT id FROM comments_comment ORDER BY id")]
    step = 1 if payloads.IS_FULL else max(1, len(pks) // 8)
    waiting = rows(site, "SELECT count(*) FROM comments_comment WHERE status = 'pending'")[0][0]
    look_at(page, site, [f"/admin/comments/comment/waiting/?p={number}" for number in range(1, 2 + waiting // 25)])
    look_at(page, site, [f"/admin/comments/comment/?p={number}" for number in range(1, 2 + len(pks) // 50)])
    for pk in pks[::step]:
        look_at(page, site, [f"/admin/comments/comment/{pk}/{room}/" for room in ("change", "history", "ban", "claim")])
    rooms = ("decisions", "names", "answers")
    look_at(page, site, [f"/admin/comments/comment/{room}/" for room in rooms])
    entries = [pk for (pk,) in rows(site, "SELECT id FROM blog_entry ORDER BY id")]
    some = entries[:: 1 if payloads.IS_FULL else 6]
    look_at(
        page,
        site,
        [f"/admin/blog/entry/{pk}/{room}/" for pk in some for room in ("change", "history", "versions", "page")],
    )
    look_at(page, site, ["/admin/", "/admin/blog/entry/", "/admin/taggit/tag/", f"/admin/blog/entry/{entry[0]}/page/"])


def test_nothing_runs_where_readers_are(filled_site, browser):
    site, entry = filled_site
    with closing(sqlite3.connect(site.folder / "blog.sqlite3", timeout=20)) as database:
        # As if all had been approved: what readers see is the same, and each press was tried elsewhere.
        database.execute("UPDATE comments_comment SET status = 'approved', was_shown = 1")
        database.execute("UPDATE comments_discussion SET approved_count = (SELECT count(*) FROM comments_comment)")
        database.commit()
    page = watched(browser)
    count = rows(site, "SELECT count(*) FROM comments_comment")[0][0]
    anchors = rows(site, "SELECT anchor FROM comments_comment ORDER BY id")
    pages = [f"/{entry[1]}", *(f"/{entry[1]}comment-page-{number}/" for number in range(2, 1 + -(-count // 50)))]
    replies = [f"/comments/{entry[0]}/reply/{anchor}/" for (anchor,) in anchors[:: 1 if payloads.IS_FULL else 12]]
    lists = ["/", "/archive/", *(f"/search/?q={quote(word)}" for word in ("alert", "script", '"><img', "number"))]
    titled = [f"/{path}" for (path,) in rows(site, "SELECT path FROM blog_entry WHERE state = 'published'")]
    look_at(page, site, [*pages, *replies, *lists, *titled[:: 1 if payloads.IS_FULL else 3]])
    assert page.request.get(site.address + pages[0]).text().count('class="comment') > 10


def test_nothing_runs_on_a_page_without_any_policy(filled_site, browser):
    """The stored words as they are: the policy is a second wall, and not the first."""
    site, _entry = filled_site
    page = watched(browser)
    page.goto("about:blank")
    texts = rows(site, "SELECT body_html FROM comments_comment UNION ALL SELECT body_html FROM blog_entry")
    feed = page.request.get(f"{site.address}/feed/json/").json()
    kept = [text for (text,) in texts] + [item.get("content_html", "") for item in feed["items"]]
    for start in range(0, len(kept), 20):
        page.set_content(f"<!doctype html><body>{'<hr>'.join(kept[start : start + 20])}", wait_until="load")
        found = faults(page)
        assert not found, (found, kept[start : start + 20])


def test_feeds_open_as_feeds(filled_site, browser):
    site, entry = filled_site
    page = watched(browser)
    for address in (
        "/feed/",
        "/feed/atom/",
        "/comments/feed/",
        "/comments/feed/atom/",
        f"/{entry[1]}feed/",
        "/sitemap.xml",
    ):
        answer = page.request.get(site.address + address)
        assert answer.status == 200 and "xml" in answer.headers["content-type"]
        page.goto("about:blank")
        is_whole = page.evaluate(
            "text => !new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')",
            answer.text(),
        )
        assert is_whole, address
