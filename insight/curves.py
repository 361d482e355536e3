"""Measures along the days and the quarter hours of a hall: what F27 is computed of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from insight.book import Rollup
from insight.figures import RULES
from insight.filing import position
from insight.kept import whole
from insight.measures import Measure
from insight.scope import HALL, Scope
from insight.series import (
    LEAST_OF_A_POINT,
    Extremes,
    Point,
    Trend,
    breaks,
    curve,
    extremes,
    trend,
)
from insight.tally import Tally

ALIKE: Final = 4
"""Days of the same kind that a day is compared with, the newest of those before it (F21)."""


@dataclass(frozen=True)
class Curve:
    """F27 of one measure."""

    measure: Measure
    points: Sequence[Point]
    """Of fewer than five people a point has no value, unless it counts people: then that is it."""
    curve: Sequence[float | None]
    """The median of seven around each."""
    extremes: Extremes
    trend: Trend | None
    """None of fewer than eight points."""
    breaks: Sequence[int]
    """Places of the points from which on other definitions hold."""
    usual: Sequence[Point]
    """The same of the days that are alike; none where there are none."""
    alike: tuple[str, ...] = ()
    """These days."""


def along_days(rollup: Rollup, measure: Measure, scope: Scope = HALL) -> Curve:
    """A point for each business day."""
    points = [_point(day, measure, tallies.get(scope)) for day, tallies in sorted(rollup.items())]
    return _curve(measure, points)


def along_the_day(rollup: Rollup, measure: Measure, alike: Rollup) -> Curve:
    """A point for each quarter hour. rollup: one day, or several, of which people are counted as a
    mean of the days; alike: the days that it is compared with."""
    return _curve(measure, _slots(rollup, measure), _slots(alike, measure), tuple(sorted(alike)))


def alike(day: str, days: Iterable[str]) -> list[str]:
    """The newest four of the days before it that have its weekday and its place before or after
    the filing deadline. Of a year without known deadlines the weekday alone decides."""
    of = position(date.fromisoformat(day))
    found = []
    for other in sorted(set(days)):
        at = position(date.fromisoformat(other)) if other < day else None
        if at and (at.weekday, at.to_deadline) == (of.weekday, of.to_deadline):
            found.append(other)
    return found[-ALIKE:]


def _curve(
    measure: Measure, points: list[Point], usual: Sequence[Point] = (), days: tuple[str, ...] = ()
) -> Curve:
    return Curve(
        measure,
        points,
        curve(points),
        extremes(points),
        trend(points),
        breaks(points),
        usual,
        days,
    )


def _slots(rollup: Rollup, measure: Measure) -> list[Point]:
    slots = {
        scope.id: tally for scope, tally in sorted(whole(rollup).items()) if scope.kind == "slot"
    }
    return [_point(at, measure, tally, len(rollup)) for at, tally in slots.items()]


def _point(at: str, measure: Measure, tally: Tally | None, days: int = 1) -> Point:
    value, n = measure.of(tally or Tally())
    if measure.unit == "people":
        value = None if value is None else value / days
    elif n < LEAST_OF_A_POINT:
        value = None
    return Point(at, value, n, RULES)


def against(points: Sequence[Point], usual: Sequence[Point]) -> Mapping[str, float]:
    """Place of a point → how much more it is than on the days that are alike, in the measure's own
    unit; only where both are known."""
    known = {point.at: point.value for point in usual if point.value is not None}
    return {
        point.at: point.value - known[point.at]
        for point in points
        if point.value is not None and point.at in known
    }
