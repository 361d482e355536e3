"""How long somebody will wait, as a range: nobody can tell the minute, and a hall does not pretend.

Whatever tells people a wait asks here, so that board, phone, guide and window tell the same of one
queue. Its middle is F23 (docs/measures.md), its width `insight.live.range_min`. Of a day in which
nobody has been served yet nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gateway.alarm_readings import newcomer
from gateway.figures import Figures
from gateway.hall import queue
from gateway.hall.nouns import Stage
from gateway.hall.order import Order, order_of
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.now import HallNow, hall_now
from insight.live import Waiting, range_min
from protocol.stamp import Moment

AGAIN_MS: Final = 1000
"""Who was booked for later joins the others as time passes, without any news."""


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
    hall: HallNow

    def serves(self, business: str) -> bool:
        """Whether some window does now; where none does there is no range either."""
        return bool(self.hall.serving(business))

    def newcomer(self, business: str) -> Span | None:
        """For whoever takes a number now; None where no open window serves the business, or
        nothing is known."""
        return _span(self.hall, business)

    def calls(self, n: int) -> bool:
        """Whether some open window may call the ticket with this n."""
        ticket = self.state.tickets[n]
        only = queue.only_window(self.plan, self.state, n)
        return any(only in (None, one.id) for one in self.hall.serving(ticket.business))

    def ticket(self, n: int) -> Span | None:
        """For the ticket with this n; None where it does not wait, where no open window may call
        it, or nothing is known."""
        ticket = self.state.tickets.get(n)
        if ticket is None or ticket.stage is not Stage.WAITING:
            return None
        only = queue.only_window(self.plan, self.state, n)
        before = tuple(self.waiting[other] for other in self.order.before(queue.key(ticket)))
        return _span(_as_seen_by(self.hall, ticket.business, only, before), ticket.business)


def expected(
    plan: HallPlan, state: HallState, now: Moment, handling_s: Mapping[str, float]
) -> Expected:
    """handling_s: median of handling by business in the open day (F3), of those that have one."""
    hall = hall_now(plan, state, now, handling_s)
    waiting = dict(zip(state.waiting, hall.waiting, strict=True))
    return Expected(plan, state, order_of(state, now), waiting, hall)


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
            found = expected(self._plan, state, now, self._figures.handling_s())
            made = self._made = (n, now, found)
        return made[2]


def _as_seen_by(
    hall: HallNow, business: str, only: str | None, before: tuple[Waiting, ...]
) -> HallNow:
    """With those alone who go before, and where one window alone may call, without the others."""
    open_ = tuple(
        one for one in hall.open if only in (None, one.id) or business not in one.businesses
    )
    return replace(hall, waiting=before, open=open_)


def _span(hall: HallNow, business: str) -> Span | None:
    found = newcomer(hall, business)
    if found is None or (found.turns and not hall.handling_s):
        return None
    return Span(*range_min(found.wait_s, found.turns))
