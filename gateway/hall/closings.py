"""Days on which the hall serves nobody, as the city has set (hall.close).

On such a day no number is given out and nobody books. Who waits when the open day is closed is
still served: the numbers that they have stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from gateway.hall import reasons, slots
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.city_nouns import Closing
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.commands import CloseHall
from protocol.facts import BookingCancelled, HallClosedDays
from protocol.facts.city import ClosingCause
from protocol.stamp import Moment, Stamp

MOST_LOOKED_AT: Final = 400
"""Days in which the next working day is looked for: more than a year of holidays has none."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The hall serves nobody now."""

    cause: ClosingCause
    to: str
    """ISO date of the last of the closed days on end that this moment is in."""
    opens: str | None
    """ISO date of the next working day; None where the hall has told nobody its working days, as
    one without a [booking] table, or has none for a year."""


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


def closed(plan: HallPlan, state: HallState, now: Moment) -> Closed | None:
    """Why the city has the hall closed at this moment, and until when; None: it has not."""
    closing, day = state.city.closing, _latest_day(plan, state, now)
    if closing is None or day not in closing.days:
        return None
    last = date.fromisoformat(day)
    while (after := _next(last)) is not None and after.isoformat() in closing.days:
        last = after
    return Closed(closing.cause, last.isoformat(), _next_working_day(plan, state, last))


def closed_now(plan: HallPlan, state: HallState, now: Moment) -> Reason | None:
    """Why no number is given out at this moment; None: the hall is not closed by the city."""
    closing = state.city.closing
    if closing is None or not closing.days:
        return None
    if _latest_day(plan, state, now) in closing.days:
        return reasons.city.CLOSED[closing.cause]
    # The morning after: of the closed day, which is still the open one, there are no numbers.
    return reasons.NO_DAY_OPEN if state.day in closing.days else None


def due(here: Here) -> Iterator[BookingCancelled]:
    """Bookings of closed days that nothing has become of, by the order in which they were made."""
    days = here.state.city.closed_days
    if not days:
        return
    for n, booking in sorted(here.state.bookings.items()):
        if booking.stage is BookingStage.MADE and booking.day in days:
            yield BookingCancelled(n, booking.day, booking.business, "hall")


def _latest_day(plan: HallPlan, state: HallState, now: Moment) -> str:
    """The day that it is, an ISO date: the open business day, or what the wall shows where that is
    later and nobody has opened it yet."""
    wall = datetime.fromtimestamp(now.wall_ms // 1000, UTC).astimezone(plan.zone)
    return max(state.day or "", wall.date().isoformat())


def _next_working_day(plan: HallPlan, state: HallState, last: date) -> str | None:
    rules = slots.rules_in_force(plan, state)
    day = _next(last)
    for _ in range(MOST_LOOKED_AT):
        if rules is None or day is None:
            return None
        if slots.is_open(rules, day):
            return day.isoformat()
        day = _next(day)
    return None


def _next(day: date) -> date | None:
    """None after the calendar's last one."""
    return None if day == date.max else date.fromordinal(day.toordinal() + 1)
