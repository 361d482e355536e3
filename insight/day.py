"""What happened in a day, counted from its facts.

The order of the facts does not matter, and counts of parts add up to the count of the whole, so a
city may count what came late. A fact given twice is counted twice: remove duplicates by identity
first. Which facts are a day's is the caller's choice: those from its `day.opened` to the next.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from protocol import facts
from protocol.facts import (
    Fact,
    RatingGiven,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketIssued,
    TicketReinstated,
    TicketTransferred,
)

LEVELS: Final = (5, 4, 3, 2, 1)
"""Ratings, best first: 5 非常满意 … 1 非常不满意."""


@dataclass(frozen=True)
class DayCounts:
    """Counts of facts of one stream. Tickets are named by n, which means nothing elsewhere."""

    issued: int = 0
    called: int = 0
    recalled: int = 0
    no_show: int = 0
    """Calls in vain (F8). What keeps them few is counted beside them:"""
    checked_in: int = 0
    """Phone tickets whose owner came before the number could be called."""
    cancelled: int = 0
    """Numbers given back before their call."""
    reinstated: int = 0
    """Missed numbers whose owner came back."""
    booked: int = 0
    booking_cancelled: int = 0
    booking_expired: int = 0
    """Bookings that nobody came for: no number of theirs was called in vain."""
    started: int = 0
    finished: int = 0
    prompted: int = 0
    """Services of which a pad has shown the question."""
    unbound: int = 0
    """Ratings of services that the hall did not know."""
    unrateable: int = 0
    """Ratings that count for nothing: twice, or of a service that was not finished."""
    defaulted: int = 0
    """Services of which an old pad reported that nobody pressed. They are unrated."""
    expired: int = 0
    refused: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)
    """Ratings by level; a level that nobody chose is absent."""
    queued: Mapping[int, tuple[int, str | None]] = field(default_factory=dict)
    """Ticket → n of the newest of its facts that moved it, and the business whose queue it is in
    since then; None: in none."""

    @property
    def rated(self) -> int:
        """Services with a rating."""
        return sum(self.levels.values())

    @property
    def waiting(self) -> dict[str, int]:
        """People waiting by business, of the tickets that these facts are about."""
        return dict(Counter(code for _, code in self.queued.values() if code is not None))

    def __add__(self, other: "DayCounts") -> "DayCounts":
        """The counts of both parts together."""
        plain = {name: getattr(self, name) + getattr(other, name) for name in _PLAIN.values()}
        return DayCounts(
            **plain,
            levels=dict(Counter(self.levels) + Counter(other.levels)),
            queued=_newest([*self.queued.items(), *other.queued.items()]),
        )


_PLAIN: Final[dict[type[Fact], str]] = {
    facts.TicketIssued: "issued",
    facts.TicketCalled: "called",
    facts.TicketRecalled: "recalled",
    facts.TicketNoShow: "no_show",
    facts.TicketCheckedIn: "checked_in",
    facts.TicketCancelled: "cancelled",
    facts.TicketReinstated: "reinstated",
    facts.BookingMade: "booked",
    facts.BookingCancelled: "booking_cancelled",
    facts.BookingExpired: "booking_expired",
    facts.ServiceStarted: "started",
    facts.ServiceFinished: "finished",
    facts.RatingPrompted: "prompted",
    facts.RatingUnbound: "unbound",
    facts.RatingRefused: "unrateable",
    facts.RatingDefaulted: "defaulted",
    facts.RequestExpired: "expired",
    facts.RequestRefused: "refused",
}


def count(numbered: Iterable[tuple[int, Fact]]) -> DayCounts:
    """Count facts given with their n, in any order."""
    plain: Counter[str] = Counter()
    levels: Counter[int] = Counter()
    moves: list[tuple[int, tuple[int, str | None]]] = []
    for n, fact in numbered:
        name = _PLAIN.get(type(fact))
        if name is not None:
            plain[name] += 1
        match fact:
            case TicketIssued(business=business, present=present):
                moves.append((n, (n, business if present else None)))
            case TicketCheckedIn() | TicketReinstated() | TicketTransferred():
                moves.append((fact.ticket, (n, fact.business)))
            case TicketCalled() | TicketCancelled():
                moves.append((fact.ticket, (n, None)))
            case RatingGiven(level=level):
                levels[level] += 1
    return DayCounts(
        **plain,
        levels=dict(levels),
        queued=_newest(moves),
    )


def _newest(
    moves: Iterable[tuple[int, tuple[int, str | None]]],
) -> dict[int, tuple[int, str | None]]:
    """Where each ticket was put last, whatever the order in which it is told."""
    found: dict[int, tuple[int, str | None]] = {}
    for ticket, move in moves:
        if ticket not in found or found[ticket][0] < move[0]:
            found[ticket] = move
    return found
