"""The table from a fact's type to what it changes."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from gateway.hall import (
    back_entries,
    calls,
    day,
    numbers,
    places,
    ratings,
    requests,
    services,
    tickets,
    windows,
)
from gateway.hall.stamp import Stamp
from gateway.hall.state import EMPTY, HallState
from protocol import facts

_APPLY: Final[dict[type[facts.Fact], Callable[[HallState, Stamp, Any], HallState]]] = {
    facts.DayOpened: day.apply_opened,
    facts.NumbersContinued: numbers.apply_continued,
    facts.TicketIssued: tickets.apply_issued,
    facts.TicketCheckedIn: tickets.apply_checked_in,
    facts.TicketCancelled: tickets.apply_cancelled,
    facts.TicketReinstated: tickets.apply_reinstated,
    facts.TicketCalled: calls.apply_called,
    facts.TicketRecalled: calls.apply_recalled,
    facts.TicketNoShow: calls.apply_no_show,
    facts.TicketTransferred: services.apply_transferred,
    facts.TicketHeld: services.apply_held,
    facts.TicketResumed: services.apply_resumed,
    facts.ServiceStarted: services.apply_started,
    facts.ServiceFinished: services.apply_finished,
    facts.TicketBackEntered: back_entries.apply_back_entered,
    facts.StaffLoggedIn: windows.apply_logged_in,
    facts.StaffLoggedOut: windows.apply_logged_out,
    facts.StaffSkilled: windows.apply_skilled,
    facts.WindowOpened: windows.apply_opened,
    facts.WindowPaused: windows.apply_paused,
    facts.WindowResumed: windows.apply_resumed,
    facts.WindowClosed: windows.apply_closed,
    facts.RatingPrompted: ratings.apply_prompted,
    facts.RatingGiven: ratings.apply_given,
    facts.DeviceAdopted: places.apply_adopted,
    facts.RequestExpired: requests.apply_expired,
    facts.RequestRefused: requests.apply_refused,
}

MOVING: Final = frozenset(kind.TYPE for kind in _APPLY)
"""Types that change the state. The others are kept, printed from and forwarded, but not folded."""


def apply(state: HallState, stamp: Stamp, fact: facts.Fact) -> HallState:
    """The state after a fact that stands there."""
    change = _APPLY.get(type(fact))
    return change(state, stamp, fact) if change else state


def fold(stamped: Iterable[tuple[Stamp, facts.Fact]], state: HallState = EMPTY) -> HallState:
    """The state after all of these facts, given in the order of n."""
    for stamp, fact in stamped:
        state = apply(state, stamp, fact)
    return state
