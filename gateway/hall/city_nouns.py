"""What a hall keeps in mind of what the city has set for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from protocol.facts.city import ClosingCause


@dataclass(frozen=True, slots=True)
class Closing:
    """The days on which the hall serves nobody."""

    version: int
    days: tuple[str, ...]
    """ISO dates, in order."""
    cause: ClosingCause


@dataclass(frozen=True, slots=True)
class CityNotice:
    """A notice of the city, whose text stands outside the chain."""

    token: str
    until_ms: int = 0
    """Unix ms up to which it stands; 0: until others are set."""

    def stands_at(self, wall_ms: int) -> bool:
        """Whether its time is not over."""
        return not self.until_ms or wall_ms < self.until_ms


@dataclass(frozen=True, slots=True)
class CreditList:
    """The list of the best tax credit that is in force."""

    version: int
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A bundle for boards that may be had from the hall."""

    version: int
    name: str
    digest: str
    size: int
    since_ms: int
    """What the wall clock said when it was whole."""


@dataclass(frozen=True, slots=True)
class City:
    """All of it. A version of 0: nothing of the kind was ever set."""

    closing: Closing | None = None
    notices_version: int = 0
    notices: tuple[CityNotice, ...] = ()
    limits_version: int = 0
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits of alarms by their names."""
    credit: CreditList | None = None
    offers: tuple[Offer, ...] = ()
    """The last ones, oldest first; see `gateway.hall.city.KEPT_OFFERS`."""

    @property
    def closing_version(self) -> int:
        """Of the closed days."""
        return 0 if self.closing is None else self.closing.version

    @property
    def credit_version(self) -> int:
        """Of the list in force."""
        return 0 if self.credit is None else self.credit.version

    @property
    def offers_version(self) -> int:
        """Of the newest bundle."""
        return self.offers[-1].version if self.offers else 0

    @property
    def closed_days(self) -> tuple[str, ...]:
        """ISO dates on which the hall serves nobody."""
        return () if self.closing is None else self.closing.days


NOTHING_SET: Final = City()
"""Before the city has set anything."""
