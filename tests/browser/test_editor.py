"""Writing in the editor, in a real browser: by mouse, by keyboard, with what comes from elsewhere, and losing nothing."""

import io
from datetime import UTC

import pytest
from PIL import Image
from playwright.sync_api import expect

from blog.html import come_out_the_same
from blog.importers import wordpress
from blog.importers.records import EntryRecord
from tests.browser.conftest import ROOT, sign_in

DATA = ROOT.parent / "shared" / "data"
PASTED = ROOT / "tests" / "blog" / "pasted"
TEXT = "[contenteditable=true]"

PASTE = """(given) => {
  const transfer = new DataTransfer();
  if (given.html) transfer.setData("text/html", given.html);
  transfer.setData("text/plain", given.text ?? "");
  if (given.bytes) transfer.items.add(new File([new Uint8Array(given.bytes)], given.name, { type: "image/png" }));
  const place = document.querySelector("[contenteditable=true]");
  const { left, top } = place.getBoundingClientRect();
  const event = given.kind === "drop"
    ? new DragEvent("drop", { dataTransfer: transfer, clientX: left + 30, clientY: top + 20, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  place.dispatchEvent(event);
}"""


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def writer(empty_site, person):
    """Signed in; any violation of the policy, any error and any lost message fails the test."""
    page = person()
    trouble = []
    page.context.expose_binding("violated", lambda _source, what: trouble.append(what))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => violated(event.effectiveDirective + ' ' + event.sample))"
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    sign_in(page, empty_site)
    yield page
    assert trouble == []


def begin(page, site, title: str) -> None:
    page.goto(f"{site.address}/admin/blog/entry/add/")
    page.get_by_label("Title").fill(title)
    expect(page.locator(TEXT).first).to_be_visible()


def source(page) -> str:
    return page.locator("[name=source]").input_value()


def press(page, name: str) -> None:
    page.get_by_role("toolbar").first.get_by_role("button", name=name, exact=True).click()


def style(page, name: str) -> None:
    page.get_by_role("toolbar").first.get_by_label("Style").select_option(name)


def describe(page, alt: str, caption: str = "") -> None:
    dialog = page.get_by_role("dialog", name="Describe the picture")
    if alt:
        dialog.get_by_label("Description").fill(alt)
    else:
        dialog.get_by_label("Decorative").check()
    dialog.get_by_label("Caption").fill(caption)
    dialog.get_by_role("button", name="Put it in").click()


EVERYTHING = [
    "<h2>A heading</h2>",
    "<p>It’s “quoted” – and <strong>strong</strong>, <em>slanted</em>, <a href=\"https://example.org/natto\">linked</a>.</p>",
    "<ul>\n<li>one<ul>\n<li>inner</li>\n</ul></li>\n<li>two</li>\n</ul>",
    "<blockquote><p>Said.</p></blockquote>",
    "<table>\n<thead>\n<tr>\n<th>Food</th><th>µg</th></tr>\n</thead>",
    "<pre><code>soak\nboil</code></pre>",
    '" alt="A red field"><figcaption>Red.</figcaption>\n</figure>',
    '" alt=""></figure>',
    '" alt="A green field"></figure>',
]  # fmt: skip


