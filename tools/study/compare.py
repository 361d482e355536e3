"""Paired by seed: what an arm changed, day by day, with its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any, Final

from scipy import stats

from tools.study import model
from tools.study.arms import ARMS, FIRST_DAY, Outcome, know, run, working_days

FIGURES: Final = ("wait_min", "p90_min", "invalid", "left", "hours")

CLAIM: Final[Mapping[str, tuple[float, float]]] = {
    "wait_min": (20.0, 9.0),
    "invalid": (30.0, 0.0),
}
"""What the tax bureau of Shijiazhuang (石家庄市地税局) says of its platform: before, after."""

BASE: Final = "ignored"

SAME_HOURS: Final = ("followed", "two_more")
"""Arms of about as many window hours: what the advice gives beyond the hours."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the same days with and without something."""

    mean: float
    low: float
    high: float
    """95 %: Student's t of the daily differences."""
    days: int

    @property
    def is_seen(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.low > 0 or self.high < 0


def paired(before: Sequence[float], after: Sequence[float]) -> Difference:
    """After less before, of days in the same order. Raises ValueError of fewer than two."""
    changes = [b - a for a, b in zip(before, after, strict=True)]
    if len(changes) < 2:
        raise ValueError("One day says nothing of how much days differ.")
    mean = fmean(changes)
    half = float(stats.t.ppf(0.975, len(changes) - 1)) * stdev(changes) / sqrt(len(changes))
    return Difference(mean, mean - half, mean + half, len(changes))


@dataclass(frozen=True)
class Study:
    """Each arm on each day."""

    seed: int
    outcomes: Mapping[str, Sequence[Outcome]]

    def values(self, arm: str, figure: str) -> list[float]:
        """By day."""
        return [outcome.figures[figure] for outcome in self.outcomes[arm]]

    def mean(self, arm: str, figure: str) -> float:
        """Of all days, each of which counts alike."""
        return fmean(self.values(arm, figure))

    def difference(self, arm: str, figure: str, base: str = BASE) -> Difference:
        """To the hall that takes no advice, or to another arm."""
        return paired(self.values(base, figure), self.values(arm, figure))

    def advice(self, arm: str) -> dict[str, dict[str, float]]:
        """Pieces a day by rule, given and followed."""
        days = self.outcomes[arm]
        rules = sorted({rule for day in days for rule in day.given})
        return {
            rule: {
                "given": fmean(day.given.get(rule, 0) for day in days),
                "followed": fmean(day.followed.get(rule, 0) for day in days),
            }
            for rule in rules
        }

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "study": "advice",
            "seed": self.seed,
            "days": len(self.outcomes[BASE]),
            "arms": {
                arm: {
                    **{
                        figure: {
                            "mean": self.mean(arm, figure),
                            **(
                                {"difference": asdict(self.difference(arm, figure))}
                                if arm != BASE
                                else {}
                            ),
                        }
                        for figure in FIGURES
                    },
                    "advice": self.advice(arm),
                }
                for arm in self.outcomes
            },
            "beyond_hours": {
                figure: asdict(self.difference(SAME_HOURS[0], figure, SAME_HOURS[1]))
                for figure in FIGURES
            },
            "claim": {name: {"before": b, "after": a} for name, (b, a) in CLAIM.items()},
        }


def compare(days: int, seed: int, tell: Callable[[str], None]) -> Study:
    """All arms on so many days, at least two."""
    dates = working_days(FIRST_DAY)[:days]
    known = know(seed, dates[0])
    outcomes: dict[str, list[Outcome]] = {arm: [] for arm in ARMS}
    for number, on in enumerate(dates, 1):
        day = model.day(f"{seed}-{number}")
        for name, arm in ARMS.items():
            outcomes[name].append(run(arm, day, on, known))
        waits = "  ".join(f"{arm} {of[-1].figures['wait_min']:.1f}" for arm, of in outcomes.items())
        tell(f"day {number} of {days}, {len(day.visitors)} people, mean wait in minutes: {waits}")
    return Study(seed, outcomes)
