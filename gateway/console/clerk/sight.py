"""What the console of one window shows, read from the state of the hall.

A number that waits is not among it: nobody is told who is next before the call. Of a rating there
is whether it was asked for and answered, never the level.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from gateway.hall import queue, tickets, windows
from gateway.hall.here import Actor, Here
from gateway.hall.nouns import Called, Serving, Stage, Ticket, WindowState
from gateway.hall.plan import HallPlan, RatingPad
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.web.hall_reading import Glance
from protocol.facts.ticket import Priority

MOST_LISTED: Final = 24
"""Numbers of one list."""

Number = tuple[int, str]
"""n of a ticket, and its number as people read it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is called or served."""

    ticket: int
    label: str
    business: str
    priority: Priority
    booked_ms: int
    """Start of the booked slot, unix ms; 0: not booked."""
    sent_on_from: tuple[str, ...]
    """Businesses where this person was before."""
    missed: int
    to_this_window: bool
    """Sent to this window alone."""
    triage: int | None
    service: int | None
    """None: called, and not here yet."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for one business and may be called here."""

    business: str
    waiting: int
    longest_s: float | None
    """None: nobody waits."""


@dataclass(frozen=True, slots=True)
class Last:
    """The service that ended here last."""

    label: str
    asked: bool
    """Somebody was asked for a rating."""
    answered: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """Of one window."""

    window: str
    at: WindowState
    person: Person | None
    queues: tuple[Queue, ...]
    held: tuple[Number, ...]
    missed: tuple[Number, ...]
    """Those that may come back."""
    last: Last | None
    has_pad: bool

    @property
    def waiting(self) -> int:
        """Everybody who may be called here."""
        return sum(one.waiting for one in self.queues)


@dataclass(frozen=True, slots=True)
class Free:
    """A window where nobody is logged in."""

    window: str
    label: str | None
    """Somebody stands there whom the clerk before left."""


def free(plan: HallPlan, state: HallState) -> tuple[Free, ...]:
    """Windows to choose from."""
    return tuple(
        Free(one.id, _label(state, state.at(one.id)))
        for one in plan.windows
        if state.at(one.id).staff is None
    )


class Apart:
    """Tickets on hold and missed ones: a day has many tickets and a hall many windows, so they are
    looked for once in each state of the hall, for all who ask of it."""

    def __init__(self) -> None:
        self._state: HallState | None = None
        self._found: tuple[tuple[int, Ticket], ...] = ()

    def of(self, state: HallState) -> tuple[tuple[int, Ticket], ...]:
        """By their n."""
        if state is not self._state:
            apart = (Stage.HELD, Stage.NO_SHOW)
            self._found = tuple((n, one) for n, one in state.tickets.items() if one.stage in apart)
            self._state = state
        return self._found


def sight(plan: HallPlan, seen: Glance, by: Actor, apart: Apart) -> Sight | None:
    """Of the window where this person sits; None: nowhere."""
    state = seen.state
    window = None if by.staff is None else windows.window_of(state, by.staff)
    if window is None:
        return None
    at = state.at(window)
    known = plan.window.get(window)
    served = frozenset[str]() if known is None else queue.businesses_at(state, known)
    here = Here(plan, state, seen.now, by)
    stand = [(n, one) for n, one in apart.of(state) if one.business in served]
    held = [n for n, one in stand if one.stage is Stage.HELD]
    missed = (n for n, one in stand if one.stage is Stage.NO_SHOW and _may_come_back(here, n))
    return Sight(
        window=window,
        at=at,
        person=_person(state, at, window),
        queues=() if known is None else _queues(plan, seen, window),
        held=_numbers(state, held),
        missed=_numbers(state, missed),
        last=_last(state, at),
        has_pad=any(
            isinstance(board.role, RatingPad) and board.role.window == window
            for board in plan.boards
        ),
    )


def _person(state: HallState, at: WindowState, window: str) -> Person | None:
    if not isinstance(at.doing, Called | Serving):
        return None
    ticket = state.tickets[at.doing.ticket]
    return Person(
        ticket=at.doing.ticket,
        label=ticket.issued.label,
        business=ticket.business,
        priority=ticket.priority,
        booked_ms=ticket.issued.not_before_ms,
        sent_on_from=ticket.sent_on_from,
        missed=ticket.missed,
        to_this_window=ticket.only == window,
        triage=ticket.issued.triage,
        service=at.doing.service if isinstance(at.doing, Serving) else None,
    )


def _queues(plan: HallPlan, seen: Glance, window: str) -> tuple[Queue, ...]:
    state, known = seen.state, plan.window[window]
    count, longest = Counter[str](), dict[str, int]()
    for n in queue.eligible(plan, state, known):
        ticket = state.tickets[n]
        count[ticket.business] += 1
        waited = queue.waited_ms(ticket, seen.now)
        longest[ticket.business] = max(waited, longest.get(ticket.business, 0))
    served = queue.businesses_at(state, known)
    return tuple(
        Queue(code, count[code], longest[code] / 1000 if code in longest else None)
        for code in known.businesses
        if code in served
    )


def _numbers(state: HallState, ns: Iterable[int]) -> tuple[Number, ...]:
    return tuple((n, state.tickets[n].issued.label) for n in islice(ns, MOST_LISTED))


def _may_come_back(here: Here, n: int) -> bool:
    return not isinstance(tickets.decide_reinstate(here, tickets.Reinstate(n)), Reason)


def _last(state: HallState, at: WindowState) -> Last | None:
    service = None if at.last_service is None else state.services.get(at.last_service)
    if service is None or not service.finished:
        return None
    return Last(service.label, service.prompted, service.level is not None)


def _label(state: HallState, at: WindowState) -> str | None:
    if not isinstance(at.doing, Called | Serving):
        return None
    return state.tickets[at.doing.ticket].issued.label
