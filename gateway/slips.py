"""From a committed ticket to the paper that the person takes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.hall.plan import HallPlan
from gateway.printing.layout import TicketSlip
from gateway.printing.spool import PrintJob
from protocol.envelope import Entry
from protocol.facts import TicketIssued


def job_of(plan: HallPlan, zone: ZoneInfo, entry: Entry) -> PrintJob | None:
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
        code=f"{entry.hall}/{entry.identity}",
    )
    return PrintJob(entry.n, slip, entry.mono_ms, entry.boot)
