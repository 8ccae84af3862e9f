"""Words that can be found, and where they stand in a text."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.words import Term, excerpt, marked, terms, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vitamin K2!", ["vitamin", "k2"]),
        ("Crème brûlée, CAFÉ", ["creme", "brulee", "cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("Straße ſeltſam İstanbul", ["strasse", "seltsam", "istanbul"]),
        ("ﬁne x² ½", ["fine", "x2", "1", "2"]),
        ("Rind\u00adfleisch", ["rindfleisch"]),
        ("snake_case vitamin-d a.b@example.org", ["snake", "case", "vitamin", "d", "a", "b", "example", "org"]),
        ("شُورَبَة", ["شوربة"]),
        ("Ελλάς ΕΛΛΑΣ", ["ελλασ", "ελλασ"]),
        ("l’eau don't", ["l", "eau", "don", "t"]),
        ("   … — !", []),
        ("a" * 100, ["a" * 60]),
    ],
)
def test_words_are_the_same_however_they_are_written(text, found):
    assert words(text) == found


@given(st.text(string.printable))
def test_plain_letters_are_divided_as_all_others(text):
    assert words(text) == words(f"{text} é")[:-1]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bone health", [("bone", True), ("health", True)]),
        ('"bone health" heart', [("bone health", False), ("heart", True)]),
        ("“bone health”", [("bone health", False)]),
        ("«bone» „health“", [("bone", False), ("health", False)]),
        ("k2 vi*", [("k2", False), ("vi", True)]),
        ("vitamin-d", [("vitamin d", False)]),
        ("products.mercola.com", [("products mercola com", True)]),
        ('"bone hea', [("bone", True), ("hea", True)]),
        ("bone bone", [("bone", True)]),
        ("'; drop table -- % _ * \" ( ) NEAR:", [("drop", True), ("table", True), ("near", True)]),
        ("*", []),
        ("", []),
    ],
)
def test_what_is_typed_becomes_terms(typed, found):
    assert [(str(term), term.is_beginning) for term in terms(typed)] == found


def test_only_so_many_terms_are_looked_for():
    assert len(terms(" ".join(f"word{number}" for number in range(50)))) == 8


@pytest.mark.parametrize(
    ("text", "typed", "html"),
    [
        ("Bones & <hearts>", "bone", "<mark>Bones</mark> &amp; &lt;hearts&gt;"),
        ("bone health, heart health", '"bone health"', "<mark>bone health</mark>, heart health"),
        ("Crème brûlée", "creme", "<mark>Crème</mark> brûlée"),
        ("vitamin-D", "vitamin-d", "<mark>vitamin-D</mark>"),
        ("½ cup", "2", "<mark>½</mark> cup"),
        ("<mark>", "mark", "&lt;<mark>mark</mark>&gt;"),
        ("nothing here", "bone", "nothing here"),
        ("", "bone", ""),
    ],
)
def test_terms_are_marked_and_the_rest_is_escaped(text, typed, html):
    assert marked(text, terms(typed)) == html


def test_excerpt_stands_where_most_of_the_terms_do():
    text = " ".join(["bone", *["filler"] * 60, "bone", "and", "heart", *["filler"] * 60])
    found = excerpt(text, terms("bone heart"))
    assert found.startswith("… filler") and found.endswith("filler …")
    assert "<mark>bone</mark> and <mark>heart</mark>" in found
    assert len(found.split()) == 42


def test_excerpt_of_a_short_text_is_the_whole_text():
    assert excerpt("(Bone.)", terms("bone")) == "(<mark>Bone</mark>.)"
    assert excerpt("Nothing of it.", terms("bone")) == "Nothing of it."


def test_excerpt_never_cuts_a_phrase_that_it_marks():
    text = " ".join([*["filler"] * 39, "bone", "health", *["filler"] * 9])
    for typed in ('"bone health"', "filler bone"):
        assert excerpt(text, terms(typed)).count("<mark>") == excerpt(text, terms(typed)).count("</mark>")


def test_a_term_is_told_by_its_words():
    assert str(Term(("bone", "health"), is_beginning=True)) == "bone health"
