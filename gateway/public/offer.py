"""What a phone may take now, by the hall's own rules: no page offers what would be refused."""

from dataclasses import dataclass

from gateway.hall import closings, reasons
from gateway.hall.closings import Closed
from gateway.hall.here import Actor, Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.tickets import SLOT_MS, TakeTicket, decide_take
from gateway.web.hall_reading import Glance


@dataclass(frozen=True)
class Offer:
    """Of one moment."""

    day_open: bool
    closed: Closed | None
    """The city has closed the hall."""
    why: Reason | None
    """That reason in words."""
    refused: tuple[tuple[str, Reason], ...]
    """Businesses, with why nobody unknown is given a number of them."""
    again_ms: int
    """Unix ms at which the next half hour begins, for what has none left in this one."""
    gives: bool
    """Some business has a number for somebody."""

    def no(self, business: str) -> Reason | None:
        """Why the business has no number for anybody; None: it has."""
        return next((why for code, why in self.refused if code == business), None)

    def again(self, business: str) -> int | None:
        """Unix ms from which it has numbers again; None: it has some, or no more today."""
        return self.again_ms if self.no(business) == reasons.NO_MORE_THIS_HALF_HOUR else None


def offer(plan: HallPlan, seen: Glance, by: Actor) -> Offer:
    """What the hall would say to `by`, of whom it knows nothing, about each business."""
    here = Here(plan, seen.state, seen.now, by)
    told = [
        (one.code, decide_take(here, TakeTicket(one.code, present=False)))
        for one in plan.businesses
    ]
    why = closings.closed_now(plan, seen.state, seen.now)
    refused = tuple((code, no) for code, no in told if isinstance(no, Reason))
    return Offer(
        day_open=seen.state.day is not None and why is not reasons.NO_DAY_OPEN,
        closed=closings.closed(plan, seen.state, seen.now),
        why=why,
        refused=refused,
        again_ms=(seen.now.wall_ms // SLOT_MS + 1) * SLOT_MS,
        gives=len(refused) < len(told),
    )
