"""What the filter has learnt, in words."""

from comments.spam import learning, learnt
from comments.spam.checks import POINTS


def test_everything_a_check_finds_has_a_name():
    assert set(learnt.CHECKS) == set(POINTS)


def test_the_strongest_of_each_side_come_first_with_their_counts(taught):
    spam, readers = learnt.strongest(50)
    assert [one.points for one in spam] == sorted((one.points for one in spam), reverse=True)
    assert [one.points for one in readers] == sorted(one.points for one in readers)
    names = {str(one): one for one in spam}
    assert (names["“pills”"].spam, names["“pills”"].readers) == (10, 0)
    assert "“natto”" in {str(one) for one in readers}


def test_what_is_forgotten_is_listed_apart(taught):
    learning.pin("w:pills", 0.0)
    assert [str(one) for one in learnt.forgotten()] == ["“pills”"]
    assert "w:pills" not in {one.key for one in learnt.strongest(50)[0]}
