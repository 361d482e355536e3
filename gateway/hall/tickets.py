"""Tickets: who comes gets the next number of the business, once."""

from dataclasses import replace

from gateway.hall import reasons
from gateway.hall.plan import Dispenser
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState, Ticket
from protocol.facts import TicketIssued


def decide_issue(
    state: HallState, board: str, dispenser: Dispenser, key: int
) -> TicketIssued | Reason:
    """A key of a dispenser was pressed, counted from 0."""
    business = dispenser.keys[key] if key < len(dispenser.keys) else None
    if not business:
        return reasons.KEY_WITHOUT_BUSINESS
    if state.day is None:
        return reasons.NO_DAY_OPEN
    return TicketIssued(
        day=state.day,
        business=business,
        number=state.last_number.get(business, 0) + 1,
        board=board,
        ahead=len(state.waiting_for(frozenset({business}))),
    )


def apply_issued(state: HallState, n: int, fact: TicketIssued) -> HallState:
    """The number is taken and its owner waits."""
    return replace(
        state.with_face(fact.board, n, fact),
        last_number={**state.last_number, fact.business: fact.number},
        tickets=state.tickets.put(n, Ticket(fact)),
        waiting=(*state.waiting, n),
    )
