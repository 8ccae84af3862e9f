"""Tags as an author types them."""

import pytest
from taggit.models import Tag

from blog.admin.tags_field import CommaTagsField, tags_in, words_of


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("vitamin K2", ["vitamin K2"]),
        ("vitamin K2, bones", ["bones", "vitamin K2"]),
        (" bones ,, bones , ", ["bones"]),
        ('"Smith, John", bones', ["Smith, John", "bones"]),
        ("", []),
    ],
)
def test_tags_are_divided_by_commas_alone(words, names):
    assert tags_in(words) == names


@pytest.mark.parametrize(
    ("names", "words"),
    [(["vitamin K2"], "vitamin K2"), (["heart", "bones"], "bones, heart"), (["Smith, John"], '"Smith, John"')],
)
def test_tags_are_shown_as_they_are_typed(names, words):
    tags = [Tag(name=name) for name in names]
    assert words_of(tags) == words
    assert not CommaTagsField().has_changed(tags, words)
