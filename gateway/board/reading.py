"""The hall as its board shows it, read from what is committed."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from gateway.board.call import Call, newest_of_each
from gateway.board.rules import BoardRules
from gateway.board.view import BoardView, CallShown, NoticeShown, WaitShown, WindowShown
from gateway.city_notices import CityText
from gateway.expecting import expected
from gateway.hall import closings
from gateway.hall.nouns import Called, Mode
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.store.errors import StoreError
from gateway.web.reading import Read
from gateway.web.view import Health
from protocol.stamp import Moment
from screens.languages import later

NOT_OPEN: Final = later("The hall has not opened yet")
CLOSED: Final = later("The hall is closed today")
STANDS_STILL: Final = later("The data stands still, so no figures are shown")
UNREAD: Final = later("The hall cannot be read, so no figures are shown")
NO_WINDOW: Final = later("no window is open")
NOT_KNOWN: Final = later("not known yet")
DISK: Final = later("The hall stands still for the moment. Please ask a guide.")
PRINTER: Final = later("The printer gives no tickets now. Please ask a guide.")

MOST_CALLS: Final = 64
"""Numbers that a part of the hall is chosen from."""

TURN_S: Final = 10
"""So long one part of a long list is shown."""


@dataclass(frozen=True)
class Sources:
    """Where it comes from; each is called from several threads."""

    plan: HallPlan
    rules: BoardRules
    read: Read
    state: Callable[[], HallState]
    now: Callable[[str | None], Moment]
    """This moment of the business day, by a clock that goes on evenly."""
    wall_ms: Callable[[], int]
    """What the wall clock says: that is shown."""
    handling_s: Callable[[], Mapping[str, float]]
    """Median of handling by business in the open day (F3). Raises StoreError."""
    calls: Callable[[], tuple[Call, ...]]
    city: Callable[[HallState, int], Sequence[CityText]] = lambda state, wall_ms: ()
    """The city's notices that stand at this unix ms. Raises StoreError."""


class BoardReading:
    """Makes the view. Never raises for a hall that cannot be read: the board says so."""

    def __init__(self, sources: Sources) -> None:
        self._of = sources
        self._as_of_mono = time.monotonic()
        """Of the newest reading there was: a fault's age is told from there on."""

    def view(self) -> BoardView:
        """The hall now."""
        of, reading = self._of, self._of.read()
        state = of.state()
        now, calls = of.now(state.day), of.calls()
        today = datetime.fromtimestamp(now.wall_ms / 1000, of.plan.zone).date().isoformat()
        wall = datetime.fromtimestamp(of.wall_ms() / 1000, of.plan.zone)
        if reading.view is not None:
            self._as_of_mono = reading.view.as_of_mono
        empty = BoardView(
            name=of.plan.name,
            name_en=of.plan.name_en,
            date=f"{wall:%Y-%m-%d}",
            time=f"{wall:%H:%M}",
            as_of_mono=self._as_of_mono,
            page=int(now.mono_ms // (TURN_S * 1000)),
        )
        closed = closings.closed_now(of.plan, state, now)
        told = self._told(state, closed)
        shut = _shut(of.plan, state, calls, today)
        if closed is not None and not state.waiting:
            shut = CLOSED
        if reading.view is None:
            shut = UNREAD
        elif not reading.usable:
            shut = STANDS_STILL
        if shut or reading.view is None:
            return replace(empty, shut=shut, notices=told)
        own = []
        if reading.view.store.health is Health.FAULT:
            own.append(NoticeShown({}, DISK))
        if reading.view.printer.health is Health.FAULT:
            own.append(NoticeShown({}, PRINTER))
        return replace(
            empty,
            calls=tuple(_call(state, call) for call in newest_of_each(calls, MOST_CALLS)),
            waits=self._waits(state, now),
            windows=tuple(
                WindowShown(one.id, one.name, _mode(of.plan, state, one.id))
                for one in of.plan.windows
            ),
            notices=(*own, *told),
        )

    def _told(self, state: HallState, closed: Reason | None) -> tuple[NoticeShown, ...]:
        """Why the hall is closed, then the city's notices, then those of hall.toml."""
        why = [] if closed is None else [NoticeShown({"zh": closed.zh, "en": closed.en})]
        try:
            city = self._of.city(state, self._of.wall_ms())
        except StoreError:  # that the disk fails is a notice of its own
            city = ()
        return (
            *why,
            *(NoticeShown({"zh": one.zh, "en": one.en}) for one in city),
            *(
                NoticeShown({"zh": one.zh, "en": one.en, "ko": one.ko})
                for one in self._of.rules.notice
            ),
        )

    def _waits(self, state: HallState, now: Moment) -> tuple[WaitShown, ...]:
        plan = self._of.plan
        try:
            handling_s: Mapping[str, float] | None = self._of.handling_s()
        except StoreError:  # how many wait is known all the same; how long is told as unknown
            handling_s = None
        told = expected(plan, state, now, handling_s or {})
        found = []
        for one in plan.businesses:
            span = told.newcomer(one.code)
            why = NOT_KNOWN if told.serves(one.code) else NO_WINDOW
            found.append(
                WaitShown(
                    one.code,
                    one.name,
                    one.name_en,
                    frozenset(w.id for w in plan.windows if one.code in w.businesses),
                    len(state.waiting_for(frozenset({one.code}))),
                    None if span is None else (span.shortest_min, span.longest_min),
                    why if span is None else "",
                )
            )
        return tuple(found)


def _shut(plan: HallPlan, state: HallState, calls: tuple[Call, ...], today: str) -> str:
    """A day that was left open over night is none: unless people are still called in it."""
    if state.day is None:
        return NOT_OPEN
    if state.day >= today or not calls:
        return "" if state.day >= today else NOT_OPEN
    last = datetime.fromtimestamp(calls[-1].at.wall_ms / 1000, plan.zone)
    return "" if f"{last:%Y-%m-%d}" >= today else NOT_OPEN


def _call(state: HallState, call: Call) -> CallShown:
    doing = state.at(call.window).doing
    ticket = state.tickets.get(doing.ticket) if isinstance(doing, Called) else None
    stands = ticket is not None and ticket.issued.label == call.label
    return CallShown(call.n, call.label, call.window, call.again, stands)


def _mode(plan: HallPlan, state: HallState, window: str) -> Literal["open", "paused", "closed"]:
    """In a hall that asks for no login nobody says that a window opens."""
    mode = state.at(window).mode
    if mode is Mode.PAUSED:
        return "paused"
    if mode is Mode.CLOSED or (mode is Mode.UNSTAFFED and plan.rules.login == "required"):
        return "closed"
    return "open"
