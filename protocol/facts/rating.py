"""Ratings (好差评). True however late; bound by the service id that the pad was shown."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Source = Literal["pad", "pad4", "phone"]
"""Where somebody answered: a pad of five keys, an old one of four, the ticket's page on a phone."""

Tag = Literal["efficiency", "skill", "attitude", "integrity", "other"]
"""What a bad rating is about."""


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
    source: Source = "pad"
    tags: tuple[Tag, ...] = ()
    """What a bad one is about, where it was said in the same breath, as a phone does. Those of a
    pad follow as `rating.tagged`."""


@dataclass(frozen=True)
class RatingTagged:
    """What a bad rating is about, said after it; once for a service."""

    TYPE: ClassVar[str] = "rating.tagged"
    service: int
    window: str
    tags: tuple[Tag, ...]
    source: Source = "pad"


@dataclass(frozen=True)
class RatingDefaulted:
    """An old pad reports that nobody pressed. It is no level, and the service stays unrated."""

    TYPE: ClassVar[str] = "rating.defaulted"
    service: int
    window: str
    source: Source = "pad4"


@dataclass(frozen=True)
class RatingUnbound:
    """A rating of a service that this store does not know; central binds it."""

    TYPE: ClassVar[str] = "rating.unbound"
    stream: str
    """Stream of the service, 8 hex digits, as the pad was told."""
    service: int
    level: int
    source: Source = "pad"


@dataclass(frozen=True)
class RatingRefused:
    """A rating that counts for nothing, with the reason."""

    TYPE: ClassVar[str] = "rating.refused"
    service: int
    level: int
    """0 where an old pad says that nobody pressed."""
    reason: str
    """`already_rated`, `not_finished`, `no_such_level`, or `no_such_service` for a press that never
    was of a service that this store does not know."""


@dataclass(frozen=True)
class TagsUnbound:
    """Tags for a service that this store does not know; central binds them."""

    TYPE: ClassVar[str] = "rating.tags_unbound"
    stream: str
    """Stream of the service, 8 hex digits, as the pad was told."""
    service: int
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class TagsRefused:
    """Tags that count for nothing, with the reason."""

    TYPE: ClassVar[str] = "rating.tags_refused"
    service: int
    reason: str
    """`not_rated_badly`, `already_tagged` or `no_such_tag`."""


RatingFact = (
    RatingPrompted
    | RatingGiven
    | RatingUnbound
    | RatingRefused
    | RatingTagged
    | RatingDefaulted
    | TagsUnbound
    | TagsRefused
)
