"""The tables say what was measured."""

from tests.bench.table import Page, Row, growth


def test_growth_is_told_in_units_of_the_same_run():
    small = Row(Page("home", "/"), 100, costs=[0.9, 1.0, 1.1], floors=[0.1, 0.1, 0.1])
    large = Row(Page("home", "/"), 100, costs=[1.5, 1.5, 9.0], floors=[0.12, 0.12, 0.72])
    text = growth([(1_000, [small]), (100_000, [large])])
    assert "| page | 1,000 | 100,000 | growth |" in text
    assert "| home | 10.0 | 12.5 | +25% |" in text
