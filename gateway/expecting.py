"""How long somebody will wait, as a range: nobody can tell the minute, and a hall does not pretend.

The shortest is F23 (docs/measures.md) where everybody is served as quickly as the quickest quarter
of the day, the longest where everybody is served as slowly as its slowest quarter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gateway.alarm_readings import newcomer_s
from gateway.figures import Figures
from gateway.hall import queue
from gateway.hall.order import Order, order_of
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.now import HallNow, hall_now
from insight.live import SHOWN_IN_MIN, USUAL_S, Waiting, shown_min
from insight.scope import Scope
from insight.tally import Tally
from protocol.stamp import Moment

QUICK: Final = 25
"""Percentile of handling of the shortest wait, …"""

SLOW: Final = 75
"""… and of the longest."""

AGAIN_MS: Final = 1000
"""Who was booked for later joins the others as time passes, without any news."""

LEAST: Final = 5
"""Services of a business in a day from which on they tell how long one takes; before that it is
between half and twice of what is usual."""


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes, in steps of five."""

    shortest_min: int
    longest_min: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one state of the hall."""

    plan: HallPlan
    state: HallState
    order: Order
    waiting: Mapping[int, Waiting]
    """Everybody in it, by n of the ticket."""
    quick: HallNow
    slow: HallNow

    def newcomer(self, business: str) -> Span | None:
        """For whoever takes a number now; None where no open window serves the business."""
        return _span(newcomer_s(self.quick, business), newcomer_s(self.slow, business))

    def ticket(self, n: int) -> Span | None:
        """For the ticket with this n, which waits; None where no open window may call it."""
        ticket = self.state.tickets[n]
        only = queue.only_window(self.plan, self.state, n)
        before = [self.waiting[other] for other in self.order.before(queue.key(ticket))]
        quick, slow = (
            newcomer_s(_as_seen_by(hall, ticket.business, only, before), ticket.business)
            for hall in (self.quick, self.slow)
        )
        return _span(quick, slow)


class Expecting:
    """Ask it from any thread. What many phones ask of one state is made once."""

    def __init__(self, plan: HallPlan, figures: Figures) -> None:
        self._plan = plan
        self._figures = figures
        self._made: tuple[int, Moment, Expected] | None = None

    def of(self, n: int, state: HallState, now: Moment) -> Expected:
        """n: of the last fact in this state. Raises StoreError when the database does not
        answer."""
        made = self._made
        if made is None or made[0] != n or now.since_ms(made[1]) >= AGAIN_MS:
            quick, slow = self._figures.of_day(lambda tallies, _log, _n: self._handling(tallies))
            quickly = hall_now(self._plan, state, now, quick)
            slowly = replace(quickly, handling_s=slow)
            waiting = dict(zip(state.waiting, quickly.waiting, strict=True))
            order = order_of(state, now)
            expected = Expected(self._plan, state, order, waiting, quickly, slowly)
            made = self._made = (n, now, expected)
        return made[2]

    def _handling(self, tallies: Mapping[Scope, Tally]) -> tuple[dict[str, float], ...]:
        return tuple(
            {
                one.code: _seconds(tallies, one.code, percent, unknown)
                for one in self._plan.businesses
            }
            for percent, unknown in ((QUICK, USUAL_S / 2), (SLOW, USUAL_S * 2))
        )


def _seconds(tallies: Mapping[Scope, Tally], business: str, percent: int, unknown: float) -> float:
    tally = tallies.get(Scope("business", business))
    handling = None if tally is None else tally.of("handling")
    if handling is None or handling.n < LEAST:
        return unknown
    return float(handling.percentile_s(percent) or unknown)


def _as_seen_by(hall: HallNow, business: str, only: str | None, before: list[Waiting]) -> HallNow:
    """With those alone who go before, and where one window alone may call, without the others."""
    open_ = tuple(
        one for one in hall.open if only in (None, one.id) or business not in one.businesses
    )
    return replace(hall, waiting=tuple(before), open=open_)


def _span(shortest_s: float | None, longest_s: float | None) -> Span | None:
    if shortest_s is None or longest_s is None:
        return None
    down = int(shortest_s // (SHOWN_IN_MIN * 60)) * SHOWN_IN_MIN
    return Span(down, shown_min(longest_s))
