"""Finding phrases in words."""

import pytest

from comments.spam.phrases import Phrases
from comments.spam.text import Text

PHRASES = Phrases(("@good … post|site", "keep it? up", "keep it up please"), {"good": "nice great"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a nice post", ["nice post"]),
        ("Great and helpful site", ["Great and helpful site"]),
        ("great but far too long post", []),
        ("keep up", ["keep up"]),
        ("keep it up please", ["keep it up please"]),
        ("nice nice post", ["nice nice post"]),
        ("post nice", []),
        ("nice", []),
    ],
)
def test_patterns(text, found):
    taken = Text(text)
    assert [taken.part(*span) for span in PHRASES.found(taken)] == found
