"""From a committed ticket to the paper that the person takes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from gateway.hall.plan import HallPlan
from gateway.printing.layout import TicketSlip
from gateway.printing.spool import PrintJob
from protocol.envelope import Entry
from protocol.facts import Fact, TicketIssued

MISSED: Final[Mapping[str, tuple[str, str]]] = {
    "void": ("过号作废，请重新取号", "A missed number is void: take a new one"),
    "tail": ("过号请找导税员，重新排到队尾", "Missed it? Ask a guide: you go to the end"),
    "after_n": ("过号请找导税员，稍后再叫您", "Missed it? Ask a guide: you are called soon"),
}
"""By the hall's rule."""

CodeOf = Callable[[int, Fact], str | None]
"""n of a fact → the code by which its owner can name it."""


def job_of(plan: HallPlan, zone: ZoneInfo, code: CodeOf, entry: Entry) -> PrintJob | None:
    """The print job of an entry that issues a ticket on paper, None for any other."""
    ticket = entry.fact
    if not isinstance(ticket, TicketIssued) or not ticket.on_paper:
        return None
    business = next((b for b in plan.businesses if b.code == ticket.business), None)
    serving = [window.id for window in plan.windows if ticket.business in window.businesses]
    slip = TicketSlip(
        hall_name=plan.name,
        hall_name_en=plan.name_en,
        business_name=business.name if business else ticket.business,
        business_name_en=business.name_en if business else "",
        window_hint="、".join(serving) or None,
        number=ticket.label,
        ahead=ticket.ahead,
        issued_at=f"{datetime.fromtimestamp(entry.at_ms / 1000, zone):%Y-%m-%d %H:%M}",
        missed=MISSED[plan.rules.missed],
        code=code(entry.n, ticket) or entry.identity,
    )
    return PrintJob(entry.n, slip, entry.mono_ms, entry.boot)
