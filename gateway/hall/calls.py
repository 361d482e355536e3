"""Calling: a window has at most one person called or served, a ticket at most one window."""

from dataclasses import dataclass

from gateway.hall import queue, reasons, windows
from gateway.hall.here import Here
from gateway.hall.nouns import Called, Idle, Serving, Stage
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow, TicketN, WithWords
from protocol.facts import TicketCalled, TicketNoShow, TicketRecalled
from protocol.stamp import Stamp


@dataclass(frozen=True)
class CallNext(AtWindow):
    """Call whoever is next. Nobody is told beforehand who that is."""


@dataclass(frozen=True)
class CallThis(AtWindow, WithWords):
    """Call one ticket out of turn, and say why."""

    ticket: TicketN


@dataclass(frozen=True)
class Recall(AtWindow):
    """Call the same person once more."""


@dataclass(frozen=True)
class NoShow(AtWindow):
    """The called person does not come (过号)."""


def decide_next(here: Here, wish: CallNext) -> TicketCalled | Reason:
    """Call whoever is next by the order of the queue."""
    refusal = _cannot_call(here, wish)
    if refusal is not None:
        return refusal
    choice = queue.choose(here.plan, here.state, here.now, here.plan.window[wish.window])
    if choice is None:
        return reasons.NOBODY_WAITING
    return TicketCalled(
        choice.ticket, wish.window, why=choice.why, staff=here.state.at(wish.window).staff
    )


def decide_this(here: Here, wish: CallThis) -> TicketCalled | Reason:
    """Call a ticket that waits for a business of this window, whoever else waits."""
    refusal = _cannot_call(here, wish)
    if refusal is not None:
        return refusal
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.stage is not Stage.WAITING:
        return reasons.NOT_WAITING
    if wish.ticket not in queue.eligible(here.plan, here.state, here.plan.window[wish.window]):
        return reasons.NOT_SERVED_HERE
    return TicketCalled(
        wish.ticket,
        wish.window,
        why="specific",
        staff=here.state.at(wish.window).staff,
        reason=here.token,
    )


def decide_recall(here: Here, wish: Recall) -> TicketRecalled | Reason:
    """Leave a person the time to walk before the number is called again."""
    refusal = windows.cannot_act(here, wish)
    if refusal is not None:
        return refusal
    match here.state.at(wish.window).doing:
        case Called(times=times) if times >= here.plan.rules.most_calls:
            return reasons.TOO_MANY_CALLS
        case Called(last=last) if here.now.since_ms(last) < here.plan.rules.recall_gap_s * 1000:
            return reasons.TOO_SOON
        case Called(ticket):
            return TicketRecalled(ticket, wish.window)
    return reasons.NOTHING_CALLED


def decide_no_show(here: Here, wish: NoShow) -> TicketNoShow | Reason:
    """The window is free for the next."""
    refusal = windows.cannot_act(here, wish)
    if refusal is not None:
        return refusal
    at = here.state.at(wish.window)
    match at.doing:
        case Called(ticket):
            return TicketNoShow(ticket, wish.window, at.staff)
    return reasons.NOTHING_CALLED


def apply_called(state: HallState, stamp: Stamp, fact: TicketCalled) -> HallState:
    """The ticket leaves the queue for this window.

    A call out of turn counts as one that passed somebody over, and brings nobody's turn nearer.
    """
    out_of_turn = fact.why in ("priority", "specific")
    passed_over = state.at(fact.window).passed_over + 1 if out_of_turn else 0
    doing = Called(fact.ticket, 1, stamp.at)
    state = state.with_somebody(fact.window, doing, face=stamp.n, passed_over=passed_over)
    return state.with_ticket(fact.ticket, stage=Stage.CALLED)


def apply_recalled(state: HallState, stamp: Stamp, fact: TicketRecalled) -> HallState:
    """One call more."""
    now = state.at(fact.window).doing
    times = now.times + 1 if isinstance(now, Called) else 1
    return state.with_somebody(fact.window, Called(fact.ticket, times, stamp.at), face=stamp.n)


def apply_no_show(state: HallState, stamp: Stamp, fact: TicketNoShow) -> HallState:
    """The window is free; what the number is still worth, the hall's rules say."""
    ticket = state.tickets.get(fact.ticket)
    missed = ticket.missed + 1 if ticket else 1
    state = state.with_window(fact.window, doing=Idle(), face=stamp.n)
    return state.with_ticket(
        fact.ticket, stage=Stage.NO_SHOW, missed=missed, missed_at=stamp.at, only=None
    )


def _cannot_call(here: Here, wish: AtWindow) -> Reason | None:
    """What keeps a window from calling anybody."""
    refusal = windows.cannot_act(here, wish) or windows.is_not_open(here, wish.window)
    if refusal is not None:
        return refusal
    match here.state.at(wish.window).doing:
        case Called():
            return reasons.ANSWER_CALL_FIRST
        case Serving():
            return reasons.FINISH_FIRST
    return None
