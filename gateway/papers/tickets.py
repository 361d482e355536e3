"""The paper of a number."""

from collections.abc import Callable
from dataclasses import replace

from gateway.hall.state import HallState
from gateway.papers.hall import PaperHall, paper_language
from gateway.printing.job import TicketJob
from gateway.printing.slips import TicketSlip
from protocol.envelope import Entry
from protocol.facts import PrintAsked, TicketIssued

Eta = Callable[[int], str]
"""n of a ticket → minutes until its call, such as `10-20`; empty where nobody can tell."""


def issued(hall: PaperHall, eta: Eta, entry: Entry, state: HallState) -> TicketJob | None:
    """The job of an entry that issues a ticket on paper, None for any other."""
    ticket = entry.fact
    if not isinstance(ticket, TicketIssued) or not ticket.on_paper:
        return None
    slip = _slip(hall, entry.n, ticket, entry.at_ms, state)
    return TicketJob(entry.n, slip, entry.mono_ms, entry.boot, ticket.board, lambda: eta(entry.n))


def again(hall: PaperHall, eta: Eta, entry: Entry, state: HallState) -> TicketJob | None:
    """The job of an entry by which somebody wants one more paper of a number (补打), None for any
    other, and for a number that the hall has forgotten meanwhile."""
    asked = entry.fact
    ticket = state.tickets.get(asked.ticket) if isinstance(asked, PrintAsked) else None
    if not isinstance(asked, PrintAsked) or ticket is None:
        return None
    slip = _slip(hall, asked.ticket, ticket.issued, ticket.issued_ms, state)
    slip = replace(slip, ahead=asked.ahead, reprint=True)
    board = ticket.issued.board
    return TicketJob(
        asked.ticket, slip, entry.mono_ms, entry.boot, board, lambda: eta(asked.ticket)
    )


def _slip(
    hall: PaperHall, n: int, ticket: TicketIssued, issued_ms: int, state: HallState
) -> TicketSlip:
    serving = [w.id for w in hall.plan.windows if ticket.business in w.businesses]
    business = hall.business(ticket.business)
    code = hall.codes.make("ticket", n)
    booking = state.bookings.get(ticket.booking) if ticket.booking is not None else None
    return TicketSlip(
        language=paper_language(ticket.language),
        large=ticket.large or hall.habits.large_for(ticket.priority),
        hall_name=hall.plan.name,
        hall_name_en=hall.plan.name_en,
        business_name=business.name,
        business_name_en=business.name_en,
        area=business.area,
        area_en=business.area_en,
        department=business.department,
        department_en=business.department_en,
        window_hint="、".join(serving) or None,
        number=ticket.label,
        ahead=ticket.ahead,
        issued_at=hall.time(issued_ms),
        reserved="" if booking is None else hall.slot(booking.starts_ms, booking.ends_ms),
        missed=hall.plan.rules.missed,
        code=code,
        code_url=hall.page("t", code),
    )
