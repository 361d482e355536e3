"""Peaks, curves and trends."""

from datetime import date
from random import Random

import pytest

from insight.filing import Position, is_working, position, to_deadline
from insight.series import Point, breaks, curve, extremes, trend


def series(*values: float | None, n: int = 100, rules: str = "1") -> list[Point]:
    return [Point(f"{i:03d}", value, n, rules) for i, value in enumerate(values)]


def test_peak_and_valley_are_of_points_with_people_enough():
    points = [*series(5, 9, 2), Point("900", 50, 4), Point("901", None, 90)]
    found = extremes(points)
    assert found.peak is not None
    assert found.valley is not None
    assert (found.peak.value, found.valley.value) == (9, 2)
    assert extremes([Point("0", 5, 4)]).peak is None


def test_one_odd_day_does_not_bend_the_curve():
    assert curve(series(5, 5, 5, 500, 5, 5, 5)) == [5] * 7
    assert curve(series(*[None] * 4, 1, 1, 1))[0] is None


def test_a_line_has_its_slope_and_noise_has_none():
    line = trend(series(*(10 + 2 * i for i in range(20))))
    assert line is not None
    assert line.per_point == pytest.approx(2)
    assert line.is_real
    dice = Random(3)
    noise = trend(series(*(dice.gauss(10, 3) for _ in range(40))))
    assert noise is not None
    assert not noise.is_real


def test_a_third_of_wild_days_does_not_change_what_moves():
    dice = Random(4)
    values = [10 + i + (dice.uniform(-200, 200) if i % 4 == 0 else 0) for i in range(40)]
    found = trend(series(*values))
    assert found is not None
    assert found.per_point == pytest.approx(1, abs=0.3)


def test_seven_points_are_no_trend_and_a_change_of_rules_begins_anew():
    assert trend(series(*range(7))) is None
    points = series(*range(20)) + series(*range(100, 107), rules="2")
    assert breaks(points) == [20]
    assert trend(points) is None


def test_working_days_are_chinas():
    assert not is_working(date(2026, 10, 1))
    assert is_working(date(2026, 10, 10)), "a Saturday that is worked for the National Day"
    assert not is_working(date(2026, 10, 11))
    assert is_working(date(2031, 1, 6)), "a Monday of a year of which nothing is known yet"


def test_where_days_stand_before_and_after_a_deadline():
    assert to_deadline(date(2026, 10, 26)) == 0
    assert to_deadline(date(2026, 10, 23)) == -1
    assert to_deadline(date(2026, 10, 27)) == 1
    assert to_deadline(date(2026, 10, 31)) == 3
    assert to_deadline(date(2026, 3, 1)) == -10
    assert to_deadline(date(2031, 1, 6)) is None
    assert position(date(2026, 10, 8)) == Position(3, -10, True, True)
