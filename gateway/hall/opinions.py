"""The comment book (电子意见簿): what people write is sent to somebody, answered and closed.

Who may take which step; when, and where it leads, `opinion_life` says.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from gateway.hall.here import Duty, Here
from gateway.hall.opinion_life import LIFE, OpinionStep
from gateway.hall.opinion_nouns import OWN, Opinion
from gateway.hall.reasons import NO_SUCH_STAFF, Reason
from gateway.hall.reasons import opinion as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
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
