"""The owner's own rules."""

import pytest

from comments.models import Rule
from comments.spam.checks import rule as check
from comments.spam.submission import Submission


@pytest.mark.parametrize(
    ("pattern", "word", "is_covered"),
    [
        ("press", "press", True),
        ("press", "wordpress", False),
        ("*press", "wordpress", True),
        ("cas*no", "casino", True),
        ("a*a", "a", False),
        ("*a*b*c*", "xxaxxbxxcxx", True),
        ("*a*b*c*", "xxaxxcxxbxx", False),
        ("*", "anything", True),
        ("", "", True),
    ],
)
def test_a_star_stands_for_any_letters(pattern, word, is_covered):
    assert check.fits(pattern, word) is is_covered


@pytest.mark.parametrize(
    ("field", "pattern", "found"),
    [
        ("words", "press", ""),
        ("words", "web-site", "web-site"),
        ("words", "PAYDAY loan*", "payday loans"),
        ("words", "loans payday", ""),
        ("words", "***", "WordPress"),
        ("words", "!!!", ""),
        ("name", "seo *", "SEO Expert"),
        ("email", "*@spam.example", "joe@spam.example"),
        ("email", "spam.example", "joe@spam.example"),
        ("email", "oe@spam.example", ""),
        ("network", "192.0.2.7", "192.0.2.0/24"),
        ("network", "192.0.0.0/16", "192.0.2.0/24"),
        ("network", "192.0.3.0/24", ""),
        ("network", "192.0.*", "192.0.2.0/24"),
        ("network", "2001:db8::/32", ""),
        ("host", "pills.example", "shop.pills.example"),
        ("host", "https://www.pills.example/", "shop.pills.example"),
        ("host", "ills.example", ""),
        ("host", "*pills*", "shop.pills.example"),
    ],
)
def test_a_rule_finds_whole_words(field, pattern, found):
    submission = Submission(
        "WordPress web-site on payday loans http://shop.pills.example/buy",
        name="SEO Expert",
        email="joe@spam.example",
        network="192.0.2.0/24",
    )
    assert check.matched(Rule(field=field, pattern=pattern), submission) == found


def test_the_stricter_rule_decides():
    rules = (Rule(pk=1, pattern="loans", outcome="hold"), Rule(pk=2, pattern="payday", outcome="spam"))
    finding = check.found(Submission("payday loans", rules=rules))
    assert (finding.outcome, finding.params["words"]) == ("spam", ["payday"])


def test_a_rule_made_to_take_long_does_not():
    rule = Rule(pattern="*a" * 90)
    assert check.matched(rule, Submission("a" * 20_000)) == ""
