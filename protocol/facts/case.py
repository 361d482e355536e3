"""Cases (差评处置): what becomes of a bad rating. A case is named by the n of its service.

It is opened by the `rating.given` of level 1 or 2 itself; these are the steps after it.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class CaseVerified:
    """A leader has looked into what happened."""

    TYPE: ClassVar[str] = "case.verified"
    case: int
    confirmed: bool
    """The person was right to complain."""
    words: str
    """Token of the text, here and below."""
    staff: str


@dataclass(frozen=True)
class CaseFixed:
    """What was wrong is put right."""

    TYPE: ClassVar[str] = "case.fixed"
    case: int
    words: str
    staff: str


@dataclass(frozen=True)
class CaseCalledBack:
    """Somebody tried to tell the person what came of it."""

    TYPE: ClassVar[str] = "case.called_back"
    case: int
    reached: bool
    words: str
    staff: str


@dataclass(frozen=True)
class CaseAppealed:
    """The rated clerk says that the rating should not count."""

    TYPE: ClassVar[str] = "case.appealed"
    case: int
    words: str
    staff: str


@dataclass(frozen=True)
class CaseReviewed:
    """Another leader has decided upon the appeal."""

    TYPE: ClassVar[str] = "case.reviewed"
    case: int
    upheld: bool
    """The clerk was right: scores leave this rating out. The rating itself stays a fact."""
    words: str
    staff: str


@dataclass(frozen=True)
class CaseFollowUpRated:
    """The person says how the case was handled; the rating of the service stays what it is."""

    TYPE: ClassVar[str] = "case.follow_up_rated"
    case: int
    level: int
    """5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意."""


@dataclass(frozen=True)
class CaseClosed:
    """Nothing more is to be done."""

    TYPE: ClassVar[str] = "case.closed"
    case: int
    staff: str


CaseFact = (
    CaseVerified
    | CaseFixed
    | CaseCalledBack
    | CaseAppealed
    | CaseReviewed
    | CaseFollowUpRated
    | CaseClosed
)
