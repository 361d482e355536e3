"""What becomes of bookings: each fact about them, and what a new day leaves of them."""

from dataclasses import replace

from gateway.hall import blocks, own_numbers, places_taken
from gateway.hall.absences import was_shut, was_there
from gateway.hall.booking_nouns import Booking, BookingStage, Strike
from gateway.hall.state import HallState
from protocol.facts import BookingCancelled, BookingExpired, BookingMade
from protocol.stamp import Stamp


def apply_made(state: HallState, stamp: Stamp, fact: BookingMade) -> HallState:
    """The place is held."""
    booking = Booking(
        fact.day, fact.starts_ms, fact.ends_ms, fact.business, fact.who, channel=fact.channel
    )
    return state.with_new_booking(stamp.n, booking)


def apply_cancelled(state: HallState, stamp: Stamp, fact: BookingCancelled) -> HallState:
    """The place is free. What the hall cancels counts against nobody."""
    booking = state.bookings.get(fact.booking)
    state = state.with_booking(fact.booking, stage=BookingStage.CANCELLED)
    if booking is None or fact.by != "owner":
        return state
    strike = Strike("cancel", state.day or booking.day)
    return blocks.struck(state, booking.who, strike, fact.blocked_until)


def apply_expired(state: HallState, stamp: Stamp, fact: BookingExpired) -> HallState:
    """For ever: no clock that is set back makes it good again."""
    booking = state.bookings.get(fact.booking)
    state = state.with_booking(fact.booking, stage=BookingStage.EXPIRED)
    if fact.excused:
        return state
    who = booking.who if booking else None
    return blocks.struck(state, who, Strike("no_show", fact.day), fact.blocked_until)


def forget(state: HallState, day: str) -> HallState:
    """What no rule asks for any more once `day` is opened.

    With the day that ends its tickets are forgotten, and who came is known no more, nor when the
    day was opened: so those who had another number, and slots that the hall was shut in, are noted
    in the bookings that nothing has become of yet.
    """
    made, came = BookingStage.MADE, own_numbers.came(state)
    kept = state.bookings.keep(lambda booking: booking.day >= day or booking.stage is made)
    for n, one in [(n, one) for n, one in kept.items() if one.stage is made]:
        noted = replace(
            one, owner_came=was_there(state, one, came), hall_was_shut=was_shut(state, one)
        )
        kept = kept if noted == one else kept.put(n, noted)
    taken = places_taken.counted(kept.values())
    return replace(blocks.forget(state, day), bookings=kept, places_taken=taken)
