"""What facts make of a recommendation. Whatever the rules of now would have allowed, they are true.

`recommendations` decides; `advising` speaks for the rules of `insight.advice`.
"""

from collections.abc import Callable
from dataclasses import replace

from gateway.hall.recommendation_nouns import (
    Answered,
    Closed,
    Recommendation,
    RecommendationStage,
    Replied,
)
from gateway.hall.state import HallState
from protocol.facts import (
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEntered,
    RecommendationGiven,
    RecommendationLapsed,
    RecommendationReplied,
)
from protocol.stamp import Stamp


def apply_given(state: HallState, stamp: Stamp, fact: RecommendationGiven) -> HallState:
    """It stands in the register."""
    one = Recommendation(
        rule=fact.rule,
        about=fact.about,
        by=fact.by,
        since=stamp.at,
        reasons=fact.reasons,
        measure=fact.measure,
        now=fact.now,
        then=fact.then,
        business=fact.business,
        words=fact.words,
        staff=fact.staff,
    )
    return state.but(recommendations=state.recommendations.put(stamp.n, one))


def apply_entered(state: HallState, stamp: Stamp, fact: RecommendationEntered) -> HallState:
    """It stands there as it stood on paper."""
    stage, answer, reply, closed = RecommendationStage.GIVEN, None, None, None
    if fact.position is not None:
        stage = RecommendationStage.ANSWERED
    if fact.position is not None or fact.status is not None or fact.due is not None:
        answer = Answered(fact.position, due=fact.due, due_why=fact.due_why)
    if fact.status is not None:
        stage, reply = RecommendationStage.REPLIED, Replied(fact.status)
    if not fact.is_open:
        stage = RecommendationStage.CLOSED
        closed = Closed(stamp.at, fact.done_on, fact.done_why)
    one = Recommendation(
        rule=fact.rule,
        about=fact.about,
        by=fact.by,
        since=stamp.at,
        entered=True,
        words=fact.words,
        staff=fact.staff,
        stage=stage,
        answer=answer,
        reply=reply,
        status=fact.status,
        closed=closed,
    )
    return state.but(recommendations=state.recommendations.put(stamp.n, one))


def apply_answered(state: HallState, stamp: Stamp, fact: RecommendationAnswered) -> HallState:
    """The newest answer counts, and waits for a reply."""
    answer = Answered(
        position=fact.position,
        words=fact.words,
        staff=fact.staff,
        desk=fact.desk,
        due=fact.due,
        cost=fact.cost,
        cost_a_year=fact.cost_a_year,
    )
    return _with(
        state,
        fact.recommendation,
        lambda one: replace(
            one, stage=RecommendationStage.ANSWERED, answer=answer, reply=None, status=None
        ),
    )


def apply_replied(state: HallState, stamp: Stamp, fact: RecommendationReplied) -> HallState:
    """The newest reply counts."""
    reply = Replied(fact.status, fact.words, fact.staff)
    return _with(
        state,
        fact.recommendation,
        lambda one: replace(
            one, stage=RecommendationStage.REPLIED, reply=reply, status=fact.status
        ),
    )


def apply_closed(state: HallState, stamp: Stamp, fact: RecommendationClosed) -> HallState:
    """Done with."""
    closed = Closed(stamp.at, fact.done_on, None, fact.words, fact.staff)
    return _with(
        state,
        fact.recommendation,
        lambda one: replace(
            one, stage=RecommendationStage.CLOSED, status=fact.status, closed=closed
        ),
    )


def apply_lapsed(state: HallState, stamp: Stamp, fact: RecommendationLapsed) -> HallState:
    """Its reason is gone; nobody has said no."""
    return _with(
        state,
        fact.recommendation,
        lambda one: replace(one, stage=RecommendationStage.LAPSED, closed=Closed(stamp.at)),
    )


def _with(
    state: HallState, n: int, change: Callable[[Recommendation], Recommendation]
) -> HallState:
    return state.but(recommendations=state.recommendations.changed(n, change))
