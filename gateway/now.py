"""The hall at this moment, as figures, alarms and advice look at it: who waits, and who serves."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.hall import queue
from gateway.hall.nouns import Called, Idle, Mode, Serving, WindowState
from gateway.hall.plan import HallPlan, Window
from gateway.hall.state import HallState
from insight.live import OpenWindow, Waiting
from insight.scope import Scope
from insight.tally import Tally
from protocol.stamp import Moment


@dataclass(frozen=True, slots=True)
class HallNow:
    """Read from one state at one moment; it changes no more."""

    waiting: tuple[Waiting, ...]
    """In the order of issue."""
    open: tuple[OpenWindow, ...]
    """Windows that serve, in the order of hall.toml."""
    closed: tuple[OpenWindow, ...]
    """Windows that do not and could, with what they would serve under the clerk who sits there."""
    handling_s: Mapping[str, float]
    """Median of handling by business, as far as the day has shown any."""

    @property
    def longest_s(self) -> float | None:
        """The longest wait of all who still wait; None where nobody does."""
        return max((one.waited_s for one in self.waiting), default=None)

    def waiting_for(self, business: str) -> tuple[Waiting, ...]:
        """Who waits for this business."""
        return tuple(one for one in self.waiting if one.business == business)

    def serving(self, business: str) -> tuple[OpenWindow, ...]:
        """Open windows that serve this business."""
        return tuple(one for one in self.open if business in one.businesses)


def hall_now(
    plan: HallPlan, state: HallState, now: Moment, handling_s: Mapping[str, float]
) -> HallNow:
    """Lengths of time are those of the queue: within one boot no clock that is set moves them."""
    waiting = tuple(
        Waiting(
            state.tickets[n].business,
            queue.waited_ms(state.tickets[n], now) / 1000,
            queue.only_window(plan, state, n),
        )
        for n in state.waiting
    )
    serving = {window.id for window in plan.windows if is_open(plan, state, window.id)}
    return HallNow(
        waiting,
        tuple(_as_seen(state, one) for one in plan.windows if one.id in serving),
        tuple(_as_seen(state, one) for one in plan.windows if one.id not in serving),
        handling_s,
    )


def is_open(plan: HallPlan, state: HallState, window: str) -> bool:
    """Whether somebody serves at a window now.

    In a hall that asks for no login nobody says that a window opens: there it is open from its
    first call of the day on, until somebody logs in and says otherwise.
    """
    at = state.at(window)
    if at.mode is not Mode.UNSTAFFED or plan.rules.login == "required":
        return at.mode is Mode.OPEN
    return isinstance(at.doing, Called | Serving) or _has_served_today(state, at)


def medians(tallies: Mapping[Scope, Tally]) -> dict[str, float]:
    """Median of handling by business, in seconds, of those that have one (F3)."""
    found = {
        scope.id: tally.of("handling").median_s
        for scope, tally in tallies.items()
        if scope.kind == "business"
    }
    return {business: seconds for business, seconds in found.items() if seconds is not None}


def _as_seen(state: HallState, window: Window) -> OpenWindow:
    idle = isinstance(state.at(window.id).doing, Idle)
    return OpenWindow(window.id, queue.businesses_at(state, window), idle)


def _has_served_today(state: HallState, at: WindowState) -> bool:
    service = None if at.last_service is None else state.services.get(at.last_service)
    return service is not None and service.day == state.day