def test_every_kind_of_block_is_written_by_mouse(empty_site, writer):
    begin(writer, empty_site, "By mouse")
    text = writer.locator(TEXT).first
    text.click()
    style(writer, "Heading")
    writer.keyboard.type("A heading\n")
    writer.keyboard.type('It\'s "quoted" -- and ')
    press(writer, "Bold")
    writer.keyboard.type("strong")
    press(writer, "Bold")
    writer.keyboard.type(", ")
    press(writer, "Italic")
    writer.keyboard.type("slanted")
    press(writer, "Italic")
    writer.keyboard.type(", ")
    press(writer, "Link")
    dialog = writer.get_by_role("dialog", name="Link")
    dialog.get_by_label("Address").fill("example.org/natto")
    dialog.get_by_label("Words to show").fill("linked")
    dialog.get_by_role("button", name="Set the link").click()
    expect(text.get_by_role("link", name="linked")).to_be_visible()
    expect(text).to_be_focused()
    writer.keyboard.type(".\n")
    press(writer, "Bullets")
    writer.keyboard.type("one\ninner")
    press(writer, "Further in")
    writer.keyboard.type("\ntwo")
    press(writer, "Further out")
    writer.keyboard.type("\n\n")
    press(writer, "Quotation")
    writer.keyboard.type("Said.\n\n")
    press(writer, "Table")
    for words in ("Food", "µg", "natto", "1,000"):
        writer.keyboard.type(words)
        writer.keyboard.press("Tab")
    press(writer, "Delete row")
    text.locator("> p").last.click()
    expect(writer.get_by_role("button", name="Row above")).to_have_count(0)
    style(writer, "Code, line by line")
    writer.keyboard.type("soak\nboil")
    text.locator("> p").last.click()
    expect(writer.get_by_role("toolbar").first.get_by_label("Style")).to_have_value("paragraph")
    press(writer, "Picture")
    writer.get_by_label("From this device").set_input_files(
        [
            {"name": "red.png", "mimeType": "image/png", "buffer": picture("red")},
            {"name": "blue.png", "mimeType": "image/png", "buffer": picture("blue")},
        ]
    )
    describe(writer, "A red field", "Red.")
    describe(writer, "")
    expect(writer.locator("[contenteditable=true] figure")).to_have_count(2)
    writer.evaluate(PASTE, {"bytes": [*picture("green")], "name": "green.png", "kind": "drop"})
    describe(writer, "A green field")
    expect(writer.locator("[contenteditable=true] figure")).to_have_count(3)
    written = source(writer)
    assert [piece for piece in EVERYTHING if piece not in written] == [], written

    press(writer, "Undo")
    expect(writer.locator("[contenteditable=true] figure")).to_have_count(2)
    press(writer, "Redo")
    writer.get_by_role("button", name="Publish now").click()
    expect(writer.get_by_text("Published.").first).to_be_visible()
    expect(writer.locator("[contenteditable=true] figure")).to_have_count(3)
    assert source(writer) == written


def test_every_kind_of_block_is_written_by_keyboard_alone(empty_site, writer):
    begin(writer, empty_site, "By keyboard")
    writer.keyboard.press("Tab")
    stop = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
    assert writer.evaluate(stop) == "Style"
    writer.keyboard.press("Tab")
    assert writer.evaluate(stop) == "Text"
    keys = writer.keyboard
    keys.press("Control+Alt+2")
    keys.type("A heading\n")
    keys.type('It\'s "quoted" -- and ')
    keys.press("Control+b")
    keys.type("strong")
    keys.press("Control+b")
    keys.type(", ")
    keys.press("Control+i")
    keys.type("slanted")
    keys.press("Control+i")
    keys.type(", ")
    keys.press("Control+k")
    expect(writer.get_by_role("dialog", name="Link")).to_be_visible()
    keys.type("https://example.org/natto")
    keys.press("Tab")
    keys.type("linked")
    keys.press("Enter")
    text = writer.locator(TEXT).first
    expect(text.get_by_role("link", name="linked")).to_be_visible()
    expect(text).to_be_focused()
    keys.type(".\n- one\ninner")
    keys.press("Control+]")
    keys.type("\ntwo")
    keys.press("Control+[")
    keys.type("\n\n> Said.\n\n")
    by_toolbar(writer, "Table")
    keys.type("Food")
    keys.press("Tab")
    keys.type("µg")
    for _cell in range(5):
        keys.press("Tab")
    # After the last cell, Tab leaves the text.
    assert writer.evaluate("document.activeElement.closest('.editor')") is None
    keys.press("Shift+Tab")
    keys.press("Control+End")
    keys.type("``` soak\nboil")
    keys.press("Control+End")
    keys.press("ArrowDown")
    pictures = (("maroon", "A red field", "Red."), ("navy", "", ""), ("olive", "A green field", ""))
    for count, (colour, alt, caption) in enumerate(pictures, start=1):
        by_toolbar(writer, "Picture")
        assert writer.evaluate("document.activeElement.type") == "file"
        writer.get_by_label("From this device").set_input_files(
            {"name": f"{colour}.png", "mimeType": "image/png", "buffer": picture(colour)}
        )
        expect(writer.get_by_role("dialog", name="Describe the picture")).to_be_visible()
        if alt:
            keys.type(alt)
            keys.press("Tab")
        else:
            keys.press("Tab")
            keys.press("Space")
        keys.press("Tab")
        keys.type(caption)
        keys.press("Enter")
        expect(writer.get_by_role("dialog")).to_have_count(0)
        expect(writer.locator("[contenteditable=true] figure")).to_have_count(count)
    written = source(writer)
    assert [piece for piece in EVERYTHING if piece not in written] == [], written


