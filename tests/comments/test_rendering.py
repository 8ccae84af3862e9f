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
from comments.models import Discussion, DiscussionState, State
from comments.shown import Shown
from comments.threads import Row
from tests import factories

OPEN, CLOSED = (DiscussionState(state, "rule") for state in (State.OPEN, State.CLOSED))
HOSTILE = st.text(max_size=60) | st.sampled_from(['<b>%(anchor)s</b>"', "%s %d %%", "stand-in-for-anchor", "&amp;'"])


def said(**fields) -> Shown:
    known = dict.fromkeys(Shown._fields) | {
        "pk": 8, "kind": "comment", "status": "approved", "thread_count": 0, "is_locked": False, "is_folded": False,
        "is_after_closing": False, "name": "Ann", "website": "", "created_at": timezone.now(), "anchor": "c-8",
        "body_html": "<p>Tea.</p>",
    }  # fmt: skip
    return Shown(**known | fields)


def by(account) -> dict:
    return {"user_id": account.pk, "user_name": account.name, "user_username": account.username} if account else {}


def row(comment, parent=None, is_flattened=False, is_tombstone=False) -> Row:
    return Row(comment, parent, parent, 0, False, range(0), is_flattened, is_tombstone)


def both(one: Row, entry, state) -> tuple[str, str]:
    rendered = rendering._rendered(one, entry, rendering.Kind.of(one, entry, state), {})
    return rendering.thread([one], entry, state), f"<li>{rendered}</li>\n"


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_kind_of_comment_is_what_the_template_makes_of_it(author, language):
    entry, staff = factories.entry(author=author), factories.author("Somebody else")
    parent = said(pk=7, anchor="comment-7", name="O'Neill & <i>")
    kinds = product([None, author, staff], ["", "https://example.org/?a=1&b=2"], [True, False], [None, parent], [1, 0])
    for user, website, is_after_closing, above, is_flattened in kinds:
        comment = said(
            name="<Ann>", website=website, is_after_closing=is_after_closing, body_html="<p>100 % %(name)s</p>",
            **by(user),
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
        comment = said(name=name, website=website)
        filled, rendered = both(row(comment), entry, OPEN)
        assert filled == rendered


def test_an_imported_anchor_that_is_no_plain_word_is_left_to_the_template(entry):
    comment = said(anchor="c'é 9")
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
    rows = [row(said(pk=pk, name=f"N{pk}")) for pk in (1, 2)]
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
    moment = timezone.now()

    def shown(parent="Wendy", is_locked=False, **fields) -> str:
        above = said(pk=7, anchor="comment-7", name=parent, is_locked=is_locked)
        return rendering.thread([row(said(created_at=moment, **fields), above)], entry, OPEN)

    first = shown()
    assert shown() == first and len(filled) == 1
    assert "<p>Milk.</p>" in shown(body_html="<p>Milk.</p>") and "Bob" in shown(name="Bob")
    assert "https://b.example/" in shown(website="https://b.example/")
    assert "answered after" in shown(is_after_closing=True)
    assert 'data-reply="c-8"' in first and 'data-reply="c-8"' not in shown(is_locked=True)
    assert "Somebody else" in shown(parent="Somebody else")
    with translation.override("de"):
        assert shown() != first
    with timezone.override("America/Los_Angeles"):
        assert shown() != first
    assert shown() == first and len(filled) == 9


def test_all_that_the_template_asks_is_among_the_values_it_is_kept_for(entry):
    """Whoever adds a name to the template sees to it that it is among what `rendering.thread` keeps a comment for."""
    asked = set()
    for name in rendering.TEMPLATES:
        asked |= set(re.findall(r"\b((?:comment|parent|entry)\.\w+)", Path(get_template(name).origin.name).read_text()))
    of_comment = {f"comment.{name}" for name in dir(Shown) if not name.startswith("_")}
    of_parent = {"parent.anchor", "parent.author_name"}
    assert asked - of_comment == of_parent | {"entry.pk", "entry.path"}


def test_a_thread_that_goes_on_elsewhere_leads_there_wherever_its_entry_lives(entry):
    long = row(said(thread_count=rendering.pages.REPLIES_IN_PLACE + 1))
    assert f"{entry.get_absolute_url()}" in (before := rendering.thread([long], entry, OPEN))
    entry.path = "elsewhere/"
    assert "/elsewhere/" in rendering.thread([long], entry, OPEN) and "/elsewhere/" not in before
