"""Series in time: peak and valley, a curve that one odd day does not bend, and the trend (F27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

LEAST_OF_A_POINT: Final = 5
"""A slot or day of fewer people is no peak and no valley."""

LEAST_POINTS: Final = 8
"""A trend needs so many points."""

CURVE: Final = 7
"""Points of the centred median."""


@dataclass(frozen=True, slots=True)
class Point:
    """One slot or day."""

    at: str
    """ISO date, or date and `09:15`."""
    value: float | None
    n: int
    """Of how many people."""
    rules: str = ""
    """Version of the measures; where it changes, the series breaks."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """Peak and valley; None where no point has enough people."""

    peak: Point | None
    valley: Point | None


def extremes(series: Sequence[Point]) -> Extremes:
    """Of several alike, the first."""
    told = [point for point in series if point.value is not None and point.n >= LEAST_OF_A_POINT]
    if not told:
        return Extremes(None, None)
    value = {id(point): point.value or 0.0 for point in told}
    return Extremes(
        max(told, key=lambda point: value[id(point)]), min(told, key=lambda point: value[id(point)])
    )


def curve(series: Sequence[Point]) -> list[float | None]:
    """The median of seven points around each; None where fewer than four of them have a value.

    At both ends there is less around a point, and so often no value.
    """
    half = CURVE // 2
    found: list[float | None] = []
    for i in range(len(series)):
        around = [p.value for p in series[max(0, i - half) : i + half + 1] if p.value is not None]
        found.append(median(around) if len(around) > half else None)
    return found


@dataclass(frozen=True, slots=True)
class Trend:
    """How a measure moves."""

    per_point: float
    """Slope, in the measure's unit per point (Theil-Sen: the median of the slopes of all pairs)."""
    low: float
    high: float
    """Bounds of the slope, 95 %."""
    p: float
    """Of the sign test (Cox and Stuart): how likely so one-sided a series is without a trend."""
    points: int

    @property
    def is_real(self) -> bool:
        """Whether both the bounds and the sign test say that it moves."""
        return (self.low > 0 or self.high < 0) and self.p < 0.05


def trend(series: Sequence[Point]) -> Trend | None:
    """Of the newest stretch in which the rules did not change; None of fewer than eight points."""
    told = [(i, p.value) for i, p in _newest_rules(series) if p.value is not None]
    if len(told) < LEAST_POINTS:
        return None
    places, values = [i for i, _ in told], [value for _, value in told]
    from scipy import stats  # here, as it takes a second and a gateway's start does not need it

    found = stats.theilslopes(values, places)
    return Trend(
        float(found.slope),
        float(found.low_slope),
        float(found.high_slope),
        _cox_stuart(values),
        len(told),
    )


def breaks(series: Sequence[Point]) -> list[int]:
    """Places of the points from which on other rules hold."""
    return [i for i in range(1, len(series)) if series[i].rules != series[i - 1].rules]


def _newest_rules(series: Sequence[Point]) -> list[tuple[int, Point]]:
    first = (breaks(series) or [0])[-1]
    return list(enumerate(series))[first:]


def _cox_stuart(values: Sequence[float]) -> float:
    """Each value of the second half against its partner of the first: how many are bigger?"""
    half = len(values) // 2
    pairs = zip(values[:half], values[-half:], strict=True)
    signs = [after > before for before, after in pairs if after != before]
    if not signs:
        return 1.0
    from scipy import stats

    return float(stats.binomtest(sum(signs), len(signs)).pvalue)
