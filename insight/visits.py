"""The visit: all that became of one ticket, read from its facts; `visit_nouns` says what it is.

The facts are given in the order of n. From a hall's own facts alone everything here can be
computed again, so no figure rests on anything else.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from insight import carried_visits
from insight.visit_nouns import Call, End, Service, Visit
from insight.visit_walk import Walk
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
    TicketCarried,
    TicketCheckedIn,
    TicketHeld,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketReinstated,
    TicketResumed,
    TicketTransferred,
)
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
        TicketCarried,
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


def read(told: Iterable[Told]) -> Visit | None:
    """The visit of one ticket: of the facts about it and its services, in the order of n, and where
    it was carried over a change of disks stream after stream.

    None unless the ticket's own `ticket.issued` is among them, or what it was carried by. What
    cannot follow what came before, in a stream of which a part is missing, changes nothing.
    """
    walk: Walk | None = None
    for stamp, fact in told:
        if isinstance(fact, TicketIssued):
            walk = _begin(stamp.at, fact)
        elif isinstance(fact, TicketCarried):
            walk = carried_visits.begin(fact) if walk is None else carried_visits.carry(walk, fact)
        elif walk is not None:
            _step(walk, stamp, fact)
    return walk.visit if walk is not None else None


def _begin(at: Moment, issued: TicketIssued) -> Walk:
    joined = at if issued.present else None
    early_ms = max(0, issued.not_before_ms - at.wall_ms) if issued.present else 0
    queue = issued.business if issued.present else None
    visit = Visit(issued, at, joined, early_ms, queue=queue)
    return Walk(visit, joined, early_ms, issued.business)


def _step(walk: Walk, stamp: Stamp, fact: Fact) -> None:
    visit, at = walk.visit, stamp.at
    match fact:
        case TicketCheckedIn():
            early_ms = max(0, visit.issued.not_before_ms - at.wall_ms)
            walk.queued, walk.early_ms = at, early_ms
            walk.visit = replace(visit, joined=at, early_ms=early_ms, queue=fact.business)
        case TicketCalled() if walk.called is not None:
            if not visit.calls or visit.calls[-1].in_vain:
                call = Call(walk.called, fact.window, fact.staff)
                walk.visit = replace(visit, calls=(*visit.calls, call))
            walk.called = None
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
            end: End = "no_paper" if fact.cause == "no_paper" else "cancelled"
            walk.visit = replace(visit, end=end, ended=at, queue=None)
        case TicketReinstated() if visit.end == "no_paper":
            # Its owner was there all the time.
            walk.visit = replace(visit, end="open", ended=None, queue=fact.business)
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
            held = _service(walk, fact.service)
            if held is not None and held.held_since is None:
                _change(walk, fact.service, held_since=at)
        case TicketResumed():
            _resume(walk, at, fact)
        case ServiceFinished():
            _finish(walk, at, fact)
        case _:
            _judge(walk, fact)


def _start(walk: Walk, stamp: Stamp, fact: ServiceStarted) -> None:
    visit, at = walk.visit, stamp.at
    called = visit.calls[-1].at if visit.calls else at
    resumed, walk.resumed = walk.resumed, None
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
    if resumed is not None:
        known = resumed if resumed.n else replace(service, started=resumed.started)
        service = replace(known, n=stamp.n, window=fact.window, staff=fact.staff)
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


def _send_on(walk: Walk, at: Moment, fact: TicketTransferred) -> None:
    if fact.service is not None:
        _change(walk, fact.service, ended=at, outcome="done" if fact.finished else "passed_on")
    walk.business, walk.queued, walk.early_ms = fact.business, at, 0
    misrouted = walk.visit.misrouted or fact.misrouted
    walk.visit = replace(walk.visit, misrouted=misrouted, queue=fact.business)


def _resume(walk: Walk, at: Moment, fact: TicketResumed) -> None:
    service = _service(walk, fact.service)
    if service is not None and service.held_since is not None:
        held_ms = service.held_ms + at.since_ms(service.held_since)
        _change(walk, service.n, held_ms=held_ms, held_since=None, window=fact.window)


def _finish(walk: Walk, at: Moment, fact: ServiceFinished) -> None:
    service = _service(walk, fact.service)
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


def _judge(walk: Walk, fact: Fact) -> None:
    """What people say of a service afterwards."""
    match fact:
        case RatingPrompted():
            _change(walk, fact.service, prompted=True)
        case RatingGiven() | RatingUnbound():
            stream = fact.stream if isinstance(fact, RatingUnbound) else None
            service = _service(walk, fact.service, stream)
            if service is not None and service.level is None:
                _change(walk, service.n, stream, level=fact.level)
        case RatingDefaulted():
            _change(walk, fact.service, defaulted=True)
        case CaseReviewed():
            _change(walk, fact.case, appealed_away=fact.upheld)
        case ReviewJudged() | ReviewCorrected():
            _change(walk, fact.service, verdict=fact.verdict)
        case _:
            pass


def _span(walk: Walk, stream: str | None) -> tuple[int, int]:
    """The services that a stream has named; None, or one that is not told of: the newest."""
    known = ((first, last) for name, first, last in walk.spans if name == stream)
    return next(known, (walk.first, len(walk.visit.services)))


def _service(walk: Walk, n: int, stream: str | None = None) -> Service | None:
    first, last = _span(walk, stream)
    return next((one for one in walk.visit.services[first:last] if one.n == n), None)


def _change(walk: Walk, n: int, stream: str | None = None, **change: object) -> None:
    first, last = _span(walk, stream)
    services = tuple(
        replace(service, **change)  # type: ignore[arg-type]
        if first <= i < last and service.n == n
        else service
        for i, service in enumerate(walk.visit.services)
    )
    walk.visit = replace(walk.visit, services=services)
