"""Ratings (好差评). True however late; bound by the service id that the pad was shown."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RatingPrompted:
    """A pad confirmed that it shows the question for this service. No answer by now is unrated."""

    TYPE: ClassVar[str] = "rating.prompted"
    service: int
    window: str


@dataclass(frozen=True)
class RatingGiven:
    """The first press for a service; it is final."""

    TYPE: ClassVar[str] = "rating.given"
    service: int
    window: str
    level: int
    """5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意."""


@dataclass(frozen=True)
class RatingUnbound:
    """A rating of a service that this store does not know; central binds it."""

    TYPE: ClassVar[str] = "rating.unbound"
    stream: str
    """Stream of the service, 8 hex digits, as the pad was told."""
    service: int
    level: int


@dataclass(frozen=True)
class RatingRefused:
    """A rating that counts for nothing, with the reason."""

    TYPE: ClassVar[str] = "rating.refused"
    service: int
    level: int
    reason: str
    """`already_rated` or `no_such_level`."""
