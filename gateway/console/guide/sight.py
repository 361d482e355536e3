"""What a text means that was scanned or typed, and what may be done with what it names."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.codes import Codes, Kind
from gateway.console.slip_fate import slip_of
from gateway.hall import papers
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.nouns import OPEN, Stage
from gateway.hall.paper_nouns import PaperState
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.slip_nouns import Slip
from gateway.hall.standing import booking_standing, ticket_standing
from gateway.hall.visits import visit_of
from gateway.web.hall_reading import Glance
from protocol.facts import SlipAsked

_KINDS: Final[tuple[Kind, ...]] = ("ticket", "booking")


class Deed(StrEnum):
    """What a guide does for somebody with a number or a booking."""

    CHECK_IN = "check-in"
    REINSTATE = "reinstate"
    REDEEM = "redeem"
    ARRIVE = "arrive"
    REPRINT = "reprint"
    SEE_PAPER = "see-paper"
    CANCEL = "cancel"
    PRINT_BOOKING = "print-booking"


@dataclass(frozen=True, slots=True)
class Number:
    """A ticket, as a guide sees it."""

    ticket: int
    label: str
    business: str
    stage: Stage
    ahead: int | None
    window: str | None
    """Where it is called or served."""
    paper: PaperState | None
    """None: it is on no paper of today."""
    deeds: tuple[Deed, ...]
    """The one that is most likely meant first."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking, as a guide sees it."""

    booking: int
    business: str
    day: str
    starts_ms: int
    ends_ms: int
    stage: BookingStage
    label: str
    """Of the number that it became."""
    slip: Slip | None
    """Its last paper of today."""
    deeds: tuple[Deed, ...]


Found = Number | Booked


@dataclass(frozen=True, slots=True)
class Named:
    """Which ticket or booking is looked at, by its n."""

    kind: Kind
    n: int


def find(codes: Codes, seen: Glance, text: str) -> Named | None:
    """What a code or a number as people read it names; None: nothing that this hall knows."""
    plain = text.strip().rpartition("/")[2]  # on paper a code may be the end of a page's address
    for kind in _KINDS:
        n = codes.read(kind, plain)
        if n is not None:
            return Named(kind, n)
    label = plain.upper()
    labelled = [n for n, one in seen.state.tickets.items() if one.issued.label.upper() == label]
    return Named("ticket", max(labelled)) if labelled else None


def look(plan: HallPlan, seen: Glance, named: Named) -> Found | None:
    """How it stands now; None where the hall has forgotten it."""
    return _booked(plan, seen, named.n) if named.kind == "booking" else number(plan, seen, named.n)


def number(plan: HallPlan, seen: Glance, n: int) -> Number | None:
    """The same of a ticket."""
    told = ticket_standing(plan, seen.state, seen.now, n)
    if isinstance(told, Reason):
        return None
    ticket = seen.state.tickets.get(n)
    of_today = ticket is not None and ticket.issued.day == seen.state.day
    on_paper = ticket is not None and of_today and ticket.issued.on_paper and plan.prints
    paper = papers.of(seen.state, n) if on_paper else None
    deeds = []
    if told.stage is Stage.AWAY:
        deeds.append(Deed.CHECK_IN)
    if told.stage is Stage.NO_SHOW or (ticket is not None and ticket.lapsed):
        deeds.append(Deed.REINSTATE)
    if visit_of(plan, seen.state, seen.now, n).may_redeem:
        deeds.append(Deed.REDEEM)
    if paper is not None and told.stage in OPEN | {Stage.NO_SHOW}:
        deeds += _of_paper(paper)
    if told.stage in (Stage.AWAY, Stage.WAITING):
        deeds.append(Deed.CANCEL)
    return Number(
        ticket=n,
        label=told.label,
        business=told.business,
        stage=told.stage,
        ahead=told.ahead,
        window=told.window,
        paper=paper,
        deeds=tuple(deeds),
    )


def _of_paper(paper: PaperState) -> list[Deed]:
    match paper:
        case PaperState.COMING:
            return []
        case PaperState.PRINTED | PaperState.MUTE:
            return [Deed.REPRINT]
    return [Deed.REPRINT, Deed.SEE_PAPER]


def _booked(plan: HallPlan, seen: Glance, n: int) -> Booked | None:
    told = booking_standing(plan, seen.state, seen.now, n)
    if isinstance(told, Reason):
        return None
    one = told.booking
    deeds = [Deed.ARRIVE] if one.stage is BookingStage.MADE else []
    if deeds and plan.prints:
        deeds.append(Deed.PRINT_BOOKING)
    return Booked(
        booking=n,
        business=one.business,
        day=one.day,
        starts_ms=one.starts_ms,
        ends_ms=one.ends_ms,
        stage=one.stage,
        label=one.label,
        slip=slip_of(seen.state, SlipAsked("booking", n)),
        deeds=tuple(deeds),
    )
