"""The thread as a pure function."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from comments.threads import folds, rows


@dataclass
class Said:
    pk: int
    parent_id: int | None = None
    root_id: int | None = None
    is_approved: bool = True
    is_folded: bool = False


def drawn(made) -> str:
    """The rows as the template prints them: [ opens a list, ] closes one."""
    text = ""
    for row in made:
        text += "[" * row.opens + f"({row.comment.pk}"
        if row.closes is not None:
            text += ")" + "])" * len(row.closes)
    return text


def test_replies_stand_under_what_they_answer():
    roots = [Said(1), Said(4)]
    replies = [Said(2, 1, 1), Said(3, 2, 1), Said(5, 1, 1)]
    assert drawn(rows(roots, replies, levels=5)) == "(1[(2[(3)])(5)])(4)"


def test_deeper_replies_stay_on_the_last_level_and_say_whom_they_answer():
    replies = [Said(2, 1, 1), Said(3, 2, 1), Said(4, 3, 1)]
    made = rows([Said(1)], replies, levels=2)
    assert [(row.level, row.is_flattened) for row in made] == [(0, False), (1, False), (1, True), (1, True)]


def test_reply_parted_from_its_parent_stands_under_the_root():
    made = rows([Said(1)], [Said(3, 2, 1)], levels=5)
    assert [(row.comment.pk, row.level, row.is_flattened) for row in made] == [(1, 0, False), (3, 1, True)]


def test_reply_that_is_older_than_what_it_answers_stands_under_it_all_the_same():
    made = rows([Said(1)], [Said(3, 2, 1), Said(2, 1, 1)], levels=5)
    assert drawn(made) == "(1[(2[(3)])])"


def test_removed_comment_stays_only_above_something_visible():
    replies = [Said(2, 1, 1, is_approved=False), Said(3, 2, 1), Said(4, 1, 1, is_approved=False)]
    made = rows([Said(1)], replies, levels=5)
    assert [(row.comment.pk, row.is_tombstone) for row in made] == [(1, False), (2, True), (3, False)]


def test_folded_neighbours_without_replies_are_one_fold():
    thanks = {"is_folded": True}
    roots = [Said(1, **thanks), Said(2, **thanks), Said(3), Said(4, **thanks), Said(5, **thanks)]
    # A reply keeps what it answers in sight; folded replies of one thread are a fold of their own.
    replies = [Said(6, 4, 4, **thanks), Said(7, 4, 4, **thanks)]
    assert drawn(made := rows(roots, replies, levels=5)) == "(1)(2)(3)(4[(6)(7)])(5)"
    assert folds(made) == {0: 2, 4: 2, 6: 1}


def test_chain_of_ten_thousand_needs_no_recursion():
    chain = [Said(number, number - 1, 1) for number in range(2, 10_001)]
    assert len(rows([Said(1)], chain, levels=5)) == 10_000


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30), st.integers(1, 6))
def test_every_list_that_opens_closes_and_no_visible_comment_is_lost(choices, levels):
    said = [Said(1)]
    for number, (parent, is_approved) in enumerate(choices, start=2):
        said.append(Said(number, said[parent % len(said)].pk, 1, is_approved))
    made = rows(said[:1], said[1:], levels)
    text = drawn(made)
    assert text.count("[") == text.count("]") and text.count("(") == text.count(")")
    visible = {one.pk for one in said if one.is_approved}
    assert visible <= {row.comment.pk for row in made}
    assert all(row.level < levels for row in made)
    for row, following in zip(made, [*made[1:], None], strict=True):
        if row.is_tombstone:
            assert following is not None
