"""A figure: a number that says what it is of, of how many, and why there is none where none is."""

from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from insight.scope import Scope

RULES: Final = "2026-11"
"""Version of the definitions in insight.measures. A change of what a measure means changes it, and
trends are broken there (F27)."""

Unit = Literal["s", "share", "people", "level", "min", "index"]
"""Seconds; a share from 0 to 1; whole people or numbers; 1 to 5; minutes; an index without unit."""

NONE_YET: Final = "none_yet"
"""There was nothing to measure, which is not 0."""

TOO_FEW: Final = "too_few"
"""There is something, but less than the measure needs to say anything of a person."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number."""

    measure: str
    """Id of the measure, such as `F2.mean`."""
    value: float | None
    n: int
    """Of how many people, services or ratings."""
    unit: Unit
    scope: Scope
    period: tuple[str, str]
    """First and last business day, ISO dates."""
    reason: str | None = None
    """Why there is no value."""
    inferred: float = 0.0
    """Share of the n whose times or levels nobody pressed but were concluded, 0 to 1."""
    rules: str = RULES


def share(part: int, whole: int) -> float | None:
    """part / whole; None of nothing, never 0 or 1."""
    return part / whole if whole else None


Z_95: Final = 1.959963984540054
"""97.5th percentile of the standard normal distribution: of a two-sided interval of 95 %."""


def wilson(good: int, n: int) -> tuple[float, float] | None:
    """Bounds of the share good / n, 95 % (Wilson's score interval); None of nothing.

    One good rating of one bounds the share from below at 0.21, 196 of 200 at 0.95: whoever was
    rated once is not better than whoever was rated well two hundred times.
    """
    if not n:
        return None
    if not 0 <= good <= n:
        raise ValueError("There cannot be more good ones than there are.")
    p, z2 = good / n, Z_95**2
    middle = p + z2 / (2 * n)
    half = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
