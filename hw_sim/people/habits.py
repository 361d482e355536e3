"""How people behave. Times are seconds of the hall: at speed 60 a minute of them passes in one."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Habits:
    """Means and shares, 0 to 1. The defaults are a busy morning with three windows."""

    arrivals_per_hour: float = 60.0
    full_hall: int = 30
    """Who finds so many people inside turns away at the door."""
    read_screen_s: float = 4.0
    walk_s: float = 10.0
    """Mean way from the seats to a window; at most three times as long."""
    leaves: float = 0.08
    """Share of people who go away before their call when it takes too long."""
    patience_s: float = 240.0
    """How long those wait at most."""
    service_s: float = 75.0
    """Median of a service."""
    service_spread: float = 0.5
    """Sigma of its logarithm."""
    clerk_breath_s: float = 4.0
    """Between two persons, and before any key."""
    recall_after_s: float = 35.0
    """A clerk waits so long for a called person before calling again."""
    recalls: int = 1
    """Then the number is a no-show."""
    idle_look_s: float = 180.0
    """So often a clerk presses `next` though nobody is known to wait: guests take numbers too."""
    rates: float = 0.85
    rates_late: float = 0.2
    """Share of the raters who first pack their papers."""
    react_s: float = 4.0
    late_s: float = 20.0
    levels: tuple[float, float, float, float, float] = (0.78, 0.13, 0.05, 0.02, 0.02)
    """Weights of 非常满意 (5) down to 非常不满意 (1)."""

    def gap_s(self, chance: Random) -> float:
        """Seconds until the next arrival: Poisson."""
        return chance.expovariate(self.arrivals_per_hour / 3600)

    def way_s(self, chance: Random) -> float:
        """Seconds from the seats to a window."""
        return chance.triangular(0.3, 3.0, 0.5) * self.walk_s * 0.79

    def serving_s(self, chance: Random) -> float:
        """Seconds of one service: lognormal, as services are."""
        return self.service_s * chance.lognormvariate(0.0, self.service_spread)

    def level(self, chance: Random) -> int:
        """A rating, 5 to 1."""
        return chance.choices((5, 4, 3, 2, 1), self.levels)[0]
