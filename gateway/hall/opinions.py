"""The comment book (电子意见簿): what people write is sent to somebody, answered and closed.

`LIFE` says which step is allowed at which stage. Who had it and how long is kept as hops.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from gateway.hall.here import Duty, Here
from gateway.hall.opinion_nouns import Hop, Opinion, OpinionStage
from gateway.hall.quality import OpinionRules
from gateway.hall.reasons import NO_SUCH_STAFF, Reason
from gateway.hall.reasons import opinion as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.state import HallState
from gateway.hall.wish import Code, N, NamesStaff, WithWords
from protocol.facts import (
    OpinionCalledBack,
    OpinionClosed,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
)
from protocol.facts.opinion import OpinionChannel, OpinionKind
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

OWN: Final[frozenset[OpinionChannel]] = frozenset({"kiosk", "phone"})
"""Channels on which people write themselves; the others are entered for them."""

ANSWERED: Final = frozenset({OpinionStage.REPLIED, OpinionStage.CLOSED})
"""Stages in which nobody waits for an answer."""


@dataclass(frozen=True, kw_only=True)
class SubmitOpinion(WithWords, NamesStaff):
    """Write into the comment book."""

    channel: OpinionChannel
    topic: Code
    kind: OpinionKind
    contact: Annotated[str, Field(max_length=100, pattern=r"^[^\r\n]*$")] = ""
    """Where the person may be reached; one line."""
    about: Code | None = None
    """Token of the one person of the hall whom it is about."""

    @property
    def kept(self) -> str:
        """The contact is the last line of the text, and goes with it."""
        return f"{self.words}\n\n联系方式: {self.contact}" if self.contact else self.words


@dataclass(frozen=True, kw_only=True)
class RouteOpinion(NamesStaff):
    """Give it to a desk or to a person to answer; one of the two."""

    opinion: N
    desk: Code | None = None
    to: Code | None = None
    """Token of that person."""


@dataclass(frozen=True, kw_only=True)
class ReplyToOpinion(WithWords):
    """Answer it."""

    opinion: N


@dataclass(frozen=True, kw_only=True)
class CallBackOpinion(WithWords):
    """Say how the call to the person went."""

    opinion: N
    reached: bool


@dataclass(frozen=True, kw_only=True)
class CloseOpinion:
    """Nothing more is to be done."""

    opinion: N


@dataclass(frozen=True, kw_only=True)
class ReopenOpinion(WithWords):
    """The answer was none, and why."""

    opinion: N


@dataclass(frozen=True)
class Dwell:
    """Who had an opinion, and how long."""

    desk: str | None
    staff: str | None
    """Neither: it lay in the book."""
    ms: int


@dataclass(frozen=True)
class OverdueOpinion:
    """An opinion that should have been answered by now."""

    opinion: int
    due_ms: int
    """Unix ms by the wall clock of then: a label."""
    late_ms: int
    """How long ago that was; never negative."""


def decide_submit(here: Here, wish: SubmitOpinion) -> OpinionSubmitted | Reason:
    """People write for themselves, staff enter what was said or written on paper; about anybody of
    the hall, or nobody by name."""
    if wish.topic not in here.plan.quality.topic:
        return refusals.NO_SUCH_TOPIC
    if (here.by.duty is Duty.KIOSK) != (wish.channel in OWN):
        return refusals.NOT_YOUR_CHANNEL
    if wish.about is not None and not here.is_member(wish.about):
        return NO_SUCH_STAFF
    most = here.plan.quality.opinion.most_a_day
    if most and wish.channel in OWN and here.state.opinions_today >= most:
        return refusals.BOOK_FULL_TODAY
    return OpinionSubmitted(
        wish.channel, wish.topic, wish.kind, here.token, here.who, here.by.staff, wish.about
    )


def decide_route(here: Here, wish: RouteOpinion) -> OpinionRouted | Reason:
    """Not back and forth without end: after some hops whoever has it answers, while they can.

    Nobody but a leader can send it to themselves: others send only what they have.
    """
    opinion, staff = _step(here, wish.opinion, OpinionStep.ROUTE)
    if isinstance(opinion, Reason):
        return opinion
    if (wish.desk is None) == (wish.to is None):
        return refusals.DESK_OR_PERSON
    if wish.desk is not None and wish.desk not in here.plan.quality.desk:
        return refusals.NO_SUCH_DESK
    if wish.to is not None and not here.is_member(wish.to):
        return NO_SUCH_STAFF
    if wish.to is not None and wish.to == opinion.about:
        return refusals.ABOUT_THEM
    last = opinion.hops[-1]
    if (last.desk, last.staff) == (wish.desk, wish.to):
        return refusals.HAS_IT_ALREADY
    often = len(opinion.hops) > here.plan.quality.opinion.most_hops
    if often and not opinion.lies_still(here.members):
        return refusals.ANSWER_IT
    return OpinionRouted(wish.opinion, wish.desk, wish.to, staff)


def decide_reply(here: Here, wish: ReplyToOpinion) -> OpinionReplied | Reason:
    """Once; another answer needs it to be opened again."""
    opinion, staff = _step(here, wish.opinion, OpinionStep.REPLY)
    if isinstance(opinion, Reason):
        return opinion
    return OpinionReplied(wish.opinion, here.token, staff)


def decide_call_back(here: Here, wish: CallBackOpinion) -> OpinionCalledBack | Reason:
    """Once there is an answer; as often as it takes."""
    opinion, staff = _step(here, wish.opinion, OpinionStep.CALL_BACK)
    if isinstance(opinion, Reason):
        return opinion
    return OpinionCalledBack(wish.opinion, wish.reached, here.token, staff)


def decide_close(here: Here, wish: CloseOpinion) -> OpinionClosed | Reason:
    """Only what has its answer."""
    opinion, staff = _step(here, wish.opinion, OpinionStep.CLOSE)
    if isinstance(opinion, Reason):
        return opinion
    return OpinionClosed(wish.opinion, staff)


def decide_reopen(here: Here, wish: ReopenOpinion) -> OpinionReopened | Reason:
    """Answered or closed, as long as the hall remembers it."""
    opinion, staff = _step(here, wish.opinion, OpinionStep.REOPEN)
    if isinstance(opinion, Reason):
        return opinion
    return OpinionReopened(wish.opinion, here.token, staff)


def apply_submitted(state: HallState, stamp: Stamp, fact: OpinionSubmitted) -> HallState:
    """It lies in the book."""
    book = Hop(None, None, stamp.at)
    opinion = Opinion(fact, state.day or "", (book,), about=fact.about, steps=(stamp.n,))
    return replace(
        state,
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


def dwells(opinion: Opinion, now: Moment) -> list[Dwell]:
    """Who had it how long since it was opened last, in order; the last one until now or until the
    answer."""
    return [Dwell(hop.desk, hop.staff, dwell_ms(hop, now)) for hop in opinion.hops]


def dwell_ms(hop: Hop, now: Moment) -> int:
    """How long somebody had it, or has had it until now."""
    return (hop.until or now).since_ms(hop.since)


def due_ms(opinion: Opinion, rules: OpinionRules) -> int | None:
    """Unix ms by which it is to be answered, by the wall clock of then; None: nobody waits."""
    if opinion.stage in ANSWERED:
        return None
    return opinion.hops[0].since.wall_ms + rules.reply_days * DAY_MS


def late_ms(opinion: Opinion, rules: OpinionRules, now: Moment) -> int:
    """For how long it should have had its answer; 0: it has one, or need not yet."""
    if opinion.stage in ANSWERED:
        return 0
    return max(0, now.since_ms(opinion.hops[0].since) - rules.reply_days * DAY_MS)


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


def whose(here: Here, n: int) -> tuple[Opinion | Reason, str]:
    """The opinion, and the token of who settles it: a leader, or who has it, and never the person
    whom it is about. Else whoever is complained about would settle the complaint."""
    opinion = here.state.opinions.get(n)
    staff = here.by.staff or ""
    if opinion is None:
        return refusals.NO_SUCH_OPINION, staff
    if not staff:
        return SIGN_IN_FIRST, staff
    if here.by.duty is not Duty.LEADER and staff != opinion.holder:
        return refusals.NOT_YOUR_OPINION, staff
    return (refusals.ABOUT_YOU if staff == opinion.about else opinion), staff


def _step(here: Here, n: int, step: OpinionStep) -> tuple[Opinion | Reason, str]:
    """The opinion, where its life allows this step now, and the token of who takes it."""
    opinion, staff = whose(here, n)
    if isinstance(opinion, Reason) or step in LIFE[opinion.stage]:
        return opinion, staff
    return refusals.OPINION_NOT_THERE_YET, staff


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

    return replace(state, opinions=state.opinions.changed(n, after))
