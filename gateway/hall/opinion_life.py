"""The life of an entry in the comment book: which step is allowed at which stage, what each fact
changes, and by when it is to be answered.

`LIFE` is the whole of it. Who had it and how long is kept as hops.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from gateway.hall.opinion_nouns import OWN, Hop, Opinion, OpinionStage
from gateway.hall.quality import OpinionRules
from gateway.hall.state import HallState
from protocol.facts import (
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
)
from protocol.stamp import DAY_MS, Moment, Stamp


class OpinionStep(StrEnum):
    """What may happen to an opinion."""

    ROUTE = "route"
    REPLY = "reply"
    CALL_BACK = "call_back"
    CLOSE = "close"
    REOPEN = "reopen"


_OPEN: Final = {
    OpinionStep.ROUTE: OpinionStage.ROUTED,
    OpinionStep.REPLY: OpinionStage.REPLIED,
}

LIFE: Final[Mapping[OpinionStage, Mapping[OpinionStep, OpinionStage]]] = {
    OpinionStage.NEW: _OPEN,
    OpinionStage.ROUTED: _OPEN,
    OpinionStage.REOPENED: _OPEN,
    OpinionStage.REPLIED: {
        OpinionStep.CALL_BACK: OpinionStage.REPLIED,
        OpinionStep.CLOSE: OpinionStage.CLOSED,
        OpinionStep.REOPEN: OpinionStage.REOPENED,
    },
    OpinionStage.CLOSED: {
        OpinionStep.CALL_BACK: OpinionStage.CLOSED,
        OpinionStep.REOPEN: OpinionStage.REOPENED,
    },
}
"""Stage → step → stage. Nothing is closed without an answer."""

ANSWERED: Final = frozenset({OpinionStage.REPLIED, OpinionStage.CLOSED})
"""Stages in which nobody waits for an answer."""


@dataclass(frozen=True)
class OverdueOpinion:
    """An opinion that should have been answered by now."""

    opinion: int
    due_ms: int
    """Unix ms by the wall clock of then: a label."""
    late_ms: int
    """How long ago that was; never negative."""


def apply_submitted(state: HallState, stamp: Stamp, fact: OpinionSubmitted) -> HallState:
    """It lies in the book."""
    book = Hop(None, None, stamp.at)
    opinion = Opinion(fact, state.day or "", (book,), about=fact.about, steps=(stamp.n,))
    return state.but(
        opinions=state.opinions.put(stamp.n, opinion),
        opinions_today=state.opinions_today + (fact.channel in OWN),
    )


def apply_routed(state: HallState, stamp: Stamp, fact: OpinionRouted) -> HallState:
    """Somebody else has it."""
    hop = Hop(fact.desk, fact.to, stamp.at)
    return _after(
        state,
        stamp,
        fact.opinion,
        OpinionStep.ROUTE,
        lambda opinion: replace(opinion, hops=(*_ended(opinion, stamp.at), hop)),
    )


def apply_replied(state: HallState, stamp: Stamp, fact: OpinionReplied) -> HallState:
    """Nobody has it to answer any more."""
    return _after(
        state,
        stamp,
        fact.opinion,
        OpinionStep.REPLY,
        lambda opinion: replace(opinion, hops=_ended(opinion, stamp.at), reply=fact.words),
    )


def apply_called_back(state: HallState, stamp: Stamp, fact: OpinionCalledBack) -> HallState:
    """Whether reached or not: it was tried."""
    return _after(
        state,
        stamp,
        fact.opinion,
        OpinionStep.CALL_BACK,
        lambda opinion: replace(
            opinion, calls=opinion.calls + 1, reached=opinion.reached or fact.reached
        ),
    )


def apply_closed(state: HallState, stamp: Stamp, fact: OpinionClosed) -> HallState:
    """Done with."""
    return _after(state, stamp, fact.opinion, OpinionStep.CLOSE, lambda opinion: opinion)


def apply_reopened(state: HallState, stamp: Stamp, fact: OpinionReopened) -> HallState:
    """Its days begin anew, with whoever had it last."""
    return _after(
        state,
        stamp,
        fact.opinion,
        OpinionStep.REOPEN,
        lambda opinion: replace(
            opinion,
            hops=(replace(opinion.hops[-1], since=stamp.at, until=None),),
            reply=None,
            reopened=opinion.reopened + 1,
        ),
    )


def is_to_keep(opinion: Opinion, days: Collection[str]) -> bool:
    """Whether the hall needs it any more: until it is closed, and some days longer."""
    return opinion.stage is not OpinionStage.CLOSED or opinion.day in days


def dwell_ms(hop: Hop, now: Moment) -> int:
    """How long somebody had it, or has had it until now."""
    return (hop.until or now).since_ms(hop.since)


def due_ms(opinion: Opinion, rules: OpinionRules) -> int | None:
    """Unix ms by which it is to be answered, by the wall clock of then; None: nobody waits."""
    if opinion.stage in ANSWERED:
        return None
    return opinion.hops[0].since.wall_ms + rules.reply_days * DAY_MS


def remaining_ms(opinion: Opinion, rules: OpinionRules, now: Moment) -> int | None:
    """How much of its time there still is, below 0 once it is over; None: nobody waits."""
    if opinion.stage in ANSWERED:
        return None
    return rules.reply_days * DAY_MS - now.since_ms(opinion.hops[0].since)


def late_ms(opinion: Opinion, rules: OpinionRules, now: Moment) -> int:
    """For how long it should have had its answer; 0: it has one, or need not yet."""
    remaining = remaining_ms(opinion, rules, now)
    return 0 if remaining is None else max(0, -remaining)


def overdue(state: HallState, rules: OpinionRules, now: Moment) -> list[OverdueOpinion]:
    """What should have its answer by now, the longest overdue first."""
    found = []
    for n, opinion in state.opinions.items():
        due, late = due_ms(opinion, rules), late_ms(opinion, rules, now)
        if due is not None and late:
            found.append(OverdueOpinion(n, due, late))
    return sorted(found, key=lambda late: (-late.late_ms, late.opinion))


def _ended(opinion: Opinion, at: Moment) -> tuple[Hop, ...]:
    """Its hops, whoever had it last no more."""
    return (*opinion.hops[:-1], replace(opinion.hops[-1], until=at))


def _after(
    state: HallState,
    stamp: Stamp,
    n: int,
    step: OpinionStep,
    change: Callable[[Opinion], Opinion],
) -> HallState:
    """The same state but for one opinion, after this step.

    The fact is true whatever LIFE of now would have allowed; then the stage stays as it was.
    """

    def after(opinion: Opinion) -> Opinion:
        stage = LIFE[opinion.stage].get(step, opinion.stage)
        steps = (*opinion.steps, stamp.n)
        return replace(change(opinion), stage=stage, day=state.day or opinion.day, steps=steps)

    return state.but(opinions=state.opinions.changed(n, after))
