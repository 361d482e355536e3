"""What a gateway with a new disk takes over from the stream before, as central gave it back.

Each names where it comes from; from here on it is named by its own n in the new stream. It is the
same ticket and the same booking: whoever counts both streams counts it once.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from protocol.facts.booking import BookedBy
from protocol.facts.ticket import Channel, Priority, TicketIssued, label

Stands = Literal["away", "waiting", "no_show"]


@dataclass(frozen=True)
class TicketCarried:
    """A number that stands for somebody, or whose owner may come back."""

    TYPE: ClassVar[str] = "ticket.carried"
    stream: str
    """8 hex digits."""
    was: int
    """n in that stream of its `ticket.issued`, or `ticket.carried` where two disks were lost."""
    day: str
    business: str
    """Of its number; `queue` has the one for which it waits."""
    number: int
    stage: Stands
    """Who was called, served or rested waits here, and is brought to the window by the facts that
    follow at once: `ticket.called`, `service.started`, `ticket.held`."""
    queue: str
    issued_ms: int
    """Unix ms, by the wall of then, as all times here."""
    joined_ms: int = 0
    """Since when its owner waits (F1); 0: has not come yet."""
    board: str = ""
    ahead: int = 0
    priority: Priority = "normal"
    channel: Channel = "dispenser"
    who: str | None = None
    booking: int | None = None
    """The `booking.carried` of this stream that it is for."""
    not_before_ms: int = 0
    present: bool = True
    """As in `ticket.issued`: how it began."""
    hand: str = ""
    for_ms: int = 0
    language: str = ""
    large: bool = False
    only: str | None = None
    """The one window that may call it."""
    called_ms: int = 0
    """When it was called last, if it is at a window: the `ticket.called` that follows is that very
    call, and none of its own. 0: it is at none."""
    sent_on: bool = False
    """It has waited for another business before, so `joined_ms` to the next call is no wait."""
    missed: int = 0
    missed_ms: int | None = None
    """When it was called in vain last."""
    codes: tuple[int, ...] = ()
    """Numbers of its codes on paper and phones (protocol.codes), of all streams before this one."""
    started_ms: int = 0
    """When its service was started, if one ran or rested: the `service.started` that follows is
    that very service, which goes on by a new name. 0: none did."""

    @property
    def issued(self) -> TicketIssued:
        """How the number was given out, as far as it concerns anybody now."""
        return TicketIssued(
            day=self.day,
            business=self.business,
            number=self.number,
            board=self.board,
            ahead=self.ahead,
            priority=self.priority,
            channel=self.channel,
            who=self.who,
            booking=self.booking,
            not_before_ms=self.not_before_ms,
            present=self.present,
            hand=self.hand,
            for_ms=self.for_ms,
            language=self.language,
            large=self.large,
        )

    @property
    def label(self) -> str:
        """The number as people read it, e.g. `A001`."""
        return label(self.business, self.number)


@dataclass(frozen=True)
class BookingCarried:
    """A place of a slot that is held for somebody, or whose owner has come and still waits."""

    TYPE: ClassVar[str] = "booking.carried"
    stream: str
    was: int
    """n in that stream of its `booking.made` or `booking.carried`."""
    day: str
    starts_ms: int
    ends_ms: int
    business: str
    channel: BookedBy
    who: str | None = None
    codes: tuple[int, ...] = ()
    """As in `ticket.carried`."""


CarriedFact = BookingCarried | TicketCarried
