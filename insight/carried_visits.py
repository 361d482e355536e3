"""Visits over a change of disks: a new stream goes on with what an older one has begun."""

from dataclasses import replace

from insight.visit_nouns import Service, Visit
from insight.visit_walk import Walk
from protocol.facts import TicketCarried
from protocol.stamp import Moment


def begin(fact: TicketCarried) -> Walk:
    """In a hall that has lost what was before: its times are those that were told by the wall."""
    issued, at = fact.issued, _by_wall(fact.issued_ms)
    joined = _by_wall(fact.joined_ms) if fact.joined_ms else None
    early_ms = 0 if joined is None else max(0, issued.not_before_ms - joined.wall_ms)
    visit = Visit(issued, at, None if fact.sent_on else joined, early_ms)
    return carry(Walk(visit, joined, early_ms, fact.queue), fact)


def carry(walk: Walk, fact: TicketCarried) -> Walk:
    """The same visit goes on, in a stream that gives its services other names."""
    visit = walk.visit
    over = tuple(one for one in visit.services if one.ended is not None)
    walk.resumed = next((one for one in visit.services if one.ended is None), None)
    if fact.started_ms and walk.resumed is None:
        walk.resumed = Service(0, fact.queue, "", None, False, 0, _by_wall(fact.started_ms))
    walk.spans = (*walk.spans, (fact.stream, walk.first, len(over)))
    walk.first = len(over)
    walk.business = fact.queue
    walk.called = _by_wall(fact.called_ms) if fact.called_ms else None
    waits = fact.stage == "waiting" and not fact.called_ms
    change = replace(visit, services=over, queue=fact.queue if waits else None)
    if fact.stage == "no_show":
        walk.missed = _by_wall(fact.missed_ms or fact.issued_ms)
        walk.visit = replace(change, end="no_show", ended=visit.ended or walk.missed)
    else:
        walk.visit = replace(change, end="open", ended=None)
    return walk


def _by_wall(ms: int) -> Moment:
    """Told by a machine that is gone: from there on only the wall counts."""
    return Moment(ms, "", ms)
