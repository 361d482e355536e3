"""From a committed ticket to the paper that the person takes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.printing.job import TicketJob
from gateway.printing.slips import TicketSlip
from protocol.envelope import Entry
from protocol.facts import Fact, PrintAsked, TicketIssued

MISSED: Final[Mapping[str, tuple[str, str]]] = {
    "void": ("过号作废，请重新取号", "A missed number is void: take a new one"),
    "tail": ("过号请找导税员，重新排到队尾", "Missed it? Ask a guide: you go to the end"),
    "after_n": ("过号请找导税员，稍后再叫您", "Missed it? Ask a guide: you are called soon"),
}
"""By the hall's rule, as the public pages say it."""

CodeOf = Callable[[int, Fact], str | None]
"""n of a fact → the code by which its owner can name it."""


def job_of(plan: HallPlan, zone: ZoneInfo, code: CodeOf, entry: Entry) -> TicketJob | None:
    """The print job of an entry that issues a ticket on paper, None for any other."""
    ticket = entry.fact
    if not isinstance(ticket, TicketIssued) or not ticket.on_paper:
        return None
    slip = _slip(plan, zone, ticket, entry.at_ms, code(entry.n, ticket) or entry.identity)
    return TicketJob(entry.n, slip, entry.mono_ms, entry.boot, ticket.board)


def reprint_of(
    plan: HallPlan, zone: ZoneInfo, code: CodeOf, entry: Entry, state: HallState
) -> TicketJob | None:
    """The print job of an entry by which somebody wants one more paper of a number (补打), None for
    any other, and for a number that the hall has forgotten meanwhile."""
    asked = entry.fact
    ticket = state.tickets.get(asked.ticket) if isinstance(asked, PrintAsked) else None
    if not isinstance(asked, PrintAsked) or ticket is None:
        return None
    named = code(asked.ticket, ticket.issued) or f"{entry.stream}-{asked.ticket}"
    slip = _slip(plan, zone, ticket.issued, ticket.issued_ms, named)
    slip = replace(slip, ahead=asked.ahead, reprint=True)
    board = ticket.issued.board
    return TicketJob(asked.ticket, slip, entry.mono_ms, entry.boot, board)


def _slip(
    plan: HallPlan, zone: ZoneInfo, ticket: TicketIssued, issued_ms: int, code: str
) -> TicketSlip:
    business = next((b for b in plan.businesses if b.code == ticket.business), None)
    serving = [window.id for window in plan.windows if ticket.business in window.businesses]
    return TicketSlip(
        hall_name=plan.name,
        hall_name_en=plan.name_en,
        business_name=business.name if business else ticket.business,
        business_name_en=business.name_en if business else "",
        window_hint="、".join(serving) or None,
        number=ticket.label,
        ahead=ticket.ahead,
        issued_at=f"{datetime.fromtimestamp(issued_ms / 1000, zone):%Y-%m-%d %H:%M}",
        missed=plan.rules.missed,
        code=code,
    )
