"""The leader's card of what the city has set has words for all that it may set."""

from dataclasses import fields
from typing import get_args

from gateway.console.leader import hall_city
from gateway.hall.alarm_rules import AlarmRules, in_force
from protocol.facts.city import ClosingCause
from protocol.thresholds import THRESHOLDS


def test_there_are_words_for_each_limit_and_each_cause():
    assert set(hall_city.LIMITS) == set(THRESHOLDS)
    assert set(hall_city.CAUSES) == set(get_args(ClosingCause))


def test_what_the_city_may_set_is_in_the_halls_rules_and_takes_effect():
    assert set(THRESHOLDS) <= {one.name for one in fields(AlarmRules)}
    city = {name: place + 2 for place, name in enumerate(THRESHOLDS)}
    rules = in_force(AlarmRules(), city)
    assert {name: getattr(rules, name) for name in THRESHOLDS} == city
    assert in_force(rules, {"business_wait_min": 3}) == rules
