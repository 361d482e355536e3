"""Triage (导税分流): a few questions lead to a business, or to an advice instead of a number."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from gateway.hall.here import Duty, Here
from gateway.hall.questions import MOST_QUESTIONS_IN_A_ROW, Answer, Question
from gateway.hall.reasons import Reason
from gateway.hall.reasons import triage as refusals
from gateway.hall.state import HallState
from gateway.hall.triage_nouns import Led
from gateway.hall.wish import AsWritten, Code
from protocol.facts import TriageAnswered
from protocol.facts.triage import TriageChannel
from protocol.stamp import Stamp


@dataclass(frozen=True, kw_only=True)
class Triage:
    """The answers of somebody to the hall's questions."""

    path: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_QUESTIONS_IN_A_ROW)]
    """Codes of the answers, the first question's first."""
    phone: bool = False
    """On a phone of one's own, not at a screen of the hall."""
    took_s: Annotated[int, Field(strict=True, ge=0, le=3600), AsWritten] | None = None
    """Seconds from the first question to the last answer, where the page knows them."""


def decide_triage(here: Here, wish: Triage) -> TriageAnswered | Reason:
    """Where the answers lead. A ticket may name this fact when it is taken."""
    end = follow(here.plan.quality.questions, wish.path)
    if isinstance(end, Reason):
        return end
    return TriageAnswered(
        path=wish.path,
        business=end.business or None,
        advice=end.advice,
        channel=_channel(here, wish),
        staff=here.by.staff,
        took_s=wish.took_s,
        program=here.by.program,
    )


def follow(questions: tuple[Question, ...], path: tuple[str, ...]) -> Answer | Reason:
    """The last answer of a way through the tree. It must lead out of it."""
    tree = {question.code: question for question in questions}
    at = questions[0].code if questions else ""
    for i, code in enumerate(path):
        answer = tree[at].answer(code) if at in tree else None
        if answer is None:
            return refusals.NO_SUCH_ANSWER
        at = answer.question
        if not at and i == len(path) - 1:
            return answer
    return refusals.NOT_ANSWERED_YET


def cannot_take(here: Here, triage: int | None, business: str) -> Reason | None:
    """Why a ticket for this business cannot name that triage; None: it may.

    n are counted up and anybody can guess one, so a kiosk names what it has asked itself: of what
    another one asked it is not even told that it is there.
    """
    if triage is None:
        return None
    led = here.state.triages.get(triage)
    if led is None or not (here.by.is_staff or led.program == here.by.program):
        return refusals.NO_SUCH_TRIAGE
    return None if led.business == business else refusals.TRIAGE_SAYS_OTHERWISE


def apply_answered(state: HallState, stamp: Stamp, fact: TriageAnswered) -> HallState:
    """A ticket may name it today."""
    if fact.business is None:
        return state
    return state.but(triages=state.triages.put(stamp.n, Led(fact.business, fact.program)))


def taken(state: HallState, triage: int) -> HallState:
    """The state after a ticket that names it: no second one may."""
    return state.but(triages=state.triages.without(triage))


def _channel(here: Here, wish: Triage) -> TriageChannel:
    if here.by.duty is not Duty.KIOSK:
        return "guide"
    return "phone" if wish.phone else "kiosk"
