"""How a ticket or a booking stands, for whoever looks at it on a phone or a page."""

from dataclasses import dataclass

from gateway.hall import bookings, queue, ratings, reasons, tickets
from gateway.hall.booking_nouns import Booking
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.nouns import Called, Serving, Stage
from gateway.hall.order import Order
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.stamp import Moment

_OWNER = Actor(Duty.KIOSK)


@dataclass(frozen=True, slots=True)
class TicketStanding:
    """Of one number."""

    label: str
    business: str
    """For which it waits now."""
    stage: Stage
    ahead: int | None
    """People who go before it; None unless it waits."""
    near: bool
    """The turn is near: time to come to the windows."""
    early: bool
    """It was booked for later: until `not_before_ms` it only fills idle windows."""
    not_before_ms: int
    window: str | None
    """Where it is called or served."""
    may_cancel: bool
    """Whether its owner may, now."""
    lapsed: bool = False
    """It was given up as nobody had seen its paper: who holds it gets the number back."""


@dataclass(frozen=True, slots=True)
class BookingStanding:
    """Of one booking."""

    booking: Booking
    may_cancel: bool
    """Whether its owner may, now."""
    may_arrive: bool
    """Whether a dispenser would give its number, now."""


def ticket_standing(
    plan: HallPlan, state: HallState, now: Moment, n: int, known: Order | None = None
) -> TicketStanding | Reason:
    """How the ticket with this n stands, or that there is none. Of a day before it is told as long
    as the hall remembers what was done here: so long its owner may rate or come again.

    known: everybody's place in this state, where it was made for many.
    """
    ticket = state.tickets.get(n)
    if ticket is None:
        return _of_a_day_before(state, n) or reasons.NO_SUCH_TICKET
    waits = ticket.stage is Stage.WAITING
    ahead = None
    if waits:
        ahead = ahead_of(state, now, n) if known is None else known.ahead[n]
    early = waits and queue.is_early(ticket, now)
    here = Here(plan, state, now, _OWNER)
    return TicketStanding(
        label=ticket.issued.label,
        business=ticket.business,
        stage=ticket.stage,
        ahead=ahead,
        near=ahead is not None and not early and ahead <= plan.rules.near_ahead,
        early=early,
        not_before_ms=ticket.issued.not_before_ms,
        window=_window_of(state, n),
        may_cancel=not isinstance(tickets.decide_cancel(here, tickets.CancelTicket(n)), Reason),
        lapsed=ticket.lapsed,
    )


def _of_a_day_before(state: HallState, n: int) -> TicketStanding | None:
    served = list(ratings.services_of(state, n).values())
    rated = [case for case in state.cases.values() if case.ticket == n]
    if not served and not rated:
        return None
    last = (served or rated)[-1]
    was_served = not served or served[-1].finished
    return TicketStanding(
        label=last.label,
        business=last.business,
        stage=Stage.SERVED if was_served else Stage.CANCELLED,
        ahead=None,
        near=False,
        early=False,
        not_before_ms=0,
        window=None,
        may_cancel=False,
    )


def booking_standing(
    plan: HallPlan, state: HallState, now: Moment, n: int
) -> BookingStanding | Reason:
    """How the booking with this n stands, or that there is none."""
    booking = state.bookings.get(n)
    if booking is None:
        return reasons.NO_SUCH_BOOKING
    here = Here(plan, state, now, _OWNER)
    cancelled = bookings.decide_cancel(here, bookings.CancelBooking(n))
    arrived = bookings.decide_arrive(here, bookings.ArriveBooked(n))
    return BookingStanding(
        booking,
        may_cancel=not isinstance(cancelled, Reason),
        may_arrive=not isinstance(arrived, Reason),
    )


def ahead_of(state: HallState, now: Moment, n: int) -> int:
    """Who waits for the same business and goes before it; who was booked for later lets it pass."""
    ticket = state.tickets[n]
    others = [state.tickets[other] for other in state.queues[ticket.business]]
    mine = queue.key(ticket)
    return sum(1 for other in others if queue.key(other) < mine and not queue.is_early(other, now))


def _window_of(state: HallState, n: int) -> str | None:
    """A window that has called this ticket, or serves it."""
    for window, at in state.windows.items():
        if isinstance(at.doing, Called | Serving) and at.doing.ticket == n:
            return window
    return None
