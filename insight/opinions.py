"""What people write into comment books, and how long it takes until they have an answer (F25)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from insight.figures import share
from insight.tally import Tally
from protocol.facts import (
    Fact,
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
)
from protocol.facts.opinion import OpinionChannel, OpinionKind
from protocol.stamp import Moment, Stamp

READS: Final[frozenset[type[Fact]]] = frozenset(
    {
        OpinionCalledBack,
        OpinionClosed,
        OpinionReopened,
        OpinionReplied,
        OpinionRouted,
        OpinionSubmitted,
    }
)
"""Types of facts that say something of an entry."""

Cell = tuple[str, OpinionChannel]
"""Subject and channel."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """All that became of one entry so far."""

    submitted: OpinionSubmitted
    at: Moment
    replied: Moment | None = None
    """The first answer."""
    closed: Moment | None = None
    """The newest end; None: it is open."""
    reopened: int = 0
    calls: int = 0
    reached: int = 0
    """Of the calls, those that reached the person."""


def read(told: Iterable[tuple[Stamp, Fact]]) -> dict[int, Opinion]:
    """Entries by n, of facts of one stream in any order, each once."""
    found: dict[int, Opinion] = {}
    for stamp, fact in sorted(told, key=lambda one: one[0].n):
        if isinstance(fact, OpinionSubmitted):
            found[stamp.n] = Opinion(fact, stamp.at)
        elif type(fact) in READS and fact.opinion in found:  # type: ignore[union-attr]
            n = fact.opinion  # type: ignore[union-attr]
            found[n] = _after(found[n], stamp.at, fact)
    return found


def _after(one: Opinion, at: Moment, fact: Fact) -> Opinion:
    match fact:
        case OpinionReplied():
            return one if one.replied is not None else replace(one, replied=at)
        case OpinionClosed():
            return replace(one, closed=at)
        case OpinionReopened():
            return replace(one, closed=None, reopened=one.reopened + 1)
        case OpinionCalledBack(reached=reached):
            return replace(one, calls=one.calls + 1, reached=one.reached + reached)
        case _:
            return one


@dataclass(frozen=True)
class OpinionFigures:
    """F25 of the entries of one kind that were written in a period."""

    n: int
    contacts: int
    """Numbers that were given out in the period: what the rate is of."""
    per_1000: float | None
    """Entries per 1,000 contacts; None where there were none."""
    cells: Mapping[Cell, int]
    """By subject and channel; one in which nothing was written is absent."""
    cells_per_1000: Mapping[Cell, float | None]
    replied: int
    reply_median_s: float | None
    """From writing to the first answer, of those that have one."""
    reply_p90_s: int | None
    by_wall: float
    """Of the answers, the share whose time goes over a start of the machine."""
    in_time: float | None
    """Closed within the hall's days / all that are closed or have had so many days, 0 to 1."""
    in_time_n: int
    reopened: float | None
    """Opened again at least once / all."""
    calls: int
    reached: int


def figures(
    opinions: Collection[Opinion],
    contacts: int,
    limit_ms: int,
    now: Moment,
    kind: OpinionKind = "complaint",
) -> OpinionFigures:
    """limit_ms: how long the hall gives itself (`[opinion] reply_days`)."""
    ours = [one for one in opinions if one.submitted.kind == kind]
    cells = Counter((one.submitted.topic, one.submitted.channel) for one in ours)
    replies = Tally()
    for one in ours:
        if one.replied is not None:
            replies.spread("reply", one.replied.since_ms(one.at))
            replies.count("by_wall", one.replied.is_told_by_wall(one.at))
    due = [(one.closed or now).since_ms(one.at) for one in ours if _is_due(one, limit_ms, now)]
    reply = replies.of("reply")
    return OpinionFigures(
        n=len(ours),
        contacts=contacts,
        per_1000=_per_1000(len(ours), contacts),
        cells=dict(cells),
        cells_per_1000={cell: _per_1000(n, contacts) for cell, n in cells.items()},
        replied=reply.n,
        reply_median_s=reply.median_s,
        reply_p90_s=reply.percentile_s(90),
        by_wall=share(replies["by_wall"], reply.n) or 0.0,
        in_time=share(sum(took <= limit_ms for took in due), len(due)),
        in_time_n=len(due),
        reopened=share(sum(one.reopened > 0 for one in ours), len(ours)),
        calls=sum(one.calls for one in ours),
        reached=sum(one.reached for one in ours),
    )


def _is_due(one: Opinion, limit_ms: int, now: Moment) -> bool:
    return one.closed is not None or now.since_ms(one.at) > limit_ms


def _per_1000(n: int, contacts: int) -> float | None:
    of_one = share(n, contacts)
    return None if of_one is None else 1000 * of_one
