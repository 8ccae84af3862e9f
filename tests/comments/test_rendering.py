"""A comment poured into the mould of its template is the comment that its template renders."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from blog import moulds
from comments import rendering
from comments.models import Comment, Discussion, DiscussionState, State
from comments.threads import Row
from tests import factories

OPEN, CLOSED = (DiscussionState(state, "rule") for state in (State.OPEN, State.CLOSED))
HOSTILE = st.text(max_size=60) | st.sampled_from(['<b>%(anchor)s</b>"', "%s %d %%", "stand-in-for-anchor", "&amp;'"])


def row(comment, parent=None, is_flattened=False, is_tombstone=False) -> Row:
    comment.parent = parent
    return Row(comment, 0, False, range(0), is_flattened, is_tombstone)


def both(one: Row, entry, state) -> tuple[str, str]:
    rendered = rendering._rendered(one, entry, state, {})
    return rendering.thread([one], entry, state), f"<li>{rendered}</li>\n"


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_kind_of_comment_is_what_the_template_makes_of_it(author, language):
    entry, staff = factories.entry(author=author), factories.author("Somebody else")
    discussion = Discussion(pk=1, entry=entry)
    parent = Comment(pk=7, anchor="comment-7", name="O'Neill & <i>", discussion=discussion)
    kinds = product([None, author, staff], ["", "https://example.org/?a=1&b=2"], [True, False], [None, parent], [1, 0])
    for user, website, is_after_closing, above, is_flattened in kinds:
        comment = Comment(
            pk=8, anchor="c-8", name="<Ann>", user=user, website=website, is_after_closing=is_after_closing,
            discussion=discussion, created_at=timezone.now(), body_html="<p>100 % %(name)s</p>", status="approved",
        )  # fmt: skip
        for state, tombstone in product([OPEN, CLOSED], [True, False]):
            with translation.override(language):
                filled, rendered = both(row(comment, above, bool(is_flattened), tombstone), entry, state)
            assert filled == rendered


class Hostile(TestCase):
    @settings(max_examples=60)
    @given(HOSTILE, HOSTILE)
    def test_whatever_was_typed_is_escaped_as_the_template_does(self, name, website):
        entry = factories.entry()
        comment = Comment(
            pk=9, anchor="c-9", name=name, website=website, discussion=Discussion(pk=1, entry=entry),
            created_at=timezone.now(), body_html="<p>words</p>", status="approved",
        )  # fmt: skip
        filled, rendered = both(row(comment), entry, OPEN)
        assert filled == rendered


def test_an_imported_anchor_that_is_no_plain_word_is_left_to_the_template(entry):
    comment = Comment(
        pk=9, anchor="c'é 9", name="Ann", discussion=Discussion(pk=1, entry=entry), created_at=timezone.now(),
        status="approved",
    )  # fmt: skip
    filled, rendered = both(row(comment), entry, OPEN)
    assert filled == rendered and "%C3%A9%209" in filled


def test_an_owners_template_is_asked_for_every_comment(entry, monkeypatch, tmp_path):
    """It may look at anything of a comment, so it is never made a mould."""
    monkeypatch.setattr(moulds, "OURS", tmp_path)
    moulds.are_ours.cache_clear()
    asked = []
    template = get_template(rendering.TEMPLATES[0])

    class Spy:
        origin = template.origin

        def render(self, context):
            asked.append(context["comment"].name)
            return "theirs"

    monkeypatch.setattr(rendering, "get_template", lambda name: Spy())
    discussion = Discussion(pk=1, entry=entry)
    rows = [row(Comment(pk=pk, name=f"N{pk}", discussion=discussion, created_at=timezone.now())) for pk in (1, 2)]
    assert rendering.thread(rows, entry, OPEN).count("theirs") == 2
    assert asked == ["N1", "N2"]
    moulds.are_ours.cache_clear()


def test_the_empty_form_is_the_one_that_its_template_renders(blog, entry):
    rule = Discussion.on(entry) and rendering.DiscussionRule(max_length=700)
    assert rendering.empty_form(entry, rule) == rendering._form(entry, rule)
    assert f"/comments/{entry.pk}/" in rendering.empty_form(entry, rule)


def test_moulds_are_made_of_the_projects_own_templates():
    assert moulds.are_ours(*rendering.TEMPLATES, *rendering.FORM)
    assert Path(get_template(rendering.TEMPLATES[0]).origin.name).is_relative_to(moulds.OURS)


def test_a_comment_is_filled_in_once_for_what_it_is_made_of(entry, monkeypatch):
    filled, fill = [], rendering._filled
    monkeypatch.setattr(rendering, "_filled", lambda *what: filled.append(1) or fill(*what))
    parent = Comment(pk=7, anchor="comment-7", name="Wendy", discussion=Discussion(pk=1, entry=entry))

    def said(**fields) -> str:
        known = {"pk": 8, "anchor": "c-8", "name": "Ann", "created_at": entry.published_at, "body_html": "<p>Tea.</p>"}
        return rendering.thread(
            [row(Comment(discussion=parent.discussion, status="approved", **known | fields), parent)], entry, OPEN
        )

    first = said()
    assert said() == first and len(filled) == 1
    assert "<p>Milk.</p>" in said(body_html="<p>Milk.</p>") and "Bob" in said(name="Bob")
    assert "https://b.example/" in said(website="https://b.example/") and "answered after" in said(
        is_after_closing=True
    )
    assert 'data-reply="c-8"' not in said(is_locked=True)
    parent.name = "Somebody else"
    assert "Somebody else" in said()
    with translation.override("de"):
        assert said() != first
    with timezone.override("America/Los_Angeles"):
        assert said() != first
    parent.name = "Wendy"
    assert said() == first and len(filled) == 9


def test_all_that_the_template_asks_of_a_comment_is_among_the_values_it_is_kept_for():
    """Whoever adds a name to the template adds it to `rendering._values` and here."""
    asked = set()
    for name in rendering.TEMPLATES:
        asked |= set(re.findall(r"\bcomment\.(\w+)", Path(get_template(name).origin.name).read_text()))
    of_values = {"anchor", "website", "body_html", "created_at", "is_after_closing", "takes_replies", "parent"}
    of_its_writer = {"author_name", "initial", "hue", "user_id", "is_by_author", "is_by_staff"}
    of_those_that_are_no_mould = {"thread_count", "stands_alone"}
    assert asked == of_values | of_its_writer | of_those_that_are_no_mould
