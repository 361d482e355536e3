"""Numbers that were given out before this store knew of the day: it goes on after them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AsWritten, Code
from protocol.facts import NumbersContinued, TicketIssued
from protocol.stamp import Stamp

LastNumber = Annotated[int, Field(strict=True, ge=0, le=99_999)]
"""The last number of a business that anybody has; 0: none was given out."""


@dataclass(frozen=True)
class ContinueNumbers:
    """Go on after this number."""

    business: Code
    last: Annotated[int, Field(strict=True, ge=1, le=99_999), AsWritten]


def decide_continue(here: Here, wish: ContinueNumbers) -> NumbersContinued | Reason:
    """Once for a business, and before its first number of the day.

    Later it would leave a hole that nobody can tell from tickets that were lost. What came from
    central may be behind what was printed: that is told on, before this store's first number.
    """
    state = here.state
    if state.day is None:
        return reasons.NO_DAY_OPEN
    if wish.business not in here.plan.business:
        return reasons.NO_SUCH_BUSINESS
    if wish.business in state.last_number and not _is_behind(state, wish):
        return reasons.NUMBERS_GIVEN
    return NumbersContinued(state.day, wish.business, wish.last, here.by.staff)


def apply_continued(state: HallState, stamp: Stamp, fact: NumbersContinued) -> HallState:
    """The next one comes after it."""
    return state.but(last_number={**state.last_number, fact.business: fact.last})


def given(state: HallState, fact: TicketIssued) -> HallState:
    """The state, where this number is known to be this store's own."""
    of_day = state.numbers_given.get(fact.day, {})
    first, _ = of_day.get(fact.business, (fact.number, 0))
    of_day = {**of_day, fact.business: (first, fact.number)}
    return state.but(
        last_number={**state.last_number, fact.business: fact.number},
        numbers_given={**state.numbers_given, fact.day: of_day},
    )


def given_on(state: HallState, day: str, business: str) -> tuple[int, int]:
    """The first and the last number that this store gave out on a remembered day; (1, 0): none.

    Numbers of before, which it only goes on after, are none of its own.
    """
    return state.numbers_given.get(day, {}).get(business, (1, 0))


def not_named(plan: HallPlan, after: Collection[str]) -> tuple[str, ...]:
    """Businesses of which nobody has said how far their numbers went."""
    return tuple(business.code for business in plan.businesses if business.code not in after)


def _is_behind(state: HallState, wish: ContinueNumbers) -> bool:
    """Whether the last number came from central, which may not have had the latest."""
    of_today = state.numbers_given.get(state.day or "", {})
    restored = state.restored is not None and state.restored == state.day
    later = wish.last > state.last_number[wish.business]
    return restored and later and wish.business not in of_today
