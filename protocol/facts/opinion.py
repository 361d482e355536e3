"""The comment book (电子意见簿). An opinion is named by the n of its `opinion.submitted`."""

from dataclasses import dataclass
from typing import ClassVar, Literal

OpinionChannel = Literal["kiosk", "phone", "staff_note", "paper"]
"""Where it was written: a screen of the hall, the person's phone, a note of the staff, paper."""

OpinionKind = Literal["complaint", "suggestion", "praise", "question"]


@dataclass(frozen=True)
class OpinionSubmitted:
    """Somebody wrote into the comment book."""

    TYPE: ClassVar[str] = "opinion.submitted"
    channel: OpinionChannel
    topic: str
    """What it is about: code of a [[topic]]."""
    kind: OpinionKind
    words: str
    """Token of the text, here and below. What the person may be reached by stands with it."""
    who: str | None = None
    """Token of the person, None: anonymous."""
    staff: str | None = None
    """Token of who wrote it down for somebody."""
    about: str | None = None
    """Token of the one person of the hall whom it is about; None: nobody was named."""


@dataclass(frozen=True)
class OpinionRouted:
    """It is now for somebody else to answer."""

    TYPE: ClassVar[str] = "opinion.routed"
    opinion: int
    desk: str | None
    """Code of a [[desk]]; None: it goes to one person."""
    to: str | None
    """Token of that person."""
    staff: str
    """Token of who sent it."""


@dataclass(frozen=True)
class OpinionConcerns:
    """Somebody who read it has said whom it is about: that person has no hand in it."""

    TYPE: ClassVar[str] = "opinion.concerns"
    opinion: int
    about: str | None
    """Token of the person of the hall; None: it is about nobody by name."""
    staff: str
    """Token of who said so."""


@dataclass(frozen=True)
class OpinionReplied:
    """It has its answer."""

    TYPE: ClassVar[str] = "opinion.replied"
    opinion: int
    words: str
    staff: str


@dataclass(frozen=True)
class OpinionCalledBack:
    """Somebody tried to tell the person the answer."""

    TYPE: ClassVar[str] = "opinion.called_back"
    opinion: int
    reached: bool
    words: str
    staff: str


@dataclass(frozen=True)
class OpinionClosed:
    """Nothing more is to be done."""

    TYPE: ClassVar[str] = "opinion.closed"
    opinion: int
    staff: str


@dataclass(frozen=True)
class OpinionReopened:
    """The answer was none; it waits for another."""

    TYPE: ClassVar[str] = "opinion.reopened"
    opinion: int
    words: str
    staff: str


OpinionFact = (
    OpinionSubmitted
    | OpinionRouted
    | OpinionReplied
    | OpinionCalledBack
    | OpinionClosed
    | OpinionConcerns
    | OpinionReopened
)
