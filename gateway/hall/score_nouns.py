"""What a hall keeps in mind of frozen scores and of the appeals against them."""

from dataclasses import dataclass
from typing import Literal

from gateway.hall.case_nouns import Appeal
from protocol.stamp import Moment

Behind = Literal["service", "rating", "review"]
"""What kind of fact stands behind a score."""


@dataclass(frozen=True, slots=True)
class FrozenMonth:
    """A month whose scores were told."""

    at: Moment
    """Of its first version."""
    day: str
    """Business day of then."""
    version: int
    """The newest one."""


@dataclass(frozen=True, slots=True)
class ScoreAppeal:
    """Of one person against one fact, named by the n of its `score.appealed`."""

    month: str
    about: int
    staff: str
    last_day: str
    """Business day on which it was made, or decided."""
    stage: Appeal = Appeal.PENDING


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact behind somebody's score, as the frozen month has it."""

    kind: Behind
    service: int
    """n of the service that it is about."""
    level: int | None = None
    """Of a rating."""
    left_out: bool = False
    """It counts no more already."""
