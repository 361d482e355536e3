"""Recommendations (建议): what should be changed, by a rule or a person, and what became of it.

One is named by the n of its `recommendation.given` or `recommendation.entered`. Its life is that of
a reviewing office's: given, answered by whoever is responsible, replied to by the reviewer, closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

Person = Literal["leader", "headquarters"]
"""The hall's own leader, or a review of the office above."""

Giver = Literal["rule"] | Person

Position = Literal["agreed", "partly", "not_agreed"]
"""Of whoever is responsible."""

Status = Literal["adopted", "partly", "not_adopted"]
"""Of the reviewer: what was taken up, whatever was agreed."""

WhyNoDate = Literal["not_applicable", "not_stated", "lost_in_source"]
"""There cannot be one; the paper names none; it named one that cannot be read any more."""


@dataclass(frozen=True)
class RecommendationGiven:
    """Something should be done.

    Numbers are whole, in thousandths, so that no digits depend on who writes them down.
    """

    TYPE: ClassVar[str] = "recommendation.given"
    rule: str
    """Of `insight.advice`, or the code that a person gave it. One of a rule and `about` is open at
    a time."""
    about: str
    """Window, business, slot, token of a person; empty: the hall."""
    by: Giver
    reasons: Mapping[str, int]
    """The numbers that it rests on, by name."""
    measure: str | None = None
    """Id of the measure that should change, such as `F2.mean`; None: nobody says."""
    now: int | None = None
    """Of the measure when it was given, …"""
    then: int | None = None
    """… and what is expected of it afterwards."""
    words: str | None = None
    """Token of the text, here and below; None where a rule speaks."""
    staff: str | None = None
    """Token of who gave it or wrote it down; None: a rule, or a program without an account."""
    business: str | None = None
    """Whose measure should change; None: that of what it is about, or of the hall."""


@dataclass(frozen=True)
class RecommendationEntered:
    """One of before, with what had become of it by then, written down from paper."""

    TYPE: ClassVar[str] = "recommendation.entered"
    rule: str
    about: str
    by: Person
    words: str
    """The recommendation, the answer and the reply: one text."""
    is_open: bool
    position: Position | None = None
    """None: nobody had answered, or the paper does not say."""
    status: Status | None = None
    """None: nobody had replied."""
    due: str | None = None
    """ISO date by which it was to be done."""
    due_why: WhyNoDate | None = None
    """Why there is no such date."""
    done_on: str | None = None
    """ISO date on which it was done."""
    done_why: WhyNoDate | None = None
    staff: str | None = None


@dataclass(frozen=True)
class RecommendationAnswered:
    """Whoever is responsible says what is thought of it, and what will be done; the newest
    counts."""

    TYPE: ClassVar[str] = "recommendation.answered"
    recommendation: int
    position: Position
    words: str
    """Of the answer, and of the corrective action that is planned."""
    staff: str
    desk: str | None = None
    """Code of the [[desk]] that is to do it."""
    due: str | None = None
    """ISO date by which it is to be done."""
    cost: int | None = None
    """Once, in yuan (F28)."""
    cost_a_year: int | None = None
    """And every year."""


@dataclass(frozen=True)
class RecommendationReplied:
    """The reviewer says what was taken up; the newest counts."""

    TYPE: ClassVar[str] = "recommendation.replied"
    recommendation: int
    status: Status
    words: str
    staff: str


@dataclass(frozen=True)
class RecommendationClosed:
    """Nothing more is to be done."""

    TYPE: ClassVar[str] = "recommendation.closed"
    recommendation: int
    status: Status
    """The reviewer's, or what follows from the answer where nobody reviews."""
    done_on: str | None
    """ISO date on which it was done; None: nothing was."""
    words: str
    """How."""
    staff: str


@dataclass(frozen=True)
class RecommendationLapsed:
    """A rule's, which nobody had answered when its reason was gone. That is no refusal."""

    TYPE: ClassVar[str] = "recommendation.lapsed"
    recommendation: int


RecommendationFact = (
    RecommendationGiven
    | RecommendationEntered
    | RecommendationAnswered
    | RecommendationReplied
    | RecommendationClosed
    | RecommendationLapsed
)
