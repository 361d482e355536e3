"""Recommendations (建议): given, answered, replied to, closed. Named by the n that began them.

One of a rule and what it is about is open at a time: what is recommended again while it is open
changes nothing, and nobody is told twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from gateway.hall.bounds import Day
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.reasons import recommendation as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.reasons.opinion import NO_SUCH_DESK
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.state import HallState
from gateway.hall.wish import Code, N, Whole, WithWords
from insight.measures import BY_ID
from protocol.facts import (
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEntered,
    RecommendationGiven,
    RecommendationReplied,
)
from protocol.facts.recommendation import Person, Position, Status, WhyNoDate

About = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.:|-]{0,64}$")]
"""Window, business, slot, token of a person; empty: the hall."""

Value = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
"""Of a measure, in its own unit."""

MILLI: Final = 1000
"""Facts keep numbers in thousandths."""


class RecommendationStep(StrEnum):
    """What people may do about a recommendation."""

    ANSWER = "answer"
    REPLY = "reply"
    CLOSE = "close"


LIFE: Final[Mapping[RecommendationStage, Mapping[RecommendationStep, RecommendationStage]]] = {
    RecommendationStage.GIVEN: {RecommendationStep.ANSWER: RecommendationStage.ANSWERED},
    RecommendationStage.ANSWERED: {
        RecommendationStep.ANSWER: RecommendationStage.ANSWERED,
        RecommendationStep.REPLY: RecommendationStage.REPLIED,
        RecommendationStep.CLOSE: RecommendationStage.CLOSED,
    },
    RecommendationStage.REPLIED: {
        RecommendationStep.ANSWER: RecommendationStage.ANSWERED,
        RecommendationStep.REPLY: RecommendationStage.REPLIED,
        RecommendationStep.CLOSE: RecommendationStage.CLOSED,
    },
}
"""Stage → step → stage. What a person gave is closed after a reply alone; a rule replies to
nobody, so what it gave may be closed upon the answer."""


@dataclass(frozen=True, kw_only=True)
class GiveRecommendation(WithWords):
    """Recommend something to the hall."""

    rule: Code
    about: About = ""
    by: Person = "leader"
    measure: Code | None = None
    now: Value | None = None
    then: Value | None = None


@dataclass(frozen=True, kw_only=True)
class EnterRecommendation(WithWords):
    """Write one of before down from paper, with what had become of it."""

    rule: Code
    is_open: bool
    about: About = ""
    by: Person = "headquarters"
    position: Position | None = None
    status: Status | None = None
    due: Day | None = None
    due_why: WhyNoDate | None = None
    done_on: Day | None = None
    done_why: WhyNoDate | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerRecommendation(WithWords):
    """Say, as who is responsible, what is thought of it and what will be done."""

    recommendation: N
    position: Position
    action: Annotated[str, Field(max_length=2000)] = ""
    """Corrective action that is planned."""
    desk: Code | None = None
    due: Day | None = None
    cost: Whole | None = None
    cost_a_year: Whole | None = None

    @property
    def kept(self) -> str:
        """The action is the last part of the text, and goes with it."""
        return f"{self.words}\n\n整改措施: {self.action}" if self.action else self.words

    @property
    def plans(self) -> bool:
        """Whether it says that something will be done."""
        planned = (self.desk, self.due, self.cost, self.cost_a_year)
        return bool(self.action) or any(one is not None for one in planned)


@dataclass(frozen=True, kw_only=True)
class ReplyToRecommendation(WithWords):
    """Say, as the reviewer, what was taken up."""

    recommendation: N
    status: Status


@dataclass(frozen=True, kw_only=True)
class CloseRecommendation(WithWords):
    """Say that nothing more is to be done, and how it was done."""

    recommendation: N
    done_on: Day | None = None


def decide_give(here: Here, wish: GiveRecommendation) -> RecommendationGiven | Reason:
    """Unless the same is open, or too many are."""
    refused = may_begin(here, wish.rule, wish.about)
    if refused is not None:
        return refused
    if len({wish.measure is None, wish.now is None, wish.then is None}) > 1:
        return refusals.SAY_ALL_THREE
    if wish.measure is not None and wish.measure not in BY_ID:
        return refusals.NO_SUCH_MEASURE
    return RecommendationGiven(
        wish.rule,
        wish.about,
        wish.by,
        {},
        wish.measure,
        thousandths(wish.now),
        thousandths(wish.then),
        here.token,
        here.by.staff,
    )


def decide_enter(here: Here, wish: EnterRecommendation) -> RecommendationEntered | Reason:
    """Each date is there, or why it is not."""
    if wish.is_open:
        refused = may_begin(here, wish.rule, wish.about)
        if refused is not None:
            return refused
    if (wish.due is None) == (wish.due_why is None):
        return refusals.DATE_OR_WHY
    if (wish.done_on is None) == (wish.done_why is None):
        return refusals.DATE_OR_WHY
    if not all(_is_date(day) for day in (wish.due, wish.done_on) if day is not None):
        return refusals.DATE_OR_WHY
    if not wish.is_open and wish.status is None:
        return refusals.SAY_WHAT_BECAME
    return RecommendationEntered(
        rule=wish.rule,
        about=wish.about,
        by=wish.by,
        words=here.token,
        is_open=wish.is_open,
        position=wish.position,
        status=wish.status,
        due=wish.due,
        due_why=wish.due_why,
        done_on=wish.done_on,
        done_why=wish.done_why,
        staff=here.by.staff,
    )


def decide_answer(here: Here, wish: AnswerRecommendation) -> RecommendationAnswered | Reason:
    """As often as something new is to be said; whoever agrees says by when."""
    found, staff = _step(here, wish.recommendation, RecommendationStep.ANSWER)
    if isinstance(found, Reason):
        return found
    if wish.position == "not_agreed":
        if wish.plans:
            return refusals.NOTHING_IS_PLANNED
    elif wish.due is None or not _is_date(wish.due) or wish.due < (here.state.day or ""):
        return refusals.SAY_BY_WHEN
    if wish.desk is not None and wish.desk not in here.plan.quality.desk:
        return NO_SUCH_DESK
    return RecommendationAnswered(
        wish.recommendation,
        wish.position,
        here.token,
        staff,
        wish.desk,
        wish.due,
        wish.cost,
        wish.cost_a_year,
    )


def decide_reply(here: Here, wish: ReplyToRecommendation) -> RecommendationReplied | Reason:
    """By somebody else than who answered."""
    found, staff = _step(here, wish.recommendation, RecommendationStep.REPLY)
    if isinstance(found, Reason):
        return found
    if found.answer is not None and found.answer.staff == staff:
        return refusals.YOUR_OWN_ANSWER
    return RecommendationReplied(wish.recommendation, wish.status, here.token, staff)


def decide_close(here: Here, wish: CloseRecommendation) -> RecommendationClosed | Reason:
    """Once it is known what was taken up; what was, was done on some day."""
    found, staff = _step(here, wish.recommendation, RecommendationStep.CLOSE)
    if isinstance(found, Reason):
        return found
    status = found.taken_up
    if status is None:
        return refusals.RECOMMENDATION_NOT_THERE_YET
    if status == "not_adopted":
        if wish.done_on is not None:
            return refusals.NOTHING_WAS_DONE
    elif wish.done_on is None or not _is_date(wish.done_on) or _is_later(here, wish.done_on):
        return refusals.SAY_WHEN_DONE
    return RecommendationClosed(wish.recommendation, status, wish.done_on, here.token, staff)


def open_one(state: HallState, rule: str, about: str) -> int | None:
    """n of the one that is open; None: none is."""
    for n, one in state.recommendations.items():
        if one.is_open and (one.rule, one.about) == (rule, about):
            return n
    return None


def may_begin(here: Here, rule: str, about: str) -> Reason | None:
    """Why another one may not begin; None: it may."""
    same = open_one(here.state, rule, about)
    if same is not None:
        return replace(refusals.RECOMMENDED_ALREADY, about=str(same))
    opened = sum(one.is_open for one in here.state.recommendations.values())
    return refusals.REGISTER_FULL if opened >= here.plan.quality.advice.most_open else None


def thousandths(value: float | None) -> int | None:
    """As facts keep numbers."""
    return None if value is None else round(value * MILLI)


def _step(here: Here, n: int, step: RecommendationStep) -> tuple[Recommendation | Reason, str]:
    """The recommendation, where its life allows this step now, and the token of who takes it."""
    one = here.state.recommendations.get(n)
    staff = here.by.staff or ""
    if one is None:
        return refusals.NO_SUCH_RECOMMENDATION, staff
    if not staff:
        return SIGN_IN_FIRST, staff
    if step not in LIFE.get(one.stage, {}):
        return refusals.RECOMMENDATION_NOT_THERE_YET, staff
    return one, staff


def _is_date(day: str) -> bool:
    """Whether the calendar has it."""
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _is_later(here: Here, day: str) -> bool:
    return here.state.day is not None and day > here.state.day
