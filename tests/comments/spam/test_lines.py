"""Where the verdict divides."""

import pytest

from comments.spam.lines import ENOUGH_SCORES, FEWEST_SCORES, LEAST_FOR_SPAM, Lines


def test_without_enough_readers_nothing_is_filed_as_spam():
    lines = Lines.through([5.0] * (FEWEST_SCORES - 1))
    assert lines.spam is None
    assert not lines.is_spam(1_000.0)


def test_with_few_readers_the_line_is_above_them_all():
    scores = [number / 10 for number in range(FEWEST_SCORES, ENOUGH_SCORES)]
    lines = Lines.through(scores)
    assert lines.spam == max(scores)
    assert not any(map(lines.is_spam, scores))


def test_with_many_readers_two_of_four_hundred_may_lie_above():
    scores = [2.0 + number / 100 for number in range(400)]
    lines = Lines.through(scores)
    assert sum(map(lines.is_spam, scores)) == 2
    assert sum(score > lines.hold for score in scores) == 20
    assert sum(score < lines.middle for score in scores) == 199


def test_what_looks_like_a_readers_is_never_spam():
    lines = Lines.through([-9.0] * 400)
    assert lines.spam == LEAST_FOR_SPAM
    assert not lines.is_spam(LEAST_FOR_SPAM)


def test_stored_lines_come_back():
    lines = Lines.through([float(number) for number in range(100)])
    assert Lines.stored(lines.to_store()) == lines
    assert Lines.stored(Lines().to_store()) == Lines()


@pytest.mark.parametrize(
    ("score", "is_spam", "is_surprise"),
    [(9.0, False, True), (1.0, False, False), (-3.0, True, True), (1.0, True, False), (None, True, False)],
)
def test_a_verdict_against_the_score_is_a_surprise(score, is_spam, is_surprise):
    assert Lines(spam=2.0, hold=1.0, middle=-2.0).contradicts(score, is_spam) is is_surprise


def test_nothing_surprises_a_filter_that_has_drawn_no_line():
    assert not Lines().contradicts(9.0, False)
