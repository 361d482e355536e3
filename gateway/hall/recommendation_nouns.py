"""What a hall keeps in mind of a recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from protocol.facts.recommendation import Giver, Position, Status, WhyNoDate
from protocol.stamp import Moment


class RecommendationStage(StrEnum):
    """How far a recommendation has come."""

    GIVEN = "given"
    """Nobody has answered."""
    ANSWERED = "answered"
    REPLIED = "replied"
    """The reviewer has said what was taken up."""
    CLOSED = "closed"
    LAPSED = "lapsed"
    """A rule's reason was gone before anybody had answered."""


_TAKEN_UP: Final[Mapping[Position, Status]] = {
    "agreed": "adopted",
    "partly": "partly",
    "not_agreed": "not_adopted",
}
"""What an answer to a rule means, where nobody replies to it."""

OVER: Final = frozenset({RecommendationStage.CLOSED, RecommendationStage.LAPSED})


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest answer of whoever is responsible."""

    position: Position | None
    """None: the paper that it was entered from does not say."""
    words: str | None = None
    """Token, here and below; None: it stands in the text that was entered."""
    staff: str | None = None
    desk: str | None = None
    due: str | None = None
    """ISO date."""
    due_why: WhyNoDate | None = None
    """Why there is none, of what was entered from paper."""
    cost: int | None = None
    """Yuan, once."""
    cost_a_year: int | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """The newest reply of the reviewer."""

    status: Status
    words: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """How it ended."""

    at: Moment
    done_on: str | None = None
    """ISO date."""
    done_why: WhyNoDate | None = None
    words: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One of the register, named by the n of the fact that began it."""

    rule: str
    about: str
    by: Giver
    since: Moment
    entered: bool = False
    """From paper, with what had become of it before."""
    reasons: Mapping[str, int] | None = None
    """Thousandths, here and below; None: it was entered from paper."""
    measure: str | None = None
    now: int | None = None
    then: int | None = None
    business: str | None = None
    """Whose measure; None: that of what it is about, or of the hall."""
    words: str | None = None
    staff: str | None = None
    stage: RecommendationStage = RecommendationStage.GIVEN
    answer: Answered | None = None
    reply: Replied | None = None
    status: Status | None = None
    """The reviewer's; where nobody reviews, that with which it was closed."""
    closed: Closed | None = None

    @property
    def is_open(self) -> bool:
        """Something is still to be said or done."""
        return self.stage not in OVER

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody replies to the answer: what a person gave, that person's side."""
        return self.by != "rule"

    @property
    def taken_up(self) -> Status | None:
        """What was taken up, as the reviewer says, or the answer where nobody reviews; None:
        nobody has said so yet."""
        if self.status is not None or self.is_reviewed or self.answer is None:
            return self.status
        position = self.answer.position
        return None if position is None else _TAKEN_UP[position]
