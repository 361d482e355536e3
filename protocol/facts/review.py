"""Reviews of accuracy (准确率抽查): was what was done for people done right? (F13)"""

from dataclasses import dataclass
from typing import ClassVar, Literal

Verdict = Literal["accurate", "wrong"]

Mistake = Literal[
    "wrong_item", "wrong_data", "wrong_amount", "wrong_rule", "papers", "late", "other"
]
"""The wrong matter, data entered wrongly, a wrong sum, a rule misapplied, papers missed or asked
for without need, done too late, another."""


@dataclass(frozen=True)
class ReviewSampled:
    """Services of a past day that are to be looked at, drawn by lot; once for a day."""

    TYPE: ClassVar[str] = "review.sampled"
    day: str
    """ISO date of the business day on which they were started."""
    seed: str
    """Random. With the day's finished services it gives the sample again: insight.reviews.pick."""
    of: int
    """How many finished services the lot was drawn from."""
    services: tuple[int, ...]


@dataclass(frozen=True)
class ReviewJudged:
    """Somebody else than its clerk has looked at a sampled service."""

    TYPE: ClassVar[str] = "review.judged"
    service: int
    verdict: Verdict
    staff: str
    """Token of the reviewer."""
    mistake: Mistake | None = None
    words: str | None = None
    """Token of what was wrong."""


@dataclass(frozen=True)
class ReviewCorrected:
    """The verdict was itself wrong. Both stay; the newest counts."""

    TYPE: ClassVar[str] = "review.corrected"
    service: int
    verdict: Verdict
    staff: str
    words: str
    """Token of why."""
    mistake: Mistake | None = None


ReviewFact = ReviewSampled | ReviewJudged | ReviewCorrected
