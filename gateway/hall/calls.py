"""Calling: a window has at most one person called or served, a ticket at most one window."""

from dataclasses import replace
from typing import Final

from gateway.hall import reasons
from gateway.hall.plan import Window
from gateway.hall.reasons import Reason
from gateway.hall.state import Called, HallState, Idle, Serving, Stage
from protocol.facts import TicketCalled, TicketNoShow, TicketRecalled

MOST_CALLS: Final = 3
"""The first call and two recalls (function 02.2); after that the person is a no-show."""


def decide_next(state: HallState, window: Window) -> TicketCalled | Reason:
    """Call whoever has waited longest for a business of this window."""
    match state.at(window.id).doing:
        case Called():
            return reasons.ANSWER_CALL_FIRST
        case Serving():
            return reasons.FINISH_FIRST
    queue = state.waiting_for(frozenset(window.businesses))
    if not queue:
        return reasons.NOBODY_WAITING
    return TicketCalled(ticket=min(queue), window=window.id)


def decide_recall(state: HallState, window: Window) -> TicketRecalled | Reason:
    """Call the same person once more."""
    match state.at(window.id).doing:
        case Called(ticket, times) if times < MOST_CALLS:
            return TicketRecalled(ticket=ticket, window=window.id)
        case Called():
            return reasons.TOO_MANY_CALLS
    return reasons.NOTHING_CALLED


def decide_no_show(state: HallState, window: Window) -> TicketNoShow | Reason:
    """The called person does not come (过号)."""
    match state.at(window.id).doing:
        case Called(ticket):
            return TicketNoShow(ticket=ticket, window=window.id)
    return reasons.NOTHING_CALLED


def apply_called(state: HallState, n: int, fact: TicketCalled) -> HallState:
    """The ticket leaves the queue for this window."""
    now = replace(state.at(fact.window), doing=Called(fact.ticket, 1), face=n)
    state = state.with_window(fact.window, now).with_ticket(fact.ticket, Stage.CALLED)
    return replace(state, waiting=tuple(w for w in state.waiting if w != fact.ticket))


def apply_recalled(state: HallState, n: int, fact: TicketRecalled) -> HallState:
    """One call more."""
    now = state.at(fact.window)
    times = now.doing.times + 1 if isinstance(now.doing, Called) else 1
    return state.with_window(fact.window, replace(now, doing=Called(fact.ticket, times), face=n))


def apply_no_show(state: HallState, n: int, fact: TicketNoShow) -> HallState:
    """The window is free; the number is void."""
    now = replace(state.at(fact.window), doing=Idle(), face=n)
    return state.with_window(fact.window, now).with_ticket(fact.ticket, Stage.NO_SHOW)
