"""Numbers of before: the hall goes on after them, once, and gives none twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hall import reasons
from gateway.hall.here import Actor, Duty
from gateway.hall.numbers import ContinueNumbers, not_named
from gateway.hall.reasons import Reason
from protocol.facts import Fact, NumbersContinued, TicketIssued
from tests.hall.asking import LEADER, ask
from tests.hall.hall import PLAN, Hall


def go_on(hall: Hall, business: str, last: int, by: Actor = LEADER) -> Fact | Reason:
    return ask(hall, ContinueNumbers(business, last), by)


def test_numbers_go_on_after_the_last_one_that_anybody_has():
    hall = Hall()
    assert go_on(hall, "A", 57) == reasons.NO_DAY_OPEN
    hall.open()
    assert go_on(hall, "A", 57) == NumbersContinued("2026-11-23", "A", 57, "s-leader")
    assert go_on(hall, "X", 1) == reasons.NO_SUCH_BUSINESS
    taken = hall.take(0)
    assert isinstance(taken, TicketIssued)
    assert (taken.label, taken.ahead) == ("A058", 0)


def test_it_is_said_once_and_before_the_first_number():
    hall = Hall()
    hall.open()
    go_on(hall, "A", 57)
    assert go_on(hall, "A", 58) == reasons.NUMBERS_GIVEN
    hall.take(1)
    assert go_on(hall, "B", 9) == reasons.NUMBERS_GIVEN
    hall.open("2026-11-24")
    assert isinstance(go_on(hall, "A", 3), NumbersContinued)


@pytest.mark.parametrize("duty", sorted(set(Duty) - {Duty.LEADER, Duty.ADMINISTRATOR}))
def test_only_who_answers_for_the_hall_may_say_it(duty: Duty):
    hall = Hall()
    hall.open()
    assert go_on(hall, "A", 57, Actor(duty, "s-1")) == reasons.NOT_YOUR_DUTY


def test_businesses_of_which_nothing_was_said_are_named():
    assert not_named(PLAN, {"A": 57, "X": 1}) == ("B", "C")
    assert not_named(PLAN, {"A": 0, "B": 0, "C": 0}) == ()


DEED = st.one_of(
    st.tuples(st.just("take"), st.sampled_from([0, 1])),
    st.tuples(st.just("go_on"), st.sampled_from("AB"), st.integers(1, 9)),
    st.tuples(st.just("open")),
)


@given(st.lists(DEED, max_size=40))
def test_whatever_is_said_when_a_number_is_given_once(deeds: list[tuple[Any, ...]]):
    """And none that the leader said somebody has."""
    hall = Hall()
    hall.open("0001-01-01")
    taken: set[tuple[str, str, int]] = set()
    for name, *values in deeds:
        match name:
            case "take":
                fact = hall.take(*values)
                assert isinstance(fact, TicketIssued)
                assert (fact.day, fact.business, fact.number) not in taken
                taken.add((fact.day, fact.business, fact.number))
            case "go_on":
                said = go_on(hall, *values)
                if isinstance(said, NumbersContinued):
                    before = {(said.day, said.business, n + 1) for n in range(said.last)}
                    assert not taken & before
                    taken |= before
            case _:
                today = date.fromisoformat(str(hall.state.day))
                hall.open((today + timedelta(1)).isoformat())