def by_toolbar(page, name: str) -> None:
    """From the text to the toolbar, along it, and a press."""
    expect(page.locator(TEXT).first).to_be_focused()
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Home")
    for _step in range(30):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", ["word", "google-docs", "libreoffice", "libreoffice-docx"])
def test_what_a_word_processor_pastes_comes_out_clean(empty_site, writer, name):
    begin(writer, empty_site, f"Pasted from {name}")
    writer.locator(TEXT).first.click()
    writer.evaluate(PASTE, {"html": (PASTED / f"{name}.html").read_text(), "text": "Bones and hearts"})
    expect(writer.locator("[contenteditable=true] table")).to_be_visible()
    written = source(writer)
    assert "<li>cheese<ul>\n<li>hard</li>" in written
    assert not [junk for junk in ("style", 'class="Mso', "mso-", "font", "<span", "lang=", "&nbsp;") if junk in written]
    # It is one step, and can be taken back.
    press(writer, "Undo")
    expect(writer.locator("[contenteditable=true] table")).to_have_count(0)


def test_a_refused_picture_and_a_lost_connection_are_told_in_words(empty_site, writer):
    begin(writer, empty_site, "Told in words")
    text = writer.locator(TEXT).first
    text.click()
    # The browser itself notes the answer 400 in its console, which is no fault here.
    writer.route("**/picture/upload/", lambda route: route.fulfill(status=200, body="<html>Log in</html>"))
    writer.evaluate(PASTE, {"bytes": [1, 2, 3], "name": "a.png"})
    expect(writer.locator(".editor__note").first).to_contain_text("a.png: It could not be sent.")
    writer.route("**/editor/blocks/", lambda route: route.fulfill(status=200, json={"nothing": 1}))
    writer.evaluate(PASTE, {"html": "<p style='color: red'>Never lost</p>", "text": "Never lost"})
    expect(text).to_contain_text("Never lost")
    expect(writer.locator(".editor__note").first).not_to_be_empty()


def test_the_source_can_be_written_and_the_editor_follows(empty_site, writer):
    begin(writer, empty_site, "Source")
    press(writer, "HTML")
    field = writer.locator("[name=source]")
    field.fill("<p>One <del>gone</del> now</p>\n<!--more-->\n<dl><dt>a</dt><dd>b</dd></dl>")
    press(writer, "Back to the editor")
    text = writer.locator(TEXT).first
    expect(text.locator("del")).to_have_text("gone")
    expect(text.locator("div[data-kept]")).to_have_text("ab")
    assert source(writer).endswith("<dl><dt>a</dt><dd>b</dd></dl>")
    text.locator("del").click()
    text.press("End")
    writer.keyboard.type(" and then")
    assert source(writer) == "<p>One <del>gone</del> now and then</p>\n\n<!--more-->\n\n<dl><dt>a</dt><dd>b</dd></dl>"


def test_markdown_keeps_the_plain_field(empty_site, writer):
    begin(writer, empty_site, "Markdown")
    writer.get_by_label("Written in").select_option("markdown")
    field = writer.locator("[name=source]")
    expect(field).to_be_visible()
    expect(writer.locator(TEXT).first).to_be_hidden()
    field.fill("**strong**")
    writer.get_by_label("Written in").select_option("html")
    expect(writer.locator(TEXT).first).to_have_text("**strong**")


