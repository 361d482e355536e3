"""What came over from the stream before, after a change of disks: by what it is found, and as what
it stands from here on."""

from collections.abc import Mapping
from typing import Final

from gateway.hall import back_entries
from gateway.hall.booking_nouns import Booking, BookingStage
from gateway.hall.nouns import Place, Stage, Ticket
from gateway.hall.state import HallState
from protocol.facts import BookingCarried, DayRestored, TicketCarried
from protocol.stamp import Moment, Stamp

_NO_BOOT: Final = ""
"""Of times that another machine's clock has told: from them to now only the wall counts."""


def apply_ticket(state: HallState, stamp: Stamp, fact: TicketCarried) -> HallState:
    """It stands as it stood, behind those that were carried before it."""
    ticket = Ticket(
        issued=fact.issued,
        stage=Stage(fact.stage),
        business=fact.queue,
        place=Place(stamp.n),
        joined=_by_wall(fact.joined_ms or fact.issued_ms),
        only=fact.only,
        missed=fact.missed,
        missed_at=None if fact.missed_ms is None else _by_wall(fact.missed_ms),
        issued_ms=fact.issued_ms,
        origin=(fact.stream, fact.was),
        codes=fact.codes,
    )
    state = back_entries.entered(state, fact.issued).with_new_ticket(stamp.n, ticket)
    if fact.booking is not None:
        arrived = BookingStage.ARRIVED
        state = state.with_booking(fact.booking, stage=arrived, ticket=stamp.n, label=fact.label)
    return state


def apply_booking(state: HallState, stamp: Stamp, fact: BookingCarried) -> HallState:
    """The place is held."""
    booking = Booking(
        fact.day,
        fact.starts_ms,
        fact.ends_ms,
        fact.business,
        fact.who,
        channel=fact.channel,
        origin=(fact.stream, fact.was),
        codes=fact.codes,
    )
    return state.with_new_booking(stamp.n, booking)


def apply_restored(state: HallState, stamp: Stamp, fact: DayRestored) -> HallState:
    """What was told of numbers is central's word, which may be told on."""
    return state.but(restored=fact.day)


def ticket_of(state: HallState, stream: str, n: int) -> int | None:
    """As what a ticket of a stream before stands here; None: it does not."""
    return next((m for m, one in state.tickets.items() if one.origin == (stream, n)), None)


def booking_of(state: HallState, stream: str, n: int) -> int | None:
    """The same for a booking."""
    return next((m for m, one in state.bookings.items() if one.origin == (stream, n)), None)


def by_code(of: Mapping[int, Ticket] | Mapping[int, Booking], number: int) -> int | None:
    """Which of these the code with this number was given to, in a stream before; None: none."""
    return next((n for n, one in of.items() if number in one.codes), None)


def _by_wall(ms: int) -> Moment:
    return Moment(ms, _NO_BOOT, ms)
