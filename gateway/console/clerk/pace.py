"""How long a service takes beside what is usual for its business."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BAR: Final = 40
"""Steps of the bar. Its middle is the usual time, its end twice as much."""


class Stage(StrEnum):
    """How it stands; each has its own words and its own mark."""

    UNKNOWN = "unknown"
    """Nobody has been served for this business today: nothing is usual yet."""
    WITHIN = "within"
    OVER = "over"
    FAR = "far"
    """More than twice the usual time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """In whole minutes, which is as exact as a clerk needs it."""

    stage: Stage
    spent_min: int
    usual_min: int
    step: int
    """Of the bar, 0 to BAR."""

    @property
    def over_min(self) -> int:
        """Minutes beyond the usual; 0 within it."""
        return max(0, self.spent_min - self.usual_min)


def pace(spent_s: float, usual_s: float | None) -> Pace:
    """usual_s: the median of handling of the business (F3), None where there is none. One below a
    minute counts as a minute."""
    spent_min = int(max(0.0, spent_s) // 60)
    if not usual_s:
        return Pace(Stage.UNKNOWN, spent_min, 0, 0)
    usual_min = max(1, round(usual_s / 60))
    times = spent_s / max(60.0, usual_s)
    # By the minutes that are told: nothing is beyond the usual by 0 minutes.
    stage = Stage.WITHIN if spent_min <= usual_min else Stage.OVER
    if times > 2 and spent_min >= 2 * usual_min:
        stage = Stage.FAR
    return Pace(stage, spent_min, usual_min, max(0, min(BAR, int(times * BAR / 2))))
