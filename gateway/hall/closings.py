"""Days on which the hall serves nobody, as the city has set (hall.close).

On such a day no number is given out and nobody books. Who waits when the open day is closed is
still served: the numbers that they have stand.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from gateway.hall import reasons, slots
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.city_nouns import Closing
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.commands import CloseHall
from protocol.facts import BookingCancelled, HallClosedDays
from protocol.stamp import Moment, Stamp


def decide_close(here: Here, wanted: CloseHall) -> HallClosedDays | Reason:
    """These days in place of all that were set before."""
    if wanted.version <= here.state.city.closing_version:
        return reasons.city.SUPERSEDED
    wrong = next((day for day in wanted.days if slots.date_of(day) is None), None)
    if wrong is not None:
        return replace(reasons.city.NO_SUCH_DATE, about=wrong)
    return HallClosedDays(wanted.version, tuple(sorted(set(wanted.days))), wanted.cause)


def apply_closed_days(state: HallState, stamp: Stamp, fact: HallClosedDays) -> HallState:
    """They hold from now on."""
    closing = Closing(fact.version, fact.days, fact.cause)
    return state.but(city=replace(state.city, closing=closing))


def closed_now(plan: HallPlan, state: HallState, now: Moment) -> Reason | None:
    """Why no number is given out at this moment; None: the hall is not closed by the city.

    The open business day decides; where the wall shows a later date, nobody has opened that one
    yet, and it counts too.
    """
    closing = state.city.closing
    if closing is None:
        return None
    wall = datetime.fromtimestamp(now.wall_ms // 1000, UTC).astimezone(plan.zone)
    today = state.day or ""
    if today in closing.days or max(today, wall.date().isoformat()) in closing.days:
        return reasons.city.CLOSED[closing.cause]
    return None


def due(here: Here) -> Iterator[BookingCancelled]:
    """Bookings of closed days that nothing has become of, by the order in which they were made."""
    closed = here.state.city.closed_days
    if not closed:
        return
    for n, booking in sorted(here.state.bookings.items()):
        if booking.stage is BookingStage.MADE and booking.day in closed:
            yield BookingCancelled(n, booking.day, booking.business, "hall")
