"""Forecasts of arrivals, and that a model is used only where it is better."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count, islice

import numpy as np
import pytest

from insight.filing import is_working, position
from insight.forecast import (
    Day,
    Forecast,
    as_it_unfolds,
    baseline,
    choose,
    poisson,
    rolling_origin,
)

SLOTS = 28
PROFILE = np.array([6 + 5 * np.sin(i / SLOTS * 2 * np.pi) for i in range(SLOTS)])


def working_days(first: date) -> Sequence[date]:
    days = (first + timedelta(i) for i in count())
    return list(islice((day for day in days if is_working(day)), 150))


def hall(seed: int, deadline: float = 1.0, noise: bool = True) -> list[Day]:
    """A hall that is busier on Mondays and, where asked, towards a filing deadline."""
    dice = np.random.default_rng(seed)
    days = []
    for day in working_days(date(2026, 3, 2)):
        at = position(day)
        rate = PROFILE * (1.3 if at.weekday == 0 else 1.0)
        if at.to_deadline is not None and -5 <= at.to_deadline <= 0:
            rate = rate * (1 + (deadline - 1) * (1 + at.to_deadline / 5))
        counts = dice.poisson(rate) if noise else np.rint(rate)
        days.append(Day(day, tuple(int(one) for one in counts)))
    return days


def test_the_baseline_is_the_mean_of_the_last_like_days():
    history = hall(1, noise=False)
    ahead = history[-1]
    assert baseline(history[:-1], ahead.day) == pytest.approx(ahead.arrivals, abs=1)
    with pytest.raises(ValueError, match="nothing was seen"):
        baseline([], ahead.day)


def test_a_model_that_sees_the_deadline_coming_is_chosen():
    choice = choose(hall(2, deadline=2.5))
    assert choice.name == "poisson"
    assert choice.model is not None
    assert choice.model.wape is not None
    assert choice.baseline.wape is not None
    assert choice.model.wape < choice.baseline.wape
    assert choice.model.mase is not None
    assert choice.model.mase < 1


def test_little_history_is_no_reason_for_a_model():
    choice = choose(hall(3)[:10])
    assert (choice.name, choice.model) == ("baseline", None)


def test_a_model_that_is_worse_is_not_chosen(monkeypatch: pytest.MonkeyPatch):
    def wild(history: Sequence[Day], day: date) -> Forecast:
        return tuple(3 * rate for rate in poisson(history, day))

    monkeypatch.setattr("insight.forecast.poisson", wild)
    choice = choose(hall(4))
    assert choice.name == "baseline"
    assert choice.method is baseline


def test_no_method_sees_the_day_that_it_forecasts():
    history = hall(5)
    seen: list[bool] = []

    def watched(before: Sequence[Day], day: date) -> Forecast:
        seen.append(all(one.day < day for one in before))
        return baseline(before, day)

    rolling_origin(watched, history, 10)
    assert seen == [True] * 10


def test_a_day_that_begins_busier_than_expected_goes_on_so():
    expected = (10.0,) * 10
    assert as_it_unfolds(expected, [10] * 5) == pytest.approx((10.0,) * 5)
    busy = as_it_unfolds(expected, [20] * 5)
    assert all(15 < rate < 20 for rate in busy)
    assert as_it_unfolds(expected, [3])[0] == pytest.approx(10 * 23 / 30)
