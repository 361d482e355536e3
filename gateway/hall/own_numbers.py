"""The numbers of one person, wherever they came from: one subject, one place (H7)."""

from dataclasses import replace

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.nouns import OPEN, PRESENT, Stage, Ticket
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState


def has_open_ticket(here: Here, who: str, business: str) -> Reason | None:
    """One subject, one place, on paper or booked: why this person gets no further number now.

    The place counts where it is: somebody sent from A to B has one for B, and none for A.
    """
    open_now = [
        ticket.issued.label
        for ticket in tickets_of(here.state, who)
        if ticket.stage in OPEN and ticket.business == business
    ]
    most = here.plan.rules.most_open_per_person
    if most and len(open_now) >= most:
        return replace(reasons.HAS_A_TICKET, about=open_now[-1])
    return None


def came(state: HallState) -> frozenset[tuple[str, str]]:
    """Who was in the hall, and for which business: those who wait for it now or were served.

    Who was sent on came for the business of before as well. A number that a booking became counts
    for that booking alone once it is served; while it stands, no other comes of a second one.
    """
    return frozenset(
        (ticket.issued.who, business)
        for ticket in state.tickets.values()
        if ticket.issued.who is not None and _came(ticket)
        for business in (*ticket.sent_on_from, ticket.business)
    )


def _came(ticket: Ticket) -> bool:
    served = ticket.stage is Stage.SERVED and ticket.issued.booking is None
    return served or ticket.stage in PRESENT


def tickets_of(state: HallState, who: str) -> list[Ticket]:
    """All that the hall remembers."""
    return [ticket for ticket in state.tickets.values() if ticket.issued.who == who]
