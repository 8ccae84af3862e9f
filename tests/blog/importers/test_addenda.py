"""Notes added to a text later, recognised with their dates."""

from datetime import date
from pathlib import Path

import pytest

from blog.importers.addenda import notes_in, without
from blog.importers.bodies import body_of
from blog.importers.records import EntryRecord
from blog.importers.survey import survey
from blog.importers.wordpress import read

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
PUBLISHED, TODAY = date(2012, 7, 5), date(2026, 11, 24)


def found(source: str, language: str = "en", published_on: date | None = PUBLISHED):
    return notes_in(source, published_on, language, TODAY)


def days(source: str, language: str = "en") -> list[tuple[str, str]]:
    return [(str(note.day.on), str(note.day.precision)) for note in found(source, language) if note.day]


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [
        ("I added this new study on 11/10/12 since it says more:", "en", ("2012-11-10", "day")),
        ("Added 2013-02-16: the dose is known now.", "en", ("2013-02-16", "day")),
        ("Update (March 2013): a trial agrees.", "en", ("2013-03-01", "month")),
        ("A new study in March, 2013 agrees:", "en", ("2013-03-01", "month")),
        ("On June 26th, 2013 I found another paper.", "en", ("2013-06-26", "day")),
        ("Edited on 26 June 2013 to mend the link.", "en", ("2013-06-26", "day")),
        ("On 6/26/13, this study showed good results.", "en", ("2013-06-26", "day")),
        ("EDIT, Sept. 2013: see below.", "en", ("2013-09-01", "month")),
        ("Nachtrag vom 3. April 2013: Eine neue Studie.", "de", ("2013-04-03", "day")),
        ("Ergänzt am 03.04.13: Es gibt Neues.", "de", ("2013-04-03", "day")),
        ("Aktualisiert im März 2014, da eine Untersuchung erschien.", "de", ("2014-03-01", "month")),
        ("Mise à jour du 3 avril 2013 : une étude.", "fr", ("2013-04-03", "day")),
        ("Ajouté le 3/4/13 : une étude.", "fr", ("2013-04-03", "day")),
        ("Actualización, 3 de abril de 2013: hay novedades.", "es", ("2013-04-03", "day")),
        ("Añadido el 3/4/2013.", "es", ("2013-04-03", "day")),
    ],
)
def test_notes_are_known_by_their_words_and_dates(words, language, day):
    assert days(f"<p>Text.</p>\n<p>{words}</p>", language) == [day]


@pytest.mark.parametrize(
    "words",
    [
        "In March 2009, a new study showed that calcium is not enough.",
        "A study of June 2012 found no harm.",
        "I added salt on 1/2/10 and found it too much.",
        "On 8/12/12 I will speak in Seattle; come and see.",
        "This new study, which starts on 8/12/12, will last for years.",
        "The shop is open from 8/12/12.",
        "Add 11/10 cups of beans, updated by 1/2 a cup.",
        "A new study supports this.",
        "See version 1.10.12 of the guide that I found.",
        "A paper of the year 2099, added on 1/1/2099.",
    ],
)
def test_other_sentences_with_dates_are_no_notes(words):
    assert found(f"<p>{words}</p>") == []


def test_a_draft_was_never_out_and_has_no_notes():
    assert found("<p>Added on 11/10/12.</p>", published_on=None) == []


def test_other_dates_of_the_text_decide_how_a_date_is_read():
    assert days("<p>Added 7/6/13.</p><p>Added 26/6/13.</p>") == [("2013-06-07", "day"), ("2013-06-26", "day")]
    assert days("<p>Ajouté 7/6/13.</p><p>Ajouté 6/26/13.</p>", "fr") == [("2013-07-06", "day"), ("2013-06-26", "day")]


