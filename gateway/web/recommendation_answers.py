"""One recommendation and its history, as a client reads them."""

from typing import Any

from pydantic import BaseModel

from gateway.hall.plan import HallPlan
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.recommendation_terms import lateness
from gateway.hall.recommendations import MILLI
from gateway.web.hall_reading import Answer, Glance
from insight import advice_words
from insight.advice_words import Sentence
from protocol.facts.recommendation import Giver, Position, Status, WhyNoDate


class SentenceAnswer(BaseModel):
    """In both languages."""

    zh: str
    en: str


class ExpectedAnswer(BaseModel):
    """What should come of it, in the measure's own unit."""

    measure: str
    now: float
    then: float
    business: str | None
    """Whose measure; null: that of what it is about, or of the hall."""


class PlanAnswer(BaseModel):
    """The newest answer of whoever is responsible."""

    position: Position | None
    words: str | None
    """Token of the text; who may read it asks for it by /words. null: in the text entered."""
    staff: str | None
    desk: str | None
    due: str | None
    due_why: WhyNoDate | None
    """Why there is no date, of what was entered from paper."""
    cost: int | None
    """Yuan, once."""
    cost_a_year: int | None


class ReplyAnswer(BaseModel):
    """The newest reply of the reviewer."""

    status: Status
    words: str | None
    staff: str | None


class ClosedAnswer(BaseModel):
    """How it ended."""

    at_ms: int
    done_on: str | None
    done_why: WhyNoDate | None
    words: str | None
    staff: str | None


class OverdueAnswer(BaseModel):
    """What should have happened by now."""

    step: str
    """`answer` or `action`."""
    late_days: int


class RecommendationAnswer(BaseModel):
    """One recommendation."""

    recommendation: int
    rule: str
    about: str
    by: Giver
    from_paper: bool
    since_ms: int
    what: SentenceAnswer | None
    """What to do; null unless a rule speaks: then `words` is the token of the text."""
    why: SentenceAnswer | None
    expect: SentenceAnswer | None
    reasons: dict[str, float]
    expected: ExpectedAnswer | None
    words: str | None
    staff: str | None
    stage: RecommendationStage
    status: Status | None
    """What was taken up; null: nobody has said yet, or it lapsed."""
    answer: PlanAnswer | None
    reply: ReplyAnswer | None
    closed: ClosedAnswer | None
    overdue: OverdueAnswer | None


class StepAnswer(BaseModel):
    """A fact about it."""

    n: int
    type: str
    at_ms: int
    data: dict[str, Any]


class HistoryAnswer(Answer, RecommendationAnswer):
    """One recommendation, with all that became of it."""

    history: list[StepAnswer]


def step_late(plan: HallPlan, seen: Glance, one: Recommendation) -> tuple[str, int] | None:
    """The step that is overdue, and by how many days; None: none is."""
    return lateness(one, plan.quality.advice, seen.now, seen.state.day)


def answer_of(plan: HallPlan, seen: Glance, n: int, one: Recommendation) -> RecommendationAnswer:
    """As JSON."""
    reasons = {name: number / MILLI for name, number in (one.reasons or {}).items()}
    expected = _expected(one)
    late = step_late(plan, seen, one)
    answer, reply, closed = one.answer, one.reply, one.closed
    return RecommendationAnswer(
        recommendation=n,
        rule=one.rule,
        about=one.about,
        by=one.by,
        from_paper=one.entered,
        since_ms=one.since.wall_ms,
        **_in_words(one, reasons, expected),
        reasons=reasons,
        expected=expected,
        words=one.words,
        staff=one.staff,
        stage=one.stage,
        status=one.taken_up,
        answer=None
        if answer is None
        else PlanAnswer(
            position=answer.position,
            words=answer.words,
            staff=answer.staff,
            desk=answer.desk,
            due=answer.due,
            due_why=answer.due_why,
            cost=answer.cost,
            cost_a_year=answer.cost_a_year,
        ),
        reply=None
        if reply is None
        else ReplyAnswer(status=reply.status, words=reply.words, staff=reply.staff),
        closed=None
        if closed is None
        else ClosedAnswer(
            at_ms=closed.at.wall_ms,
            done_on=closed.done_on,
            done_why=closed.done_why,
            words=closed.words,
            staff=closed.staff,
        ),
        overdue=None if late is None else OverdueAnswer(step=late[0], late_days=late[1]),
    )


def _expected(one: Recommendation) -> ExpectedAnswer | None:
    if one.measure is None or one.now is None or one.then is None:
        return None
    return ExpectedAnswer(
        measure=one.measure,
        now=one.now / MILLI,
        then=one.then / MILLI,
        business=one.business,
    )


def _in_words(
    one: Recommendation, reasons: dict[str, float], expected: ExpectedAnswer | None
) -> dict[str, SentenceAnswer | None]:
    """A rule's sentences. One that this version no longer knows is told by its numbers alone."""
    by_rule = one.by == "rule"
    return {
        "what": _sentence(advice_words.what(one.rule, one.about) if by_rule else None),
        "why": _sentence(advice_words.why(one.rule, reasons) if by_rule else None),
        "expect": _sentence(
            None
            if expected is None
            else advice_words.expect(expected.measure, expected.now, expected.then)
        ),
    }


def _sentence(words: Sentence | None) -> SentenceAnswer | None:
    return None if words is None else SentenceAnswer(zh=words.zh, en=words.en)
