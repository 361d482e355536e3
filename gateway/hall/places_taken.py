"""The places that bookings hold, summed: slots are looked at often, and bookings are many.

A booking has or had a place unless it was cancelled. The sums are part of the state and move with
each booking, so nobody counts through all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.hall.booking_nouns import Booking, BookingStage


@dataclass(frozen=True, slots=True)
class Taken:
    """Places of one stretch of time, which was a slot when they were booked; Unix ms."""

    starts_ms: int
    ends_ms: int
    places: int


Sums = Mapping[str, tuple[Taken, ...]]
"""By business: stretches of which somebody holds a place, in the order of their starts."""


def counted(bookings: Iterable[Booking]) -> Sums:
    """The sums of these bookings."""
    places = Counter(
        (one.business, one.starts_ms, one.ends_ms) for one in bookings if _has_a_place(one)
    )
    sums: dict[str, tuple[Taken, ...]] = {}
    for (business, starts_ms, ends_ms), many in sorted(places.items()):
        sums[business] = (*sums.get(business, ()), Taken(starts_ms, ends_ms, many))
    return sums


def moved(sums: Sums, before: Booking | None, after: Booking) -> Sums:
    """The sums once a booking has changed, or is new; its business and time never change."""
    more = _has_a_place(after) - (before is not None and _has_a_place(before))
    if not more:
        return sums
    places = {(one.starts_ms, one.ends_ms): one.places for one in sums.get(after.business, ())}
    stretch = (after.starts_ms, after.ends_ms)
    places[stretch] = places.get(stretch, 0) + more
    rest = {business: taken for business, taken in sums.items() if business != after.business}
    taken = tuple(Taken(*key, many) for key, many in sorted(places.items()) if many)
    return {**rest, after.business: taken} if taken else rest


def _has_a_place(booking: Booking) -> bool:
    return booking.stage is not BookingStage.CANCELLED
