"""What a hall keeps in mind of bookings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from protocol.facts.booking import BookedBy


class BookingStage(StrEnum):
    """How far a booking has come. From all but the first there is no way back."""

    MADE = "made"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Booking:
    """A place of a slot, named by the n of its `booking.made`."""

    day: str
    starts_ms: int
    ends_ms: int
    business: str
    who: str | None = None
    stage: BookingStage = BookingStage.MADE
    ticket: int | None = None
    """The number that its arrival was given."""
    label: str = ""
    """The same, as people read it: it stays when the ticket is forgotten."""
    owner_came: bool = False
    """To the hall on its day and for its business, with another number; known once the day ends."""
    hall_was_shut: bool = False
    """Its day was opened after its slot; known once the day ends."""
    channel: BookedBy = "phone"
    """On whose screen it was made."""
    origin: tuple[str, int] | None = None
    """Stream and n of the booking as which it was carried over a change of disks."""
    codes: tuple[int, ...] = ()
    """Numbers of the codes that it had before (protocol.codes)."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Something that counts against somebody: a booking not kept, or one cancelled."""

    kind: Literal["no_show", "cancel"]
    day: str
    """Business day on which it counts."""
