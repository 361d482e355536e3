"""Bookings that nobody came for, and whom that counts against.

It counts neither against an owner who was in the hall with another number, nor against anybody
whose slot the hall was shut in.
"""

from collections.abc import Collection, Iterator

from gateway.hall import blocks, booking_times, own_numbers
from gateway.hall.booking_nouns import Booking, BookingStage, Strike
from gateway.hall.here import Here
from gateway.hall.state import HallState
from protocol.facts import BookingExpired
from protocol.facts.booking import Excuse


def due(here: Here) -> Iterator[BookingExpired]:
    """Bookings that nobody came for, by the order in which they were made.

    One of each person: whether the next one blocks, only the state after it can say.
    """
    told: set[str] = set()
    of_all = here.state.bookings
    made = [(n, one) for n, one in of_all.items() if one.stage is BookingStage.MADE]
    closed = here.state.city.closed_days  # the hall has cancelled them, or will (`closings.due`)
    over = [n for n, one in made if one.day not in closed and booking_times.is_over(here, one)]
    came = own_numbers.came(here.state) if over else frozenset()
    for n in sorted(over):
        booking = of_all[n]
        if booking.who is not None:
            if booking.who in told:
                continue
            told.add(booking.who)
        excuse = _excuse(here, booking, came)
        if excuse is not None:
            yield BookingExpired(n, booking.day, booking.business, excused=True, reason=excuse)
            continue
        strike = Strike("no_show", booking.day)
        block = blocks.blocked_until(here, booking_times.rules_of(here), booking.who, strike)
        yield BookingExpired(n, booking.day, booking.business, block)


def _excuse(here: Here, booking: Booking, came: Collection[tuple[str, str]]) -> Excuse | None:
    """Why it counts against nobody that nobody arrived; None: it does."""
    opened = booking.day in here.state.days and not was_shut(here.state, booking)
    if not opened or booking.business not in here.plan.business:
        return "hall"
    return "came" if was_there(here.state, booking, came) else None


def was_shut(state: HallState, booking: Booking) -> bool:
    """Whether its day was opened after its slot: who came in it was let in by nobody."""
    today = booking.day == state.day and state.opened_ms >= booking.ends_ms
    return booking.hall_was_shut or today


def was_there(state: HallState, booking: Booking, came: Collection[tuple[str, str]]) -> bool:
    """Whether the owner was there with another number, beside which none comes of the booking."""
    today = booking.day == state.day and (booking.who, booking.business) in came
    return booking.owner_came or today
