"""What is seen to have come of a recommendation: a measure before and after (12.5, F28).

Days are what is compared, since the people of one day share its crowd: a measure of one day is one
observation, however many people it is of. Days are held against like days where there are enough of
them, those of the same weekday and the same place before a filing deadline (F21), then those of the
same weekday, then all; the answer says which. The interval is Student's with the degrees of freedom
of Welch and Satterthwaite, of the days' spread within their kind; with one kind of day it is
Welch's.

Before and after is no experiment: whatever else changed at that time is in it too.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import sqrt
from statistics import fmean
from typing import Final, Literal

from scipy import stats

from insight.cost import Cost, per_resolved
from insight.figures import TOO_FEW, wilson
from insight.filing import position
from insight.forecast import bucket

LEAST_DAYS: Final = 5
"""Like days on either side; fewer say nothing."""

LEAST_N: Final = 5
"""People of a day; a day of fewer is left out (F27)."""

NOT_SEEN: Final = "not_seen"
"""The interval does not leave out that nothing changed."""

WORSE: Final = "worse"
"""What is seen is a change for the worse."""

LEAST_FREEDOM: Final = 3
"""Degrees of freedom on either side: with fewer like days the spread within a kind is a guess."""

Likeness = Literal["weekday_and_filing", "weekday", "all"]
"""By what days were held against each other."""

Kind = Callable[[date], Hashable]


@dataclass(frozen=True, slots=True)
class DayValue:
    """A measure on one business day."""

    day: date
    value: float
    n: int
    """Of how many people."""


@dataclass(frozen=True, slots=True)
class Side:
    """The days of one side that were compared."""

    days: int
    n: int
    mean: float | None
    """Of the days, each kind of day weighing as much as on the other side; None of none."""


@dataclass(frozen=True, slots=True)
class Change:
    """After less before."""

    by: float
    low: float
    high: float
    """Interval of 95 %."""
    freedom: float
    """Degrees of freedom."""

    @property
    def is_seen(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure before and after."""

    measure: str
    before: Side
    after: Side
    change: Change | None
    likeness: Likeness
    reason: str | None = None
    """Why nothing is said of a change."""


def measured(
    measure: str, days: Sequence[DayValue], done_on: date, until: date | None = None
) -> Measured:
    """Days before the one on which it was done against those after it, which itself is neither.

    until: the last day that counts, where something else was changed then.
    """
    whole = [one for one in days if one.n >= LEAST_N and (until is None or one.day <= until)]
    before = [one for one in whole if one.day < done_on]
    after = [one for one in whole if one.day > done_on]
    for likeness, kind in _KINDS.items():
        kinds = _shared(before, after, kind)
        compared = _compare(kinds)
        if compared is not None:
            return Measured(measure, *compared, likeness)
    return Measured(measure, _side(before), _side(after), None, "all", TOO_FEW)


@lru_cache(maxsize=4096)  # eleven years: working days are counted off a calendar
def _by_weekday_and_filing(day: date) -> Hashable:
    at = position(day)
    return at.weekday, bucket(at)


_KINDS: Final[Mapping[Likeness, Kind]] = {
    "weekday_and_filing": _by_weekday_and_filing,
    "weekday": lambda day: day.weekday(),
    "all": lambda day: 0,
}
"""The most alike first."""

_Pair = tuple[list[DayValue], list[DayValue]]


def _shared(before: Sequence[DayValue], after: Sequence[DayValue], kind: Kind) -> list[_Pair]:
    """Days of each kind that both sides have."""
    found: defaultdict[Hashable, _Pair] = defaultdict(lambda: ([], []))
    for side, days in enumerate((before, after)):
        for one in days:
            found[kind(one.day)][side].append(one)
    return [pair for pair in found.values() if all(pair)]