def test_the_whole_window_can_be_had_and_left_by_keyboard(empty_site, writer):
    begin(writer, empty_site, "Whole window")
    writer.locator(TEXT).first.click()
    press(writer, "Whole window")
    assert writer.locator(".editor--full").bounding_box()["width"] == 1280
    assert writer.get_by_label("Title").evaluate("field => Boolean(field.closest('[inert]'))")
    writer.keyboard.press("Escape")
    expect(writer.locator(".editor--full")).to_have_count(0)
    writer.get_by_label("Title").fill("Left")


def test_an_addendum_is_written_in_the_editor_too(empty_site, writer):
    begin(writer, empty_site, "With an addendum")
    writer.locator(TEXT).first.click()
    writer.keyboard.type("First.")
    writer.get_by_role("button", name="Publish now").click()
    expect(writer.get_by_text("Published.").first).to_be_visible()
    for closed in writer.locator(".inline-group details:not([open]) > summary").all():
        closed.click()
    text = writer.locator(".inline-group [contenteditable=true]").first
    text.click()
    writer.keyboard.type("Added ")
    writer.keyboard.press("Control+b")
    writer.keyboard.type("since")
    assert writer.locator("[name=addenda-0-source]").input_value() == "<p>Added <strong>since</strong></p>"


def test_without_a_script_the_source_is_written(empty_site, person):
    page = person(script=False)
    sign_in(page, empty_site)
    page.goto(f"{empty_site.address}/admin/blog/entry/add/")
    page.get_by_label("Title").fill("No script")
    page.locator("[name=source]").fill("<p>Plain <b>source</b></p>")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published.").first).to_be_visible()
    expect(page.locator("[name=source]")).to_have_value("<p>Plain <b>source</b></p>")


@pytest.mark.parametrize("name", ["seed-entry.wxr.xml", "themeunittestdata.wordpress.xml"])
def test_imported_bodies_are_opened_and_come_out_the_same(empty_site, writer, name):
    """The field is untouched by opening; and what the editor would write comes out as the source does."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"the export is not at ../shared/data/{name}")
    bodies = [record.body for record in wordpress.read(path, UTC) if isinstance(record, EntryRecord) and record.body]
    begin(writer, empty_site, "Imported")
    refused = []
    for body in bodies:
        opened = writer.evaluate(OPEN, body)
        assert opened["field"] == body
        if opened["mode"] == "source":
            refused.append(body[:80])
        else:
            assert come_out_the_same(body, opened["written"]), opened["written"]
    assert refused == []


# Puts a source into the field as a script of the page would, waits for the editor, and changes a letter there and back.
OPEN = """async (source) => {
  const field = document.querySelector("[name=source]"), around = field.closest(".editor");
  const before = document.querySelector("[contenteditable=true]");
  if (around.dataset.mode === "source") around.querySelector("[data-do=source]").click();
  field.value = source;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  for (let wait = 0; wait < 400; wait += 1) {
    await new Promise((done) => setTimeout(done, 25));
    if (around.dataset.mode === "source") return { mode: "source", field: field.value };
    const now = around.querySelector("[contenteditable=true]");
    if (now && now !== before) break;
  }
  const kept = field.value;
  const { editor } = around.querySelector("[contenteditable=true]");
  editor.commands.insertContentAt(editor.state.doc.content.size, "<p>x</p>");
  const written = field.value.replace(/\\n*<p>x<\\/p>$/, "");
  return { mode: "rich", field: kept, written };
}"""


def test_the_picture_of_an_entry_is_chosen_by_sight(empty_site, writer):
    begin(writer, empty_site, "With a picture")
    choose = writer.get_by_role("button", name="Choose a picture…")
    choose.click()
    writer.get_by_label("From this device").set_input_files(
        {"name": "teal.png", "mimeType": "image/png", "buffer": picture("teal")}
    )
    describe(writer, "A teal field")
    expect(writer.get_by_role("img", name="teal")).to_be_visible()
    writer.get_by_role("button", name="Publish now").click()
    expect(writer.get_by_text("Published.").first).to_be_visible()
    expect(writer.get_by_role("img", name="teal")).to_be_visible()
    writer.get_by_role("button", name="Take it away").click()
    expect(writer.locator("[name=picture]")).to_have_value("")
    choose.click()
    writer.get_by_role("button", name="teal").click()
    expect(writer.locator("[name=picture]")).not_to_have_value("")
