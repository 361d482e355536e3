"""What is seen to have come of something: like days against like days, and an honest interval."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight import cost
from insight.cost import Cost
from insight.effect import (
    LEAST_DAYS,
    NOT_SEEN,
    WORSE,
    Change,
    DayValue,
    Measured,
    Side,
    back_test,
    held,
    measured,
    worth,
)
from insight.figures import TOO_FEW

DONE_ON = date(2026, 6, 1)
"""A Monday."""


def days(first: date, values: list[float], n: int = 100) -> list[DayValue]:
    """One a calendar day."""
    return [DayValue(first + timedelta(i), value, n) for i, value in enumerate(values)]


def crowd(day: date) -> float:
    """Mondays wait ten minutes longer."""
    return 1200.0 if day.weekday() == 0 else 600.0


def around(weeks_before: int, weeks_after: int, by: float, noise: float = 0.0, seed: int = 0):
    """Days of a hall whose wait changed by so much on DONE_ON."""
    lot = random.Random(seed)
    first = DONE_ON - timedelta(7 * weeks_before)
    spans = [first + timedelta(i) for i in range(7 * (weeks_before + weeks_after))]
    return [
        DayValue(day, crowd(day) + (by if day >= DONE_ON else 0) + lot.gauss(0, noise), 50)
        for day in spans
        if day.weekday() < 5
    ]


def test_like_days_are_compared_so_that_a_week_of_mondays_is_no_effect():
    uneven = [one for one in around(8, 8, 0.0) if one.day < DONE_ON or one.day.weekday() == 0]
    found = measured("F2.mean", uneven, DONE_ON)
    assert found.change is not None
    assert found.likeness in ("weekday_and_filing", "weekday")
    assert found.change.by == 0
    assert found.before.mean == found.after.mean == 1200
    naive = cost.effect(
        [one.value for one in uneven if one.day < DONE_ON],
        [one.value for one in uneven if one.day > DONE_ON],
    )
    assert naive is not None
    assert naive.change > 400, "all days together would see one"


def test_a_change_is_found_with_its_size_and_both_n():
    found = measured("F2.mean", around(8, 8, -200.0, 30.0), DONE_ON)
    assert found.change is not None
    assert found.change.is_seen
    assert found.change.low < -200 < found.change.high
    assert found.before.days >= LEAST_DAYS
    assert found.after.n == 50 * found.after.days
    assert found.reason is None


def test_the_day_itself_and_what_came_after_the_end_are_neither():
    there = [*around(6, 6, -100.0, 10.0)]
    strange = DayValue(DONE_ON, 1e9, 50)
    late = [DayValue(one.day, 1e9, 50) for one in there if one.day > date(2026, 6, 26)]
    kept = [one for one in there if one.day <= date(2026, 6, 26) and one.day != DONE_ON]
    plain = measured("F2.mean", kept, DONE_ON)
    assert measured("F2.mean", [*kept, strange, *late], DONE_ON, date(2026, 6, 26)) == plain


def test_with_one_kind_of_day_the_interval_is_welchs():
    before = [600.0, 650.0, 580.0, 610.0, 640.0, 600.0]
    after = [500.0, 540.0, 520.0, 470.0, 515.0]
    mondays = [DayValue(DONE_ON - timedelta(7 * (i + 1)), v, 9) for i, v in enumerate(before)]
    mondays += [DayValue(DONE_ON + timedelta(7 * (i + 1)), v, 9) for i, v in enumerate(after)]
    found = measured("F2.mean", mondays, DONE_ON)
    welch = cost.effect(before, after)
    assert welch is not None
    assert found.likeness == "weekday"
    assert found.change is not None
    assert (found.change.by, found.change.low, found.change.high) == pytest.approx(
        (welch.change, welch.low, welch.high)
    )


@pytest.mark.parametrize("few", [0, 1, LEAST_DAYS - 1])
def test_too_few_days_on_either_side_are_no_number(few: int):
    enough = [600.0, 610.0] * 10
    before = days(DONE_ON - timedelta(20), enough)
    after = days(DONE_ON + timedelta(1), enough[:few])
    found = measured("F2.mean", [*before, *after], DONE_ON)
    assert (found.change, found.reason, found.after.days) == (None, TOO_FEW, few)


def test_a_day_of_a_handful_of_people_is_left_out():
    friday = date(2026, 6, 5)
    enough = [one for one in around(6, 6, 0.0, 10.0) if one.day != friday]
    empty = [DayValue(friday, 1e9, 4)]
    assert measured("F2.mean", enough + empty, DONE_ON) == measured("F2.mean", enough, DONE_ON)
    counted = measured("F2.mean", [*enough, DayValue(friday, 1e9, 5)], DONE_ON)
    assert counted.change is not None
    assert counted.change.by > 1e6


def test_a_kind_of_day_weighs_as_the_days_since_have_it():
    """Mondays gain 300 s, Tuesdays 100, and there are three times as many Mondays since."""
    first, after = DONE_ON - timedelta(70), DONE_ON + timedelta(7)
    before = [DayValue(first + timedelta(7 * i + j), 900.0, 9) for i in range(10) for j in (0, 1)]
    mondays = [DayValue(after + timedelta(7 * i), 600.0, 9) for i in range(9)]
    tuesdays = [DayValue(after + timedelta(7 * i + 1), 800.0, 9) for i in range(3)]
    found = measured("F2.mean", [*before, *mondays, *tuesdays], DONE_ON)
    assert found.change is not None
    assert found.before.mean is not None
    assert found.after.mean == pytest.approx(found.before.mean + found.change.by)
    kinds = found.after.days
    assert found.change.by == pytest.approx(-(300 * (kinds - 3) + 100 * 3) / kinds)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(-300, 300))
def test_the_answer_does_not_depend_on_the_order_and_moves_with_the_days(seed: int, by: float):
    there = around(5, 5, by, 25.0, seed)
    found = measured("F2.mean", there, DONE_ON)
    mixed = random.Random(seed).sample(there, len(there))
    again = measured("F2.mean", mixed, DONE_ON)
    assert again.change is not None
    assert found.change is not None
    assert again.change.by == pytest.approx(found.change.by)
    lower = [DayValue(one.day, one.value - 100 * (one.day > DONE_ON), one.n) for one in there]
    moved = measured("F2.mean", lower, DONE_ON)
    assert moved.change is not None
    assert moved.change.by == pytest.approx(found.change.by - 100)
    width = found.change.high - found.change.low
    assert moved.change.high - moved.change.low == pytest.approx(width)


def test_nineteen_intervals_of_twenty_hold_the_truth():
    """400 halls with weekdays, deadlines and noise: 95 % within the noise of so many."""
    hits = 0
    for seed in range(400):
        change = measured("F2.mean", around(6, 5, -60.0, 40.0, seed), DONE_ON).change
        assert change is not None
        hits += change.low <= -60 <= change.high
    assert 0.92 <= hits / 400 <= 0.98


SEEN = Change(-100.0, -140.0, -60.0, 20.0)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (-100, "as_expected"),
        (-60, "as_expected"),
        (-200, "less_than_expected"),
        (-20, "more_than_expected"),
        (50, "the_other_way"),
    ],
)
def test_what_was_expected_is_held_against_what_happened(expected: float, told: str):
    assert held(expected, SEEN) == told


def test_a_rules_expectations_are_tested_back_by_all_its_pieces():
    assert back_test([(-10, -5)] * 4) is None
    found = back_test([(-10.0, -5.0), (-10.0, -15.0), (-10.0, -9.0), (-10.0, 2.0), (-4.0, -4.0)])
    assert found is not None
    assert found.n == 5
    assert (found.bias, found.miss) == pytest.approx((2.6, 4.6))
    assert found.right_way == 0.8
    assert found.right_low < 0.8 < found.right_high


def of(change: Change | None, measure: str = "F2.mean") -> Measured:
    side = Side(10, 500, 600.0)
    return Measured(measure, side, side, change, "weekday", None if change else TOO_FEW)


def test_a_cost_is_told_for_each_unit_of_what_was_measured():
    found = worth(Cost(1000, staff_hours_a_year=10, an_hour=50), 2, of(SEEN), resolved=400)
    assert found.cost == 2000
    assert found.per_resolved == 5
    assert (found.per_unit, found.low, found.high) == (20, 2000 / 140, 2000 / 60)


@pytest.mark.parametrize(
    ("measure", "change", "reason"),
    [
        ("F2.mean", None, TOO_FEW),
        ("F2.mean", Change(-10, -30, 10, 9), NOT_SEEN),
        ("F2.mean", Change(30, 10, 50, 9), WORSE),
        ("F10.good", Change(-0.1, -0.2, -0.05, 9), WORSE),
    ],
)
def test_no_benefit_is_made_up_where_none_was_measured(
    measure: str, change: Change | None, reason: str
):
    found = worth(Cost(1000), 1, of(change, measure))
    assert (found.cost, found.per_unit, found.low, found.high) == (1000, None, None, None)
    assert found.reason == reason


def test_of_a_share_more_is_better():
    found = worth(Cost(1000), 1, of(Change(0.1, 0.05, 0.2, 9), "F10.good"))
    assert found.per_unit == pytest.approx(10_000)
