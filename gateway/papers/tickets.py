"""The paper of a number."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gateway.hall.state import HallState
from gateway.papers.hall import PaperHall
from gateway.printing.job import TicketJob
from gateway.printing.slips import TicketSlip
from protocol.envelope import Entry
from protocol.facts import PrintAsked, TicketIssued

MISSED: Final[Mapping[str, tuple[str, str]]] = {
    "void": ("过号作废，请重新取号", "A missed number is void: take a new one"),
    "tail": ("过号请找导税员，重新排到队尾", "Missed it? Ask a guide: you go to the end"),
    "after_n": ("过号请找导税员，稍后再叫您", "Missed it? Ask a guide: you are called soon"),
}
"""By the hall's rule, as the public pages say it."""


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
    name, name_en = hall.business(ticket.business)
    code = hall.codes.make("ticket", n)
    booking = state.bookings.get(ticket.booking) if ticket.booking is not None else None
    return TicketSlip(
        language=hall.language(ticket.language),
        large=ticket.large or hall.habits.large_for(ticket.priority),
        hall_name=hall.plan.name,
        hall_name_en=hall.plan.name_en,
        business_name=name,
        business_name_en=name_en,
        window_hint="、".join(serving) or None,
        number=ticket.label,
        ahead=ticket.ahead,
        issued_at=hall.time(issued_ms),
        reserved="" if booking is None else hall.slot(booking.starts_ms, booking.ends_ms),
        missed=hall.plan.rules.missed,
        code=code,
        code_url=hall.page("t", code),
    )
