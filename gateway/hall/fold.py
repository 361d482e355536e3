"""The table from a fact's type to what it changes."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from gateway.hall import calls, day, places, ratings, requests, services, tickets
from gateway.hall.state import EMPTY, HallState
from protocol import facts

_APPLY: Final[dict[type[facts.Fact], Callable[[HallState, int, Any], HallState]]] = {
    facts.DayOpened: day.apply_opened,
    facts.TicketIssued: tickets.apply_issued,
    facts.TicketCalled: calls.apply_called,
    facts.TicketRecalled: calls.apply_recalled,
    facts.TicketNoShow: calls.apply_no_show,
    facts.ServiceStarted: services.apply_started,
    facts.ServiceFinished: services.apply_finished,
    facts.RatingPrompted: ratings.apply_prompted,
    facts.RatingGiven: ratings.apply_given,
    facts.DeviceAdopted: places.apply_adopted,
    facts.RequestExpired: requests.apply_expired,
    facts.RequestRefused: requests.apply_refused,
}

MOVING: Final = frozenset(kind.TYPE for kind in _APPLY)
"""Types that change the state. The others are kept, printed from and forwarded, but not folded."""


def apply(state: HallState, n: int, fact: facts.Fact) -> HallState:
    """The state after fact n."""
    change = _APPLY.get(type(fact))
    return change(state, n, fact) if change else state


def fold(numbered: Iterable[tuple[int, facts.Fact]], state: HallState = EMPTY) -> HallState:
    """The state after all of these facts, given in the order of n."""
    for n, fact in numbered:
        state = apply(state, n, fact)
    return state
