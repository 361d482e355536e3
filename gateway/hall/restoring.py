"""The open day of a disk that is gone, rebuilt from what central holds of it.

The facts of the stream before are folded by the rules as ever, into a state of their own. What of
that still stands for somebody goes on in the new stream by facts of its own, which name where they
come from: numbers of facts mean something in their own stream alone. What is over stays where it
is, at central: a rating that comes late for it is bound there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gateway.hall import fold
from gateway.hall.booking_nouns import Booking, BookingStage
from gateway.hall.nouns import OPEN, Called, Place, Serving, Stage, Ticket
from gateway.hall.plan import HallPlan
from gateway.hall.state import EMPTY, HallState
from protocol.codes import number_of
from protocol.envelope import Entry
from protocol.facts import (
    BookingCarried,
    DayOpened,
    DayRestored,
    Fact,
    NumbersContinued,
    ServiceStarted,
    TicketCalled,
    TicketCarried,
    TicketHeld,
    TicketIssued,
)
from protocol.facts.carried import Stands
from protocol.restoring import TAKEN
from protocol.stamp import Stamp


@dataclass(frozen=True)
class Past:
    """A hall as it stood when its disk was lost."""

    stream: str
    through: int
    """Up to there no fact of the stream is missing."""
    state: HallState
    called_ms: Mapping[int, int]
    """Ticket → when it was called last, by the wall."""
    started_ms: Mapping[int, int]
    """Service → when it was started, likewise."""


def before(stream: str, entries: Iterable[Entry], through: int) -> Past:
    """Of facts of one stream, in any order.

    What lies beyond `through` is not folded, for it may follow from what is not there; but a number
    that was given out is given out.
    """
    state, times = EMPTY, _Times()
    beyond: list[Fact] = []
    for entry in sorted(entries, key=lambda entry: entry.n):
        if entry.fact.TYPE not in TAKEN:
            continue
        if entry.n <= through:
            state = fold.apply(state, Stamp.of(entry), entry.fact)
            times.take(entry)
        else:
            beyond.append(entry.fact)
    last = dict(state.last_number)
    for fact in beyond:
        if isinstance(fact, TicketIssued) and fact.day == state.day:
            last[fact.business] = max(last.get(fact.business, 0), fact.number)
    return Past(stream, through, state.but(last_number=last), times.called, times.started)


class _Times:
    """When tickets were called and services started; over several lost disks too."""

    def __init__(self) -> None:
        self.called: dict[int, int] = {}
        self.started: dict[int, int] = {}
        self._carried: dict[int, TicketCarried] = {}

    def take(self, entry: Entry) -> None:
        match entry.fact:
            case TicketCarried() as fact:
                self._carried[entry.n] = fact
            case TicketCalled(ticket):
                before = self._carried.get(ticket)
                carried_ms = 0 if before is None or ticket in self.called else before.called_ms
                self.called[ticket] = carried_ms or entry.at_ms
            case ServiceStarted(ticket):
                before = self._carried.pop(ticket, None)
                carried_ms = 0 if before is None else before.started_ms
                self.started[entry.n] = carried_ms or entry.at_ms
            case _:
                pass


def carried(plan: HallPlan, past: Past, first: int) -> Iterator[Fact]:
    """The facts by which the day goes on, in order; the first of them will be row `first`.

    Nothing if no day was open.
    """
    old, day = past.state, past.state.day
    if day is None:
        return
    n = first
    yield DayOpened(day)
    for business, last in sorted(old.last_number.items()):
        if last:
            n += 1
            yield NumbersContinued(day, business, last)
    bookings: dict[int, int] = {}
    for booking, one in sorted(_bookings(old), key=lambda found: found[0]):
        n += 1
        bookings[booking] = n
        yield _booking(past.stream, booking, one)
    for ticket in sorted(_tickets(old), key=lambda ticket: _turn(old, ticket)):
        for fact in _ticket(plan, past, ticket, bookings, n + 1):
            n += 1
            yield fact
    yield DayRestored(day, past.stream, past.through)


def _bookings(old: HallState) -> Iterator[tuple[int, Booking]]:
    for n, booking in old.bookings.items():
        match booking.stage:
            case BookingStage.MADE:
                coming = booking.day >= (old.day or "")
            case BookingStage.ARRIVED:
                ticket = old.tickets.get(booking.ticket or 0)
                coming = ticket is not None and _stands(old, ticket)
            case _:
                coming = False
        if coming:
            yield n, booking


def _booking(stream: str, n: int, one: Booking) -> BookingCarried:
    codes = (*one.codes, number_of(stream, n))
    times = one.day, one.starts_ms, one.ends_ms
    return BookingCarried(stream, n, *times, one.business, one.channel, one.who, codes)


def _tickets(old: HallState) -> Iterator[int]:
    return (n for n, ticket in old.tickets.items() if _stands(old, ticket))


def _stands(old: HallState, ticket: Ticket) -> bool:
    """Somebody waits with it, is at a window, or may come back with it."""
    missed = ticket.stage is Stage.NO_SHOW and ticket.issued.day == old.day
    return ticket.stage in OPEN or missed


def _turn(old: HallState, n: int) -> tuple[bool, Place, int]:
    """Who rests comes first, so that a window is free again for who stands there now; all others
    in the order in which they would be called."""
    ticket = old.tickets[n]
    return ticket.stage is not Stage.HELD, ticket.place, n


def _ticket(
    plan: HallPlan, past: Past, n: int, bookings: Mapping[int, int], row: int
) -> Iterator[Fact]:
    """It, and how it got to its window."""
    ticket, at = past.state.tickets[n], _at(plan, past.state, n)
    issued = ticket.issued
    yield TicketCarried(
        stream=past.stream,
        was=n,
        codes=(*ticket.codes, number_of(past.stream, n)),
        day=issued.day,
        business=issued.business,
        number=issued.number,
        stage=_STAGES.get(ticket.stage, "waiting"),
        queue=ticket.business,
        issued_ms=ticket.issued_ms,
        joined_ms=0 if ticket.stage is Stage.AWAY else ticket.joined.wall_ms,
        board=issued.board,
        ahead=issued.ahead,
        priority=issued.priority,
        channel=issued.channel,
        who=issued.who,
        booking=bookings.get(issued.booking or 0),
        not_before_ms=issued.not_before_ms,
        present=issued.present,
        hand=issued.hand,
        for_ms=issued.for_ms,
        language=issued.language,
        large=issued.large,
        only=ticket.only if ticket.only in plan.window else None,
        called_ms=0 if at is None else past.called_ms.get(n, ticket.issued_ms),
        sent_on=bool(ticket.sent_on_from),
        missed=ticket.missed,
        missed_ms=None if ticket.missed_at is None else ticket.missed_at.wall_ms,
        started_ms=0 if at is None else past.started_ms.get(at.service or 0, 0),
    )
    if at is None:
        return
    yield TicketCalled(row, at.window, staff=at.staff)
    if at.service is not None:
        yield ServiceStarted(row, at.window, at.staff)
    if ticket.stage is Stage.HELD:
        yield TicketHeld(row, row + 2, at.window)


_STAGES: Final[dict[Stage, Stands]] = {Stage.AWAY: "away", Stage.NO_SHOW: "no_show"}


@dataclass(frozen=True)
class _At:
    """Where a ticket is."""

    window: str
    service: int | None = None
    staff: str | None = None


def _at(plan: HallPlan, old: HallState, n: int) -> _At | None:
    """None: at no window, or at one that the plan has no more."""
    ticket = old.tickets[n]
    if ticket.stage is Stage.HELD and ticket.service is not None:
        return _served_at(plan, old, ticket.service)
    for window, at in old.windows.items():
        match at.doing:
            case Called(there) if there == n and window in plan.window:
                return _At(window)
            case Serving(service, there) if there == n:
                return _served_at(plan, old, service)
            case _:
                pass
    return None


def _served_at(plan: HallPlan, old: HallState, n: int) -> _At | None:
    service = old.services.get(n)
    if service is None or service.window not in plan.window:
        return None
    return _At(service.window, n, service.staff)
