"""The learned model, without a database."""

import pytest

from comments.spam.checks import POINTS
from comments.spam.model import BIAS, Model, contributions, strengths

SPAM = ["links:3", "calls:1", "w:cheap", "w:pills", "b:cheap pills"]
TALK = ["topic:3", "question:yes", "w:natto", "w:bones", "b:natto bones"]


def test_before_learning_a_finding_has_its_points():
    points = contributions(strengths(SPAM), {})
    assert points["links:3"] == pytest.approx(POINTS["links:3"])
    assert points["w:cheap"] == points[BIAS] == 0


def test_points_of_a_finding_do_not_fade_in_a_long_text():
    long = [*SPAM, *(f"w:word{number}" for number in range(300))]
    assert contributions(strengths(long), {})["links:3"] == pytest.approx(POINTS["links:3"])


def test_learning_moves_the_score_towards_the_verdict():
    model = Model()
    before = model.score_of(SPAM), model.score_of(TALK)
    model.learn_all([model.example(SPAM, True), model.example(TALK, False)] * 5)
    assert model.score_of(SPAM) > before[0]
    assert model.score_of(TALK) < before[1]


def test_the_same_examples_give_the_same_weights():
    def learnt():
        model = Model()
        model.learn_all([model.example(SPAM, True), model.example(TALK, False)] * 9)
        return model.weights

    assert learnt() == learnt()


def test_a_pinned_weight_stays():
    model = Model()
    model.pin("w:pills", 0.0)
    model.learn_all([model.example(SPAM, True)] * 9)
    assert model.weights[model.places["w:pills"]] == 0.0
    assert model.weights[model.places["w:cheap"]] > 0.0


def test_counting_back_is_exact():
    model = Model()
    one, other = model.example(SPAM, True), model.example(TALK, False)
    model.count(one)
    model.count(other)
    model.count(one, -1)
    assert (list(model.spam_counts), model.reader_counts[0]) == ([0] * len(model.places), 1)


def test_good_words_buy_only_so_much():
    model = Model()
    model.learn_all([model.example(TALK, False)] * 200 + [model.example(SPAM, True)] * 200)
    padded = [*SPAM, *(f"w:{word}" for word in ("natto", "bones"))]
    assert model.score_of(padded) > 0


def test_scoring_adds_nothing_to_the_model():
    model = Model()
    model.score_of(SPAM)
    assert list(model.places) == [BIAS]
