"""Bookings (预约). A booking is named by the n of its `booking.made`; its arrival is the
`ticket.issued` that names it."""

from dataclasses import dataclass
from typing import ClassVar, Literal

BookedBy = Literal["phone", "kiosk", "guide", "city"]
"""On whose screen: a taxpayer's own, one of the hall's, somebody of the hall's, the city's page."""

Excuse = Literal["hall", "came"]
"""Why nobody is to blame: the hall took nobody of that slot (its day opened after it, or never; the
business is gone), or the owner was there with another number."""


@dataclass(frozen=True)
class BookingMade:
    """A place of a slot is held for somebody."""

    TYPE: ClassVar[str] = "booking.made"
    day: str
    """ISO date of the slot, in the hall's own calendar."""
    starts_ms: int
    """Unix ms of the slot's start and of its end."""
    ends_ms: int
    business: str
    channel: BookedBy
    who: str | None = None
    """Token of the subject; None: nobody was named, and whoever has the code is meant."""
    staff: str | None = None
    """Token of whoever of the hall made it for somebody."""


@dataclass(frozen=True)
class BookingCancelled:
    """The place is free again."""

    TYPE: ClassVar[str] = "booking.cancelled"
    booking: int
    day: str
    business: str
    by: Literal["owner", "staff", "hall"]
    """hall: it serves nobody on that day, as the city has set; it counts against nobody."""
    staff: str | None = None
    """None though by staff: a program of the hall, that acts for nobody by name."""
    blocked_until: str | None = None
    """It was one too many: until this ISO date, which is free again, its owner books nothing."""


@dataclass(frozen=True)
class BookingExpired:
    """Nobody came (爽约). It follows from the passage of time alone."""

    TYPE: ClassVar[str] = "booking.expired"
    booking: int
    day: str
    business: str
    blocked_until: str | None = None
    """As in `booking.cancelled`."""
    excused: bool = False
    """It counts against nobody."""
    reason: Excuse | None = None
    """Why it is excused; None where it is not, and in facts from before it was told."""


@dataclass(frozen=True)
class BookingUnblocked:
    """Somebody of the hall has seen an identity document and let its owner book again."""

    TYPE: ClassVar[str] = "booking.unblocked"
    who: str
    staff: str


BookingFact = BookingMade | BookingCancelled | BookingExpired | BookingUnblocked
