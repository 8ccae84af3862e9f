"""Taking apart what somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.spam.text import FIRST_WORDS, LAST_WORDS, Text


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
