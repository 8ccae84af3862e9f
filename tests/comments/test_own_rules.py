"""The owner's own rules: tried, added, taken away, undone."""

import pytest
from django.core.exceptions import ValidationError

from comments import own_rules
from comments.models import Decision, Rule
from comments.undo import undo
from tests import factories


@pytest.mark.parametrize(
    ("field", "pattern", "is_fine"),
    [
        ("words", "payday loan", True),
        ("words", "*", False),
        ("words", "!!!", False),
        ("name", "ricky*", True),
        ("network", "192.0.2.0/24", True),
        ("network", "2001:db8::/48", True),
        ("network", "192.0.2.*", True),
        ("network", "nowhere", False),
        ("host", "spam.example", True),
        ("email", "** ", False),
    ],
)
def test_what_would_find_nothing_or_everything_is_refused(field, pattern, is_fine):
    assert (own_rules.fault(Rule(field=field, pattern=pattern)) == "") is is_fine


def test_a_rule_is_tried_on_what_was_decided(entry):
    found = factories.comment(entry, "I press olives", status="approved")
    factories.comment(entry, "I use WordPress", status="approved")
    spam = factories.comment(entry, "Press here", status="spam")
    factories.comment(entry, "press waits", status="pending")
    trial = own_rules.tried(Rule(field="words", pattern="press"))
    assert (trial.approved, trial.spam) == ([found], [spam])


@pytest.mark.parametrize(
    ("field", "pattern"), [("email", "x.example"), ("host", "x.example"), ("network", "192.0.2.0/24"), ("name", "Ric*")]
)
def test_every_field_can_be_tried(entry, field, pattern):
    factories.comment(entry, name="Ricky", email="r@x.example", website="http://sub.x.example/", network="192.0.2.0/24")
    assert len(own_rules.tried(Rule(field=field, pattern=pattern)).approved) == 1


def test_adding_and_taking_away_stand_in_the_log_and_can_be_undone(author):
    own_rules.add(Rule(field="words", pattern="loan", outcome="spam"), author)
    own_rules.remove(Rule.objects.get(), author)
    assert not Rule.objects.exists()
    assert not undo([Decision.objects.get(verb="rule_removed")], author).conflicts
    assert str(Rule.objects.get().outcome) == "spam"
    undo([Decision.objects.get(verb="rule_added")], author)
    assert not Rule.objects.exists()


def test_the_same_rule_twice_is_refused(author):
    own_rules.add(Rule(field="words", pattern="loan"), author)
    with pytest.raises(ValidationError):
        own_rules.add(Rule(field="words", pattern="loan"), author)
