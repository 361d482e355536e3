"""Bookings (预约): a place of a slot is held for somebody, who arrives, cancels, or never comes.

Arriving is a `ticket.issued` that names the booking. The business day is that of `day.opened`; the
wall clock is asked only while it shows the open day's own date, so a clock that was set to another
day makes nobody late, early or absent; nor does it let anybody book what has begun.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gateway.hall import blocks, own_numbers, places_taken, reasons, slots
from gateway.hall.booking_nouns import Booking, BookingStage, Strike
from gateway.hall.booking_rules import BookingRules
from gateway.hall.bounds import Day
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import Code, N, UnixMs
from protocol.facts import (
    BookingCancelled,
    BookingExpired,
    BookingMade,
    TicketIssued,
)
from protocol.facts.booking import BookedBy, Excuse
from protocol.stamp import Stamp


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
class ArriveBooked:
    """Somebody with a booking is in the hall."""

    booking: N
    paper: bool = True
    """False: the number is shown on the person's own phone, and nothing is printed."""


def decide_make(here: Here, wish: MakeBooking) -> BookingMade | Reason:
    """A slot of a day that is offered, while it has a place, for somebody who may have it."""
    rules, today = here.plan.booking, here.state.day
    if rules is None:
        return reasons.NO_BOOKING_HERE
    if today is None:
        return reasons.NO_DAY_OPEN
    if wish.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
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
    refusal = _settled(booking)
    if refusal is not None:
        return refusal
    gone = BookingCancelled(wish.booking, booking.day, booking.business, "owner")
    if here.by.is_staff:
        return replace(gone, by="staff", staff=here.by.staff)
    rules = _rules(here)
    if _too_late_to_cancel(here, rules, booking):
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
    refusal = _settled(booking) or _not_now(here, booking)
    if refusal is None and booking.business not in here.plan.business:
        refusal = reasons.NO_SUCH_BUSINESS
    if refusal is None and who is not None:
        refusal = own_numbers.has_open_ticket(here, who, booking.business)
    if refusal is not None:
        return refusal
    dated = _wall_shows_the_day(here)
    late = dated and here.now.wall_ms >= booking.ends_ms
    return TicketIssued(
        day=state.day,
        business=booking.business,
        number=state.last_number.get(booking.business, 0) + 1,
        board=here.by.board,
        ahead=len(state.waiting_for(frozenset({booking.business}))),
        priority="normal" if late else "booked",
        channel=here.by.channel(paper=wish.paper),
        who=who,
        booking=wish.booking,
        not_before_ms=booking.starts_ms if dated and not late else 0,
        staff=here.by.staff,
    )


def due(here: Here) -> Iterator[BookingExpired]:
    """Bookings that nobody came for, by the order in which they were made.

    One of each person: whether the next one blocks, only the state after it can say.
    """
    told: set[str] = set()
    of_all = here.state.bookings
    over = [n for n, b in of_all.items() if b.stage is BookingStage.MADE and _is_over(here, b)]
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
        block = blocks.blocked_until(here, _rules(here), booking.who, strike)
        yield BookingExpired(n, booking.day, booking.business, block)


def of_person(here: Here, who: str, business: str) -> int | None:
    """The booking by which this person would be given a number of the business now."""
    theirs = sorted(n for n, booking in here.state.bookings.items() if booking.who == who)
    for n in theirs:
        booking = here.state.bookings[n]
        if booking.business != business or _settled(booking) is not None:
            continue
        if _not_now(here, booking) is None:
            return n
    return None


def apply_made(state: HallState, stamp: Stamp, fact: BookingMade) -> HallState:
    """The place is held."""
    booking = Booking(fact.day, fact.starts_ms, fact.ends_ms, fact.business, fact.who)
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
            one, owner_came=_came(state, one, came), hall_was_shut=_was_shut(state, one)
        )
        kept = kept if noted == one else kept.put(n, noted)
    taken = places_taken.counted(kept.values())
    return replace(blocks.forget(state, day), bookings=kept, places_taken=taken)


def _rules(here: Here) -> BookingRules:
    """Bookings outlive the table that let them be made."""
    return here.plan.booking or BookingRules()


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


def _settled(booking: Booking) -> Reason | None:
    """Why nothing can become of a booking any more."""
    match booking.stage:
        case BookingStage.CANCELLED:
            return reasons.BOOKING_CANCELLED
        case BookingStage.EXPIRED:
            return reasons.BOOKING_OVER
        case BookingStage.ARRIVED:
            return replace(reasons.ALREADY_ARRIVED, about=booking.label)
    return None


def _too_late_to_cancel(here: Here, rules: BookingRules, booking: Booking) -> bool:
    """Never by a clock that can be seen to be wrong: it would make an absent one of the owner.

    It is so where it shows another date than the open day. Before its day opens, the night before
    too, the wall is believed up to the slot's end: past that the day was never opened, and nobody
    could have come, or the clock is ahead.
    """
    today, now_ms = here.state.day or "", here.now.wall_ms
    if booking.day < today:
        return True
    if booking.day > today and now_ms >= booking.ends_ms:
        return False
    if booking.day == today and not _wall_shows_the_day(here):
        return False
    return now_ms > booking.starts_ms - rules.cancel_before_min * 60_000


def _not_now(here: Here, booking: Booking) -> Reason | None:
    """Why its owner cannot arrive at this moment."""
    if _is_over(here, booking):
        return reasons.BOOKING_OVER
    if booking.day != here.state.day:
        return reasons.BOOKED_FOR_ANOTHER_DAY
    first_ms = booking.starts_ms - _rules(here).early_min * 60_000
    return reasons.TOO_EARLY if _wall_shows_the_day(here) and here.now.wall_ms < first_ms else None


def _is_over(here: Here, booking: Booking) -> bool:
    """Its day is over, or it is that day and the wall says that its time is."""
    today = here.state.day
    if today is None or booking.day > today:
        return False
    if booking.day < today:
        return True
    last_ms = booking.ends_ms + _rules(here).late_min * 60_000
    return here.now.wall_ms >= last_ms and _wall_shows_the_day(here)


def _excuse(here: Here, booking: Booking, came: Collection[tuple[str, str]]) -> Excuse | None:
    """Why it counts against nobody that nobody arrived; None: it does."""
    opened = booking.day in here.state.days and not _was_shut(here.state, booking)
    if not opened or booking.business not in here.plan.business:
        return "hall"
    return "came" if _came(here.state, booking, came) else None


def _was_shut(state: HallState, booking: Booking) -> bool:
    """Whether its day was opened after its slot: who came in it was let in by nobody."""
    today = booking.day == state.day and state.opened_ms >= booking.ends_ms
    return booking.hall_was_shut or today


def _came(state: HallState, booking: Booking, came: Collection[tuple[str, str]]) -> bool:
    """Whether the owner was there with another number, beside which none comes of the booking."""
    today = booking.day == state.day and (booking.who, booking.business) in came
    return booking.owner_came or today


def _wall_shows_the_day(here: Here) -> bool:
    return slots.wall_shows_the_day(here.plan, here.state, here.now)
