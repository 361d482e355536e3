"""Bookings (预约): a place of a slot is held for somebody, who arrives, cancels, or never comes.

Arriving is a `ticket.issued` that names the booking. What the clocks have to do with it,
`booking_times` says; nor does a clock let anybody book what has begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gateway.hall import blocks, booking_times, closings, own_numbers, reasons, slots
from gateway.hall.booking_nouns import BookingStage, Strike
from gateway.hall.booking_rules import BookingRules
from gateway.hall.bounds import Day
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.wish import Code, N, Printed, UnixMs
from protocol.facts import BookingCancelled, BookingMade, TicketIssued
from protocol.facts.booking import BookedBy


@dataclass(frozen=True)
class MakeBooking:
    """Hold a place of a slot."""

    business: Code
    day: Day
    starts_ms: UnixMs
    """Which slot: its start, as `slots.free_slots` offers it."""
    channel: Literal["phone", "kiosk", "city"] = "phone"
    """Where it is asked for; by the hall itself it is `guide`, whatever stands here."""


@dataclass(frozen=True)
class CancelBooking:
    """The owner will not come, and says so in time; or somebody of the hall, at any time."""

    booking: N


@dataclass(frozen=True)
class ArriveBooked(Printed):
    """Somebody with a booking is in the hall."""

    booking: N
    paper: bool = True
    """False: the number is shown on the person's own phone, and nothing is printed."""


def decide_make(here: Here, wish: MakeBooking) -> BookingMade | Reason:
    """A slot of a day that is offered, while it has a place, for somebody who may have it."""
    rules, today = slots.rules_in_force(here.plan, here.state), here.state.day
    if rules is None:
        return reasons.NO_BOOKING_HERE
    if today is None:
        return reasons.NO_DAY_OPEN
    if wish.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
    if wish.day in here.state.city.closed_days:
        return reasons.city.DAY_CLOSED
    day = slots.date_of(wish.day)
    if day is None or day not in slots.bookable_days(rules, date.fromisoformat(today)):
        return reasons.DAY_NOT_BOOKABLE
    of_day = {slot.starts_ms: slot for slot in slots.slots_of(rules, here.plan.zone, day)}
    slot = of_day.get(wish.starts_ms)
    if slot is None or not slots.is_to_come(here.plan, here.state, here.now, wish.day, slot):
        return reasons.NO_SUCH_SLOT
    refusal = _may_not_book(here, rules, wish, of_day)
    if refusal is not None:
        return refusal
    places = slots.capacity(here.plan, rules, wish.business)
    if slots.taken(here.state, wish.business, slot) >= places:
        return reasons.SLOT_FULL
    channel: BookedBy = "guide" if here.by.is_staff else wish.channel
    return BookingMade(
        day=wish.day,
        starts_ms=slot.starts_ms,
        ends_ms=slot.ends_ms,
        business=wish.business,
        channel=channel,
        who=here.who,
        staff=here.by.staff,
    )


def decide_cancel(here: Here, wish: CancelBooking) -> BookingCancelled | Reason:
    """The place comes back. Whose it was may have cancelled too often by it."""
    booking = here.state.bookings.get(wish.booking)
    if booking is None:
        return reasons.NO_SUCH_BOOKING
    refusal = booking_times.settled(booking)
    if refusal is not None:
        return refusal
    gone = BookingCancelled(wish.booking, booking.day, booking.business, "owner")
    if here.by.is_staff:
        return replace(gone, by="staff", staff=here.by.staff)
    rules = booking_times.rules_of(here)
    if booking_times.too_late_to_cancel(here, rules, booking):
        return reasons.TOO_LATE_TO_CANCEL
    strike = Strike("cancel", here.state.day or booking.day)
    return replace(gone, blocked_until=blocks.blocked_until(here, rules, booking.who, strike))


def decide_arrive(here: Here, wish: ArriveBooked) -> TicketIssued | Reason:
    """A number, once: before its class's turn from the slot's start on, a normal one if late."""
    state, booking = here.state, here.state.bookings.get(wish.booking)
    if state.day is None:
        return reasons.NO_DAY_OPEN
    if booking is None:
        return reasons.NO_SUCH_BOOKING
    who = booking.who or here.who
    refusal = booking_times.settled(booking) or closings.closed_now(here.plan, state, here.now)
    if refusal is None:
        refusal = booking_times.not_now(here, booking)
    if refusal is None and booking.business not in here.plan.business:
        refusal = reasons.NO_SUCH_BUSINESS
    if refusal is None and who is not None:
        refusal = own_numbers.has_open_ticket(here, who, booking.business)
    if refusal is not None:
        return refusal
    dated = booking_times.wall_shows_the_day(here)
    late = dated and here.now.wall_ms >= booking.ends_ms
    return TicketIssued(
        day=state.day,
        business=booking.business,
        number=state.last_number.get(booking.business, 0) + 1,
        board=here.by.board,
        ahead=len(state.waiting_for(frozenset({booking.business}))),
        priority="credit" if here.credit else "normal" if late else "booked",
        channel=here.by.channel(paper=wish.paper),
        who=who,
        booking=wish.booking,
        not_before_ms=booking.starts_ms if dated and not late and not here.credit else 0,
        staff=here.by.staff,
        language=wish.language,
        large=wish.large,
    )


def of_person(here: Here, who: str, business: str) -> int | None:
    """The booking by which this person would be given a number of the business now."""
    theirs = sorted(n for n, booking in here.state.bookings.items() if booking.who == who)
    for n in theirs:
        booking = here.state.bookings[n]
        if booking.business != business or booking_times.settled(booking) is not None:
            continue
        if booking_times.not_now(here, booking) is None:
            return n
    return None


def _may_not_book(
    here: Here, rules: BookingRules, wish: MakeBooking, of_day: Mapping[int, slots.Slot]
) -> Reason | None:
    """What keeps this person from booking a slot, free or not."""
    if here.who is None:
        return reasons.SHOW_ID if rules.real_name else None
    if blocks.is_blocked(here.state, here.who):
        return reasons.BOOKING_BLOCKED
    wished = of_day[wish.starts_ms]
    same = sum(
        booking.who == here.who
        and (booking.day, booking.business) == (wish.day, wish.business)
        and booking.stage is not BookingStage.CANCELLED
        and of_day.get(booking.starts_ms, wished).morning == wished.morning
        for booking in here.state.bookings.values()
    )
    most = rules.most_per_half_day
    return reasons.HAS_A_BOOKING if most and same >= most else None
