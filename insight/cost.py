"""What an initiative costs, and what it is seen to have done (F28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from scipy import stats


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one initiative, in one currency."""

    one_off: float
    devices_a_year: float = 0.0
    paper_a_year: float = 0.0
    network_a_year: float = 0.0
    staff_hours_a_year: float = 0.0
    an_hour: float = 0.0

    def over(self, years: float) -> float:
        """Of so many years."""
        a_year = (
            self.devices_a_year
            + self.paper_a_year
            + self.network_a_year
            + self.staff_hours_a_year * self.an_hour
        )
        return self.one_off + a_year * years


def per_resolved(cost: float, resolved: int) -> float | None:
    """Cost of a contact that was resolved at first (F18); None where none was."""
    return cost / resolved if resolved else None


@dataclass(frozen=True, slots=True)
class Effect:
    """After less before, of the means of some days."""

    change: float
    low: float
    high: float
    """95 % interval (Welch)."""
    before: int
    after: int
    """Days."""

    @property
    def is_seen(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.low > 0 or self.high < 0


def effect(before: Sequence[float], after: Sequence[float]) -> Effect | None:
    """What changed between like days before and after; None of fewer than two days of either.

    Days must be like days (weekday, days to a deadline): a benefit is only what was measured so.
    """
    if len(before) < 2 or len(after) < 2:
        return None
    change = fmean(after) - fmean(before)
    parts = [variance(days) / len(days) for days in (before, after)]
    error = sqrt(sum(parts))
    if not error:
        return Effect(change, change, change, len(before), len(after))
    freedom = error**4 / sum(
        part**2 / (len(days) - 1) for part, days in zip(parts, (before, after), strict=True)
    )
    half = float(stats.t.ppf(0.975, freedom)) * error
    return Effect(change, change - half, change + half, len(before), len(after))
