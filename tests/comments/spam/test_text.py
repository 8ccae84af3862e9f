"""Taking apart what somebody typed."""

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.spam import text
from comments.spam.text import FIRST_WORDS, LAST_WORDS, Text
from comments.spam.wording import MOST_WORDS, RUN, wording_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nice Post!", ["nice", "post"]),
        ("Don't, don’t, DONT", ["dont", "dont", "dont"]),
        ("via\u200bgra vi\u00adagra", ["viagra", "viagra"]),
        ("ｃａｓｉｎｏ", ["casino"]),
        ("see http://pills.example/buy now", ["see", "now"]),
        ('a <a href="http://pills.example">link</a> here', ["a", "link", "here"]),
        ("[url=http://pills.example]link[/url]", ["link"]),
        ("vitamin-K2", ["vitamin", "k2"]),
        ("維生素", ["維生", "素"]),
        ("شكرا لك", ["شكرا", "لك"]),
        ("", []),
    ],
)
def test_words_are_what_a_reader_reads(typed, words):
    assert Text(typed).words == words


@pytest.mark.parametrize(
    ("typed", "hosts"),
    [
        ("http://www.Example.com/a, and example.com/a", ["example.com"]),
        ("see example.org.", ["example.org"]),
        ('<a href="http://a.example/x">http://a.example/x</a>', ["a.example"]),
        ("[url=https://casino.example]x[/url]", ["casino.example"]),
        ("[my site](http://a.example/b)", ["a.example"]),
        ("mail me at joe@example.com", []),
        ("version 2.0, e.g. this one", []),
        ("http://[::1", []),
    ],
)
def test_links_are_found_once_however_they_are_written(typed, hosts):
    assert [link.host for link in Text(typed).links] == hosts


@pytest.mark.parametrize(
    "typed", ["kidsmediausa  . com", "example dot com", "example(dot)com", "example [.] org", "example. com"]
)
def test_a_disguised_address_is_seen(typed):
    assert Text(typed).disguised_link


@pytest.mark.parametrize("typed", ["I use .NET at work", "It works. Come and see", "polka dot dress", "example.com"])
def test_an_honest_dot_is_no_disguise(typed):
    assert not Text(typed).disguised_link


def test_places_lead_back_to_what_was_typed():
    text = Text("I’m  so\nGLAD  ﬁnally")
    assert text.words == ["im", "so", "glad", "finally"]
    assert text.part(1, 2) == "so GLAD"
    assert text.part(3, 3) == "ﬁnally"


def test_of_a_very_long_text_the_opening_and_the_end_are_read():
    text = Text.of(" ".join(f"w{number}" for number in range(9_000)))
    assert len(text.words) == FIRST_WORDS + LAST_WORDS
    assert (text.words[0], text.words[-1]) == ("w0", "w8999")


@given(st.text(st.sampled_from("ab'’ \u200bé中<>.h/:_") | st.characters()), st.integers(0, FIRST_WORDS))
def test_the_opening_is_the_first_words(typed, most):
    assert Text(typed).opening(most) == Text(typed).words[:most]


@given(st.text(st.sampled_from("abZ0'_ .<-\n") | st.characters(max_codepoint=127)))
def test_plain_letters_have_the_words_that_any_letters_have(typed):
    found = list(text._ASCII_WORD.finditer(typed.lower()))
    assert [match.span() for match in found] == [match.span() for match in text._WORD.finditer(typed.lower())]


@given(st.lists(st.sampled_from(["bone", "milk", "é", "\ud800x", "don't", "中"]), min_size=6, max_size=130))
def test_the_keys_of_a_wording_are_the_lowest_and_highest_hash_of_its_runs(words):
    typed = " ".join(words)
    first = Text.of(typed).opening(MOST_WORDS)
    runs = [" ".join(first[at : at + RUN]).encode("utf-8", "replace") for at in range(len(first) - RUN + 1)]
    keys = [int.from_bytes(blake2b(run, digest_size=8).digest(), "big", signed=True) for run in runs]
    assert wording_of(typed) == (min(keys), max(keys))
