"""What a hall keeps in mind of a bad rating: how far its case has come."""

from dataclasses import dataclass
from enum import StrEnum

from protocol.facts.rating import Tag
from protocol.stamp import Moment


class CaseStage(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    """Nobody has looked into it yet."""
    CONFIRMED = "confirmed"
    """The person was right."""
    UNFOUNDED = "unfounded"
    """The person was not."""
    FIXED = "fixed"
    CALLED_BACK = "called_back"
    CLOSED = "closed"


class Appeal(StrEnum):
    """What became of the rated clerk's appeal."""

    NONE = "none"
    PENDING = "pending"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Case:
    """Of one bad rating, named by the n of the service."""

    window: str
    day: str
    """Business day of the service."""
    level: int
    opened: Moment
    """When the gateway took the rating."""
    ticket: int
    """By whose code its owner speaks of it."""
    last_day: str
    """Business day on which it was opened, or on which something was done about it last."""
    staff: str | None = None
    """Token of the rated clerk; None: nobody was logged in."""
    stage: CaseStage = CaseStage.OPEN
    verified: Moment | None = None
    verified_by: str | None = None
    appeal: Appeal = Appeal.NONE
    appealed: Moment | None = None
    follow_up: int | None = None
    """Level of the person's rating of how the case was handled."""
    label: str = ""
    """Of the ticket, as people read it."""
    business: str = ""
    """What the service was for."""
    tags: tuple[Tag, ...] = ()
    """What the rating is about, as far as it was said."""
    steps: tuple[int, ...] = ()
    """n of each fact about it, its `rating.given` first."""
    alarm: int | None = None
    """The alarm that told of it, open or not: it is raised once."""