def _compare(kinds: Sequence[_Pair]) -> tuple[Side, Side, Change] | None:
    """None where either side has too few days, or too few of a kind to show their spread."""
    sides = [[one for pair in kinds for one in pair[side]] for side in (0, 1)]
    if min(map(len, sides)) < LEAST_DAYS:
        return None
    freedoms = [len(days) - len(kinds) for days in sides]
    if min(freedoms) < LEAST_FREEDOM:
        return None
    weights = [len(pair[1]) / len(sides[1]) for pair in kinds]
    means, parts = [], []
    for side in (0, 1):
        each = [[one.value for one in pair[side]] for pair in kinds]
        spread = sum((value - fmean(those)) ** 2 for those in each for value in those)
        variance = spread / freedoms[side]
        means.append(sum(w * fmean(those) for w, those in zip(weights, each, strict=True)))
        parts.append(
            variance * sum(w * w / len(those) for w, those in zip(weights, each, strict=True))
        )
    change = _change(means[1] - means[0], parts, freedoms)
    told = [
        Side(len(days), sum(one.n for one in days), mean)
        for days, mean in zip(sides, means, strict=True)
    ]
    return told[0], told[1], change


def _change(by: float, parts: Sequence[float], freedoms: Sequence[int]) -> Change:
    error = sqrt(sum(parts))
    if not error:
        return Change(by, by, by, float(sum(freedoms)))
    freedom = error**4 / sum(
        part**2 / each for part, each in zip(parts, freedoms, strict=True) if part
    )
    half = float(stats.t.ppf(0.975, freedom)) * error
    return Change(by, by - half, by + half, freedom)


def _side(days: Sequence[DayValue]) -> Side:
    mean = fmean(one.value for one in days) if days else None
    return Side(len(days), sum(one.n for one in days), mean)


RISING: Final = frozenset(
    {
        "F10.good",
        "F10.very",
        "F10.mean",
        "F10.participation",
        "F10.wilson",
        "F13.accuracy",
        "F29.first",
    }
)
"""Measures that should rise; of all others less is better."""

Held = Literal["as_expected", "less_than_expected", "more_than_expected", "the_other_way"]
"""The interval holds what was expected; the change is smaller or larger; or is seen to be none of
what was meant."""


def held(expected: float, change: Change) -> Held:
    """What was expected of the measure (then less now) against what happened to it."""
    if change.low <= expected <= change.high:
        return "as_expected"
    if change.is_seen and change.by * expected < 0:
        return "the_other_way"
    return "more_than_expected" if abs(change.by) > abs(expected) else "less_than_expected"


@dataclass(frozen=True, slots=True)
class BackTest:
    """A rule's expectations against what happened, of all its pieces of which both are known."""

    n: int
    bias: float
    """Mean of what happened less what was expected, in the measure's unit; 0 of an honest rule."""
    miss: float
    """Mean size of that."""
    right_way: float
    """Share in which the measure moved the way that was meant, 0 to 1."""
    right_low: float
    right_high: float
    """Wilson's bounds of the share, 95 %."""


def back_test(pairs: Sequence[tuple[float, float]]) -> BackTest | None:
    """Of pairs (expected change, change that happened). None of fewer than LEAST_N."""
    if len(pairs) < LEAST_N:
        return None
    misses = [happened - expected for expected, happened in pairs]
    right = sum(expected * happened > 0 for expected, happened in pairs)
    bounds = wilson(right, len(pairs))
    assert bounds is not None
    return BackTest(
        len(pairs),
        fmean(misses),
        fmean(map(abs, misses)),
        right / len(pairs),
        *bounds,
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """F28: what it cost, beside what it is seen to have done."""

    cost: float
    """Of all the years."""
    per_resolved: float | None
    """Of a contact that was resolved at first (F18); None where none was, or nobody counts them."""
    per_unit: float | None
    """Of one unit of the measure's change for the better; None: no such change is seen."""
    low: float | None
    high: float | None
    """From the interval of the change."""
    reason: str | None = None


def worth(cost: Cost, years: float, found: Measured, resolved: int | None = None) -> Worth:
    """A benefit is only what was measured: where none is seen, nothing is divided by it."""
    total = cost.over(years)
    each = None if resolved is None else per_resolved(total, resolved)
    change = found.change
    if change is None:
        return Worth(total, each, None, None, None, found.reason)
    sign = 1 if found.measure in RISING else -1
    if not change.is_seen:
        return Worth(total, each, None, None, None, NOT_SEEN)
    if change.by * sign < 0:
        return Worth(total, each, None, None, None, WORSE)
    near, far = sorted((abs(change.low), abs(change.high)))
    return Worth(total, each, total / abs(change.by), total / far, total / near)
