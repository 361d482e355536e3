"""Pressure, congestion and the wait that a newcomer is told."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.live import (
    LEAVE_AFTER_MS,
    LEAVE_BELOW,
    LEVELS,
    Congestion,
    Limits,
    OpenWindow,
    Waiting,
    congestion,
    eta_s,
    level_of,
    pressure,
    shown_min,
)

AB = OpenWindow("1", frozenset("AB"))
ONLY_A = OpenWindow("2", frozenset("A"))
HANDLING = {"A": 300.0, "B": 600.0}
LIMITS = Limits(seats=20)


def people(businesses: str) -> list[Waiting]:
    return [Waiting(business, 60) for business in businesses]


def test_pressure_is_the_work_that_waits_per_window_that_may_do_it():
    found = pressure(people("AAB"), [AB, ONLY_A], HANDLING)
    assert (found.windows, found.work_s, found.seconds) == (2, 1200, 600)
    assert found.people == pytest.approx(1.5)
    assert pressure(people("B"), [AB, ONLY_A], HANDLING).windows == 1


def test_whoever_no_window_may_serve_is_no_infinite_pressure_but_is_told():
    found = pressure(people("AC"), [ONLY_A], HANDLING)
    assert (found.waiting, found.unserved, found.seconds) == (2, 1, 300)
    none = pressure(people("A"), [], HANDLING)
    assert none.seconds is None
    assert congestion(1, None, none, LIMITS) >= 1


def test_an_empty_hall_without_windows_is_not_congested():
    assert congestion(0, None, pressure([], [], {}), LIMITS) == 0


def test_somebody_sent_to_one_window_waits_for_that_one():
    sent = Waiting("A", 60, only="2")
    assert pressure([sent], [AB], HANDLING).unserved == 1
    assert pressure([sent], [AB, ONLY_A], HANDLING).windows == 1


def test_the_wait_of_a_newcomer():
    assert eta_s("AAB", "B", 2, 0, HANDLING) == 4 * 450 / 2
    assert eta_s("", "A", 2, 1, HANDLING) == 0
    assert eta_s("A", "A", 0, 0, HANDLING) is None
    assert (shown_min(1), shown_min(300), shown_min(301)) == (5, 5, 10)


def test_levels_begin_where_they_are_said_to():
    assert [level_of(value) for value in (0, 0.59, 0.6, 0.85, 0.999, 1, 7)] == [
        "green",
        "green",
        "yellow",
        "orange",
        "orange",
        "red",
        "red",
    ]


def test_a_level_is_reached_at_once_and_left_slowly():
    at = Congestion().next(1.0, 0)
    assert at.level == "red"
    assert at.next(0.96, 10 * LEAVE_AFTER_MS).level == "red"
    low = at.next(0.94, 1000)
    assert low.next(0.94, 1000 + LEAVE_AFTER_MS - 1).level == "red"
    assert low.next(0.94, 1000 + LEAVE_AFTER_MS).level == "orange"
    back = low.next(0.97, 2000).next(0.94, 3000)
    assert back.next(0.94, 1000 + LEAVE_AFTER_MS).level == "red", "it began anew"


@given(st.lists(st.floats(0.9, 1.1), min_size=2, max_size=200), st.integers(1000, 60_000))
def test_no_level_flaps(values: list[float], every_ms: int):
    """A level that was left for a lower one is not left again before three minutes are over."""
    state, falls = Congestion(), []
    for i, value in enumerate(values):
        after = state.next(value, i * every_ms)
        if LEVELS.index(after.level) < LEVELS.index(state.level):
            falls.append(i * every_ms)
            assert value < {"orange": 0.85, "red": 1.0}[state.level] - LEAVE_BELOW
        state = after
    assert all(b - a >= LEAVE_AFTER_MS for a, b in itertools.pairwise(falls))
