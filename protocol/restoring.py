"""What is asked of central after a change of disks, and what of it moves the day that goes on."""

from typing import Final

from protocol import facts

BOOKED: Final = frozenset(
    kind.TYPE
    for kind in (
        facts.BookingMade,
        facts.BookingCarried,
        facts.BookingCancelled,
        facts.BookingExpired,
    )
)
"""Types of facts that say something of days to come."""

TAKEN: Final = BOOKED | {
    kind.TYPE
    for kind in (
        facts.DayOpened,
        facts.NumbersContinued,
        facts.TicketIssued,
        facts.TicketCarried,
        facts.TicketCheckedIn,
        facts.TicketCancelled,
        facts.TicketCalled,
        facts.TicketRecalled,
        facts.TicketNoShow,
        facts.TicketReinstated,
        facts.TicketTransferred,
        facts.TicketHeld,
        facts.TicketResumed,
        facts.ServiceStarted,
        facts.ServiceFinished,
    )
}
"""Types of facts that a RestoreDay holds; the rest of a stream moves nothing of what is carried."""