def test_what_nothing_decides_is_asked():
    [note] = found("<p>Added 7/6/13.</p>")
    assert (note.day.on, note.day.other) == (date(2013, 7, 6), date(2013, 6, 7))
    [note] = found("<p>Ajouté 7/6/13.</p>", "fr")
    assert (note.day.on, note.day.other) == (date(2013, 6, 7), None)
    # The one reading lies before the entry.
    [note] = found("<p>Added 3/9/12.</p>")
    assert (note.day.on, note.day.other) == (date(2012, 9, 3), None)


def test_links_below_a_note_are_its_sources():
    source = (
        "<h3>Helpful links:</h3>\n"
        "<p>I added this new study on 11/10/12:</p>\n"
        '<p><a href="https://example.org/a?x=1&amp;y=2">A <em>paper</em></a></p>\n'
        "<p>Added in March 2013:</p>\n"
        '<ul><li><a href="https://example.org/b">One</a></li><li><a href="https://example.org/c">Two</a></li></ul>\n'
        "<p>Updated on 2013-06-26, a quotation:</p><blockquote><p>Words.</p></blockquote>"
        "<p>Thank you for reading.</p>"
    )
    notes = found(source)
    assert [note.sources for note in notes] == [
        [("https://example.org/a?x=1&y=2", "A paper")],
        [("https://example.org/b", "One"), ("https://example.org/c", "Two")],
        [],
    ]
    assert "<blockquote>" in notes[2].source and "Words." in notes[2].source
    assert without(source, notes) == "<h3>Helpful links:</h3>\n<p>Thank you for reading.</p>"


def test_taking_one_leaves_the_others_where_they_are():
    source = "<p>One.</p>\n<p>Added 11/10/12.</p>\n<p>Two.</p>\n<p>Added 2/16/13.</p>"
    notes = found(source)
    assert without(source, notes[:1]) == "<p>One.</p>\n<p>Two.</p>\n<p>Added 2/16/13.</p>"


def test_one_without_a_date_among_dated_ones_is_a_note_too():
    source = "<p>Added 11/10/12:</p><p>A new study agrees:</p><p>Added 2/16/13:</p>"
    assert [note.day is None for note in found(source)] == [False, True, False]
    assert len(found(source.replace("<p>A new", "<h3>Part two</h3><p>A new"))) == 2


@pytest.mark.parametrize(
    "source", ["<p>Added 11/10/12", "Added 11/10/12 <b>", "<div><div>Added 11/10/12</div>", "</p></div>"]
)
def test_broken_markup_breaks_nothing(source):
    for note in found(source):
        assert str(note.day.on) == "2012-11-10"
    assert "Added" not in without(source, found(source))


def entries_of(name: str) -> list[EntryRecord]:
    file = DATA / name
    if not file.exists():
        pytest.skip(f"{file} is not here")
    known = survey(file)
    return [record for record in read(file, known.zone.zone, known.numbers) if isinstance(record, EntryRecord)]


def notes_of(record: EntryRecord):
    return found(record.body, "en", record.published_at and record.published_at.date())


def test_the_real_entry_s_notes_are_found_with_their_dates_and_nothing_else():
    notes = {record.title: notes_of(record) for record in entries_of("seed-entry.wxr.xml")}
    [found] = [notes for notes in notes.values() if notes]
    dated = [(str(note.day.on), str(note.day.precision)) for note in found if note.day]
    assert dated == [
        ("2012-11-10", "day"),
        ("2013-02-16", "day"),
        ("2013-03-01", "month"),
        ("2013-06-26", "day"),
        ("2013-07-06", "day"),
        ("2013-09-01", "month"),
    ]
    assert [note.words[:40] for note in found if not note.day] == ["A new study supports vitamin K2 for peop"]
    assert not [note for note in found if note.day and note.day.other]


def test_texts_without_notes_have_none():
    assert [
        (record.title, note.words)
        for record in entries_of("themeunittestdata.wordpress.xml")
        for note in notes_of(record)
    ] == []


def test_wordpress_paragraphs_are_told_apart():
    body = body_of("One.\n\nAdded on 11/10/12:\n\n<a href='https://example.org/'>A paper</a>").html
    [note] = found(body)
    assert note.sources == [("https://example.org/", "A paper")]
