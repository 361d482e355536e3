"""How many people will come, quarter hour by quarter hour (F21).

The baseline is the mean of the last like days. A Poisson model is used only where, day after day of
the past and knowing only what was known then, it was better than the baseline.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from insight.filing import EARLIEST, LATEST, Position, position

Floats = NDArray[np.float64]

LIKE_DAYS: Final = 4
"""The baseline is the mean of so many."""

LEAST_DAYS: Final = 20
"""Fewer days of history, and the model is not tried: there is the baseline."""

_RIDGE: Final = 1.0
"""Pulls what few days tell of towards nothing."""


@dataclass(frozen=True, slots=True)
class Day:
    """What came on a past day."""

    day: date
    arrivals: tuple[int, ...]
    """People by slot of the hall's hours; as many slots every day."""


Forecast = tuple[float, ...]
"""People expected by slot."""

Method = Callable[[Sequence[Day], date], Forecast]
"""History, which is older than the day, and the day."""


def bucket(at: Position) -> str:
    """Days of one weekday and one of these are like days."""
    if at.to_deadline is None:
        return "unknown"
    if at.to_deadline == 0:
        return "deadline"
    if at.to_deadline > 0:
        return "after"
    return "near" if at.to_deadline >= -3 else "far"


def baseline(history: Sequence[Day], day: date) -> Forecast:
    """Mean of the last like days; where there are none of the last of its weekday, then of any.

    Raises ValueError without any history.
    """
    if not history:
        raise ValueError("Nothing can be expected where nothing was seen.")
    at = position(day)
    kin = [one for one in history if one.day.weekday() == at.weekday]
    like = [one for one in kin if bucket(position(one.day)) == bucket(at)]
    chosen = (like or kin or list(history))[-LIKE_DAYS:]
    return tuple(float(mean) for mean in np.mean([one.arrivals for one in chosen], axis=0))


def poisson(history: Sequence[Day], day: date) -> Forecast:
    """Poisson regression on slot, weekday, days to the deadline, quarter and holiday before."""
    slots = len(history[0].arrivals)
    days = np.array([_of_day(position(one.day)) for one in history])
    counts = np.array([one.arrivals for one in history], dtype=np.float64)
    start = np.concatenate([np.log(counts.mean(axis=0) + 0.1), np.zeros(days.shape[1])])

    def loss(weights: Floats) -> tuple[float, Floats]:
        """Negative log likelihood with its slope."""
        rates = np.exp(np.minimum(weights[:slots] + (days @ weights[slots:])[:, None], 20.0))
        off = rates - counts
        value = float((rates - counts * np.log(rates)).sum())
        value += _RIDGE / 2 * float(weights[slots:] @ weights[slots:])
        slope = np.concatenate(
            [off.sum(axis=0), days.T @ off.sum(axis=1) + _RIDGE * weights[slots:]]
        )
        return value, slope

    weights = minimize(loss, start, jac=True, method="L-BFGS-B").x
    rates = np.exp(np.minimum(weights[:slots] + _of_day(position(day)) @ weights[slots:], 20.0))
    return tuple(float(rate) for rate in rates)


def _of_day(at: Position) -> Floats:
    weekday = [at.weekday == one for one in range(7)]
    offset = [at.to_deadline == one for one in range(EARLIEST, LATEST + 1)]
    return np.array([*weekday, *offset, at.quarterly, at.after_holiday], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Errors:
    """How wrong a method was, over some past days."""

    wape: float | None
    """Σ|came − expected| / Σ came, of slots; None where nobody came."""
    mase: float | None
    """Mean error / mean error of last week's same weekday taken for today; None without one."""
    days: int


def rolling_origin(method: Method, history: Sequence[Day], last: int) -> Errors:
    """Forecast each of the last days from the days before it alone."""
    wrong = came = naive = 0.0
    compared = 0.0
    days = 0
    for i in range(max(1, len(history) - last), len(history)):
        day, before = history[i], history[:i]
        actual = np.array(day.arrivals, dtype=np.float64)
        error = float(np.abs(actual - np.array(method(before, day.day))).sum())
        wrong, came, days = wrong + error, came + float(actual.sum()), days + 1
        kin = [one for one in before if one.day.weekday() == day.day.weekday()]
        if kin:
            naive += float(np.abs(actual - np.array(kin[-1].arrivals)).sum())
            compared += error
    return Errors(wrong / came if came else None, compared / naive if naive else None, days)


@dataclass(frozen=True, slots=True)
class Choice:
    """The method for a hall, and why it."""

    name: str
    method: Method
    baseline: Errors
    model: Errors | None
    """None: there is too little history to try it."""


def choose(history: Sequence[Day], last: int = 20) -> Choice:
    """The model only where it was better than the baseline on the last days, else the baseline."""
    last = min(last, max(1, len(history) // 2))
    base = rolling_origin(baseline, history, last)
    if len(history) < LEAST_DAYS:
        return Choice("baseline", baseline, base, None)
    model = rolling_origin(poisson, history, last)
    better = model.wape is not None and base.wape is not None and model.wape < base.wape
    name, method = ("poisson", poisson) if better else ("baseline", baseline)
    return Choice(name, method, base, model)


def as_it_unfolds(expected: Forecast, came: Sequence[int], weight: float = 20.0) -> Forecast:
    """The rest of a day whose first slots are over: more came than expected, more will.

    weight: so many people expected so far count as much as what was expected at all: in the first
    minutes three people more or less change little.
    """
    so_far = sum(expected[: len(came)])
    factor = (sum(came) + weight) / (so_far + weight)
    return tuple(rate * factor for rate in expected[len(came) :])
