"""The visit: all that became of one ticket, read from its facts.

The facts are given in the order of n. From a hall's own facts alone everything here can be
computed again, so no figure rests on anything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from protocol.facts import (
    CaseReviewed,
    Fact,
    RatingDefaulted,
    RatingGiven,
    RatingPrompted,
    RatingUnbound,
    ReviewCorrected,
    ReviewJudged,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketHeld,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketReinstated,
    TicketResumed,
    TicketTransferred,
)
from protocol.facts.review import Verdict
from protocol.stamp import Moment, Stamp

READS: Final[frozenset[type[Fact]]] = frozenset(
    {
        CaseReviewed,
        RatingDefaulted,
        RatingGiven,
        RatingPrompted,
        RatingUnbound,
        ReviewCorrected,
        ReviewJudged,
        ServiceFinished,
        ServiceStarted,
        TicketCalled,
        TicketCancelled,
        TicketCheckedIn,
        TicketHeld,
        TicketIssued,
        TicketNoShow,
        TicketRecalled,
        TicketReinstated,
        TicketResumed,
        TicketTransferred,
    }
)
"""Types of facts that say something of a visit."""

Told = tuple[Stamp, Fact]
"""A fact with its place in the stream."""

End = Literal["served", "no_show", "cancelled", "open"]
"""How a visit ended as far as is known. `open`: it has not, or the day went over it."""

Outcome = Literal["done", "missing_documents", "passed_on"]

SHORTEST_MS: Final = 15_000
LONGEST_MS: Final = 3 * 3_600_000
"""Services shorter or longer than these are kept, and counted apart as odd (F3)."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a visit; a visit has several when it was sent on."""

    n: int
    """Of its `service.started`."""
    business: str
    window: str
    """Where it went on last."""
    staff: str | None
    training: bool
    queued_ms: int
    """From when it was queued for this business until the call: the wait of this queue (F1)."""
    started: Moment
    ended: Moment | None = None
    held_since: Moment | None = None
    held_ms: int = 0
    queued_by_wall: bool = False
    """`queued_ms` goes over a start of the machine, so that the wall clock had to tell it."""
    items: tuple[str, ...] = ()
    outcome: Outcome | None = None
    prompted: bool = False
    level: int | None = None
    """Of its rating; None: unrated, which is no level."""
    defaulted: bool = False
    appealed_away: bool = False
    """An appeal was upheld: scores leave the rating out, the rating stays."""
    verdict: Verdict | None = None
    """Newest one of the accuracy review."""

    @property
    def handling_ms(self) -> int | None:
        """F3: from start to end without what it was held; None while it goes on."""
        if self.ended is None:
            return None
        return max(0, self.ended.since_ms(self.started) - self.held_ms)

    @property
    def handled_by_wall(self) -> bool:
        """Whether `handling_ms` goes over a start of the machine."""
        return self.ended is not None and self.ended.is_told_by_wall(self.started)

    @property
    def is_odd(self) -> bool:
        """Whether it was shorter or longer than services are."""
        took = self.handling_ms
        return took is not None and not SHORTEST_MS <= took <= LONGEST_MS


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the ticket by a window, with its repetitions."""

    at: Moment
    window: str
    staff: str | None
    times: int = 1
    in_vain: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What one ticket's facts say so far."""

    issued: TicketIssued
    at: Moment
    joined: Moment | None
    """F1: when waiting began; None for a phone ticket whose owner has not come."""
    early_ms: int = 0
    """How long before its slot a booked visitor came: that is no waiting (F1)."""
    absent_ms: int = 0
    """Between a call in vain and coming back: the person was not there to wait."""
    calls: tuple[Call, ...] = ()
    services: tuple[Service, ...] = ()
    end: End = "open"
    ended: Moment | None = None
    waited_ms: int | None = None
    """F2: from joining to the call that led to the first service; None while there is none."""
    waited_by_wall: bool = False
    """`waited_ms` goes over a start of the machine, so that the wall clock had to tell it."""
    queue: str | None = None
    """The business for which it waits now; None: it does not wait."""
    reinstated: int = 0
    misrouted: bool = False

    @property
    def is_measured(self) -> bool:
        """False for numbers entered afterwards: their times are a person's word (F1)."""
        return self.issued.channel != "back_entry"

    @property
    def first_wait_ms(self) -> int | None:
        """W1 of F2: from joining to the first call."""
        if self.joined is None or not self.calls:
            return None
        return max(0, self.calls[0].at.since_ms(self.joined) - self.early_ms)

    @property
    def first_waited_by_wall(self) -> bool:
        """Whether `first_wait_ms` goes over a start of the machine."""
        calls, joined = self.calls, self.joined
        return joined is not None and bool(calls) and calls[0].at.is_told_by_wall(joined)

    @property
    def stayed_by_wall(self) -> bool:
        """Whether `total_ms` or `left_after_ms` goes over a start of the machine."""
        ended, joined = self.ended, self.joined
        return joined is not None and ended is not None and ended.is_told_by_wall(joined)

    @property
    def handling_ms(self) -> int | None:
        """F3 of the whole visit: its services together; None while one goes on, or none was."""
        each = [service.handling_ms for service in self.services]
        return sum(took for took in each if took is not None) if each and None not in each else None

    @property
    def total_ms(self) -> int | None:
        """F4: from joining to the end of the last service."""
        if self.joined is None or self.end != "served" or self.ended is None:
            return None
        return max(0, self.ended.since_ms(self.joined) - self.early_ms)

    @property
    def left_after_ms(self) -> int | None:
        """How long somebody stayed who was not served: their wait was longer than that (F2)."""
        if self.joined is None or self.ended is None or self.end not in ("no_show", "cancelled"):
            return None
        return max(0, self.ended.since_ms(self.joined) - self.early_ms - self.absent_ms)

    @property
    def is_invalid_call(self) -> bool:
        """F8: called in vain, and in the end neither served nor waiting again: whoever came back
        and then gave the number back was called in vain all the same."""
        in_vain = any(call.in_vain for call in self.calls)
        return in_vain and self.end in ("no_show", "cancelled") and not self.services

    @property
    def is_given_back(self) -> bool:
        """Cancelled before any call, which costs nobody a call (F8)."""
        return self.end == "cancelled" and not self.calls


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in a visit."""

    visit: Visit
    queued: Moment | None
    """Since when it is in the queue that it is in, or was called from."""
    early_ms: int
    """Of this queue."""
    business: str
    missed: Moment | None = None


def read(told: Iterable[Told]) -> Visit | None:
    """The visit of one ticket: of the facts about it and its services, in the order of n.

    None unless the ticket's own `ticket.issued` is among them. What cannot follow what came
    before, in a stream of which a part is missing, changes nothing.
    """
    walk: _Walk | None = None
    for stamp, fact in told:
        if isinstance(fact, TicketIssued):
            walk = _begin(stamp.at, fact)
        elif walk is not None:
            _step(walk, stamp, fact)
    return walk.visit if walk is not None else None


def _begin(at: Moment, issued: TicketIssued) -> _Walk:
    joined = at if issued.present else None
    early_ms = max(0, issued.not_before_ms - at.wall_ms) if issued.present else 0
    queue = issued.business if issued.present else None
    visit = Visit(issued, at, joined, early_ms, queue=queue)
    return _Walk(visit, joined, early_ms, issued.business)


def _step(walk: _Walk, stamp: Stamp, fact: Fact) -> None:
    visit, at = walk.visit, stamp.at
    match fact:
        case TicketCheckedIn():
            early_ms = max(0, visit.issued.not_before_ms - at.wall_ms)
            walk.queued, walk.early_ms = at, early_ms
            walk.visit = replace(visit, joined=at, early_ms=early_ms, queue=fact.business)
        case TicketCalled():
            call = Call(at, fact.window, fact.staff)
            walk.visit = replace(visit, calls=(*visit.calls, call), queue=None)
        case TicketRecalled() if visit.calls:
            *before, last = visit.calls
            walk.visit = replace(visit, calls=(*before, replace(last, times=last.times + 1)))
        case TicketNoShow() if visit.calls:
            *before, last = visit.calls
            calls = (*before, replace(last, in_vain=True))
            walk.missed = at
            walk.visit = replace(visit, calls=calls, end="no_show", ended=at)
        case TicketCancelled():
            walk.visit = replace(visit, end="cancelled", ended=at, queue=None)
        case TicketReinstated():
            absent_ms = at.since_ms(walk.missed) if walk.missed is not None else 0
            walk.queued, walk.early_ms = at, 0
            walk.visit = replace(
                visit,
                absent_ms=visit.absent_ms + absent_ms,
                reinstated=visit.reinstated + 1,
                end="open",
                ended=None,
                queue=fact.business,
            )
        case ServiceStarted():
            _start(walk, stamp, fact)
        case TicketTransferred():
            _send_on(walk, at, fact)
        case TicketHeld():
            _change(walk, fact.service, held_since=at)
        case TicketResumed():
            _resume(walk, at, fact)
        case ServiceFinished():
            _finish(walk, at, fact)
        case _:
            _judge(walk, fact)


def _start(walk: _Walk, stamp: Stamp, fact: ServiceStarted) -> None:
    visit, at = walk.visit, stamp.at
    called = visit.calls[-1].at if visit.calls else at
    queued_ms = 0 if walk.queued is None else called.since_ms(walk.queued)
    service = Service(
        stamp.n,
        walk.business,
        fact.window,
        fact.staff,
        fact.training,
        max(0, queued_ms - walk.early_ms),
        at,
        queued_by_wall=walk.queued is not None and called.is_told_by_wall(walk.queued),
    )
    waited_ms, by_wall = visit.waited_ms, visit.waited_by_wall
    if waited_ms is None and visit.joined is not None:
        waited_ms = max(0, called.since_ms(visit.joined) - visit.early_ms - visit.absent_ms)
        by_wall = called.is_told_by_wall(visit.joined)
    walk.visit = replace(
        visit,
        services=(*visit.services, service),
        waited_ms=waited_ms,
        waited_by_wall=by_wall,
        queue=None,
        end="open",
        ended=None,
    )


def _send_on(walk: _Walk, at: Moment, fact: TicketTransferred) -> None:
    if fact.service is not None:
        _change(walk, fact.service, ended=at, outcome="done" if fact.finished else "passed_on")
    walk.business, walk.queued, walk.early_ms = fact.business, at, 0
    misrouted = walk.visit.misrouted or fact.misrouted
    walk.visit = replace(walk.visit, misrouted=misrouted, queue=fact.business)


def _resume(walk: _Walk, at: Moment, fact: TicketResumed) -> None:
    service = _service(walk.visit, fact.service)
    if service is not None and service.held_since is not None:
        held_ms = service.held_ms + at.since_ms(service.held_since)
        _change(walk, service.n, held_ms=held_ms, held_since=None, window=fact.window)


def _finish(walk: _Walk, at: Moment, fact: ServiceFinished) -> None:
    service = _service(walk.visit, fact.service)
    if service is None:
        return
    held_ms = service.held_ms
    if service.held_since is not None:
        held_ms += at.since_ms(service.held_since)
    _change(
        walk,
        service.n,
        ended=at,
        held_ms=held_ms,
        held_since=None,
        items=fact.items,
        outcome=fact.outcome,
        staff=fact.staff or service.staff,
    )
    walk.visit = replace(walk.visit, end="served", ended=at)


def _judge(walk: _Walk, fact: Fact) -> None:
    """What people say of a service afterwards."""
    match fact:
        case RatingPrompted():
            _change(walk, fact.service, prompted=True)
        case RatingGiven() | RatingUnbound():
            service = _service(walk.visit, fact.service)
            if service is not None and service.level is None:
                _change(walk, service.n, level=fact.level)
        case RatingDefaulted():
            _change(walk, fact.service, defaulted=True)
        case CaseReviewed():
            _change(walk, fact.case, appealed_away=fact.upheld)
        case ReviewJudged() | ReviewCorrected():
            _change(walk, fact.service, verdict=fact.verdict)
        case _:
            pass


def _service(visit: Visit, n: int) -> Service | None:
    return next((service for service in visit.services if service.n == n), None)


def _change(walk: _Walk, n: int, **change: object) -> None:
    services = tuple(
        replace(service, **change) if service.n == n else service  # type: ignore[arg-type]
        for service in walk.visit.services
    )
    walk.visit = replace(walk.visit, services=services)
