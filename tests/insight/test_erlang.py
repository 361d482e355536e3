"""Erlang's formulas against the references' values, and against a simulation."""

from heapq import heappop, heappush
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.erlang import (
    Load,
    Target,
    erlang_a,
    erlang_c,
    served_within,
    staff_needed,
    windows_needed,
)

CALLS = Load(100 / 1800, 180)
HALL = Load(60 / 3600, 600)


def test_the_values_of_pyworkforce_and_of_the_r_package():
    found = erlang_c(CALLS, 14)
    assert found is not None
    assert found.waits == pytest.approx(0.1741319, abs=1e-7)
    assert served_within(found, CALLS, 20) == pytest.approx(0.8883500, abs=1e-7)
    assert found.mean_wait_s == pytest.approx(7.8359370, abs=1e-6)
    assert found.occupancy == pytest.approx(0.7142857, abs=1e-7)
    assert staff_needed(14, 0.30) == 20


@pytest.mark.parametrize(
    ("windows", "waits", "wait_s"), [(11, 0.68212, 409.27), (12, 0.44939, 134.82)]
)
def test_sixty_people_an_hour_of_ten_minutes(windows: int, waits: float, wait_s: float):
    found = erlang_c(HALL, windows)
    assert found is not None
    assert found.waits == pytest.approx(waits, abs=5e-6)
    assert found.mean_wait_s == pytest.approx(wait_s, abs=5e-3)


def test_nobody_is_asked_to_come_for_a_rounding_error():
    assert staff_needed(21, 0.30) == 30
    assert staff_needed(22, 0.30) == 32


def test_ten_windows_never_catch_up_with_them():
    assert erlang_c(HALL, 10) is None


@pytest.mark.parametrize(
    ("load", "windows", "patience_s", "waits", "leave", "wait_s"),
    [
        (CALLS, 10, 120, 0.49685, 0.13746, 16.496),
        (HALL, 10, 1800, 0.66353, 0.09193, 165.47),
    ],
)
def test_people_who_leave(
    load: Load, windows: int, patience_s: float, waits: float, leave: float, wait_s: float
):
    found = erlang_a(load, windows, patience_s)
    assert found.waits == pytest.approx(waits, abs=5e-6)
    assert found.leave == pytest.approx(leave, abs=5e-6)
    assert found.mean_wait_s == pytest.approx(wait_s, abs=5e-3)


LOADS = st.builds(Load, st.floats(0.0001, 0.1), st.floats(30, 1200))


@given(LOADS, st.integers(1, 60), st.floats(60, 7200))
def test_what_people_do_adds_up(load: Load, windows: int, patience_s: float):
    found = erlang_a(load, windows, patience_s)
    served = load.erlangs * (1 - found.leave) / windows
    assert found.occupancy == pytest.approx(served, rel=1e-6)
    assert 0 <= found.leave <= found.waits <= 1 + 1e-12


@given(LOADS, st.integers(1, 60))
def test_endless_patience_is_erlang_c(load: Load, windows: int):
    if load.erlangs > 0.9 * windows:
        return
    c, a = erlang_c(load, windows), erlang_a(load, windows, 1e12)
    assert c is not None
    assert a.mean_wait_s == pytest.approx(c.mean_wait_s, rel=1e-3, abs=1e-9)


@given(LOADS, st.floats(1, 3600))
def test_one_window_less_would_miss_the_target(load: Load, wait_s: float):
    target = Target(wait_s)
    needed = windows_needed(load, target)
    enough = erlang_c(load, needed)
    assert enough is not None
    assert enough.mean_wait_s <= wait_s
    less = erlang_c(load, needed - 1)
    assert less is None or less.mean_wait_s > wait_s or less.occupancy > target.occupancy


def test_nobody_needs_no_window_and_a_flood_of_people_has_an_answer():
    assert windows_needed(Load(0, 600), Target(60)) == 0
    assert erlang_a(Load(50.0, 600), 20, 1800).leave == pytest.approx(1 - 20 / 30_000, abs=1e-3)


def test_a_simulation_agrees():
    """Sixty people an hour at ten windows, of whom some leave, for a thousand days."""
    dice, windows, patience_s = Random(1), 10, 1800.0
    free = [0.0] * windows
    now = left = waited = 0.0
    people = 400_000
    for _ in range(people):
        now += dice.expovariate(HALL.per_s)
        at = max(now, free[0])
        if at - now > (patience := dice.expovariate(1 / patience_s)):
            left += 1
            waited += patience
            continue
        heappop(free)
        heappush(free, at + dice.expovariate(1 / HALL.handling_s))
        waited += at - now
    found = erlang_a(HALL, windows, patience_s)
    assert left / people == pytest.approx(found.leave, rel=0.05)
    assert waited / people == pytest.approx(found.mean_wait_s, rel=0.05)
