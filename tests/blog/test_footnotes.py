"""Footnotes in Markdown lead to what they say, and back."""

import html5lib
import pytest

from blog import html


def tree(source: str):
    return html5lib.parseFragment(html.clean_entry(source, "markdown").body, namespaceHTMLElements=False)


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_mark_and_note_lead_to_one_another():
    page = tree("Salt[^a] and water[^b].\n\n[^b]: Water.\n[^a]: From the *sea*.\n\nMore.")
    names = {element.get("id"): element for element in page.iter() if element.get("id")}
    first, second = page.findall(".//sup/a")
    assert (words(first), words(second)) == ("1", "2")
    notes = page.findall(".//li")
    assert [words(note) for note in notes] == ["From the sea. Back", "Water. Back"]
    for mark, note in zip((first, second), notes, strict=True):
        assert names[mark.get("href")[1:]] is note
        assert names[note.findall(".//a")[-1].get("href")[1:]] is mark


def test_a_note_marked_twice_keeps_its_number_and_leads_back_to_the_first():
    page = tree("One[^a] two[^a].\n\n[^a]: Note.")
    assert [(mark.get("href"), bool(mark.get("id"))) for mark in page.findall(".//sup/a")] == [
        ("#text-note-1", True),
        ("#text-note-1", False),
    ]


def test_a_note_may_hold_the_mark_of_another():
    page = tree("One[^a].\n\n[^b]: Second.\n\n[^a]: First[^b].")
    assert [words(note) for note in page.findall(".//li")] == ["First2. Back", "Second. Back"]


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("A mark[^x] of nothing.", "A mark[^x] of nothing."),
        ("`[^a]`\n\n[^a]: Note.", "[^a] Note."),
        ("x[^a]\n\n[^a]: One.\n[^a]: Two.", "x1 One. BackTwo."),
        ("> x[^a]\n>\n> [^a]: Quoted.", "x1 Quoted. Back"),
        ("[^a]: Note that nothing leads to.", "Note that nothing leads to."),
        ("x[^a]\n\n[^a]: <b onclick=x>bold</b>", "x1 bold Back"),
    ],
)
def test_no_word_is_lost(source, printed):
    assert words(tree(source)) == printed


def test_what_is_a_note_goes_on_to_the_next_empty_line():
    page = tree("x[^a]\n\n[^a]: One\ntwo.\n\nNot three.")
    assert words(page.find(".//li")) == "One two. Back"
    assert words(page.findall(".//p")[1]) == "Not three."
