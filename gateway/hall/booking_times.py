"""What may still become of a booking at this moment, by the business day and the wall clock.

The business day is that of `day.opened`; the wall clock is asked only while it shows the open day's
own date, so a clock that was set to another day makes nobody late, early or absent.
"""

from dataclasses import replace

from gateway.hall import reasons, slots
from gateway.hall.booking_nouns import Booking, BookingStage
from gateway.hall.booking_rules import BookingRules
from gateway.hall.here import Here
from gateway.hall.reasons import Reason


def rules_of(here: Here) -> BookingRules:
    """Bookings outlive the table that let them be made."""
    return here.plan.booking or BookingRules()


def settled(booking: Booking) -> Reason | None:
    """Why nothing can become of a booking any more."""
    match booking.stage:
        case BookingStage.CANCELLED:
            return reasons.BOOKING_CANCELLED
        case BookingStage.EXPIRED:
            return reasons.BOOKING_OVER
        case BookingStage.ARRIVED:
            return replace(reasons.ALREADY_ARRIVED, about=booking.label)
    return None


def too_late_to_cancel(here: Here, rules: BookingRules, booking: Booking) -> bool:
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
    if booking.day == today and not wall_shows_the_day(here):
        return False
    return now_ms > booking.starts_ms - rules.cancel_before_min * 60_000


def not_now(here: Here, booking: Booking) -> Reason | None:
    """Why its owner cannot arrive at this moment."""
    if is_over(here, booking):
        return reasons.BOOKING_OVER
    if booking.day != here.state.day:
        return reasons.BOOKED_FOR_ANOTHER_DAY
    first_ms = booking.starts_ms - rules_of(here).early_min * 60_000
    early = here.now.wall_ms < first_ms and wall_shows_the_day(here)
    return reasons.TOO_EARLY if early else None


def is_over(here: Here, booking: Booking) -> bool:
    """Its day is over, or it is that day and the wall says that its time is."""
    today = here.state.day
    if today is None or booking.day > today:
        return False
    if booking.day < today:
        return True
    last_ms = booking.ends_ms + rules_of(here).late_min * 60_000
    return here.now.wall_ms >= last_ms and wall_shows_the_day(here)


def wall_shows_the_day(here: Here) -> bool:
    """Whether the wall clock tells anything of the open business day's hours."""
    return slots.wall_shows_the_day(here.plan, here.state, here.now)
