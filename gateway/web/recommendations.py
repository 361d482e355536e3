"""The register of recommendations over HTTP: what is open, what became of the others, and how."""

from typing import Annotated, Any, Final, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.hall.here import Actor
from gateway.hall.plan import HallPlan
from gateway.hall.reasons.recommendation import NO_SUCH_RECOMMENDATION
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.recommendation_terms import lateness
from gateway.hall.recommendations import MILLI
from gateway.hall.wish import MOST_N
from gateway.hall.wishes import HEADS, LEADERS
from gateway.register import Register, told
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX
from gateway.web.wishing import refusal
from insight import advice_words
from insight.advice import PERSONAL
from insight.advice_words import Sentence
from protocol import facts
from protocol.facts.recommendation import Giver, Position, Status, WhyNoDate

MOST_LISTED: Final = 100
"""Of one answer."""

Which = Literal["open", "overdue", "adopted", "partly", "not_adopted", "lapsed", "all"]
"""`open` and `overdue` as the hall stands now; the others of all time, the newest first."""


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


class RecommendationsAnswer(Answer):
    """Some of the register."""

    recommendations: list[RecommendationAnswer]
    more: bool
    """There are more: ask again with `before` = the last one's number."""


class StepAnswer(BaseModel):
    """A fact about it."""

    n: int
    type: str
    at_ms: int
    data: dict[str, Any]


class HistoryAnswer(Answer, RecommendationAnswer):
    """One recommendation, with all that became of it."""

    history: list[StepAnswer]


def install(app: FastAPI, plan: HallPlan, register: Register, look: Look, ask: Asker) -> None:
    """Let `app` answer with the register."""
    of_heads = only(ask, HEADS)
    path = f"{PREFIX}/recommendations"

    @app.get(path, responses=in_openapi(401, 403, 422, 503))
    async def listed(
        request: Request,
        status: Which = "open",
        before: Annotated[int, Query(ge=1, le=MOST_N)] = MOST_N,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
    ) -> RecommendationsAnswer:
        """The register: what is open, or what became of those of before."""
        by = await of_heads(request)
        seen = look()
        if status in ("open", "overdue"):
            found = [(n, one) for n, one in of_now(plan, seen, status, before) if may_see(by, one)][
                : limit + 1
            ]
        else:
            found = await run_in_threadpool(
                register.newest,
                lambda one: is_in(one, status) and may_see(by, one),
                before,
                limit + 1,
            )
        return RecommendationsAnswer(
            **seen.dated,
            recommendations=[answer_of(plan, seen, n, one) for n, one in found[:limit]],
            more=len(found) > limit,
        )

    @app.get(f"{path}/{{recommendation}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def one(
        request: Request, recommendation: Annotated[int, Path(ge=1, le=MOST_N)]
    ) -> HistoryAnswer:
        """One recommendation and its history."""
        by = await of_heads(request)
        seen = look()
        entries = await run_in_threadpool(register.history, recommendation)
        here = told(entries).get(recommendation)
        if here is None or not may_see(by, here):
            raise refusal(NO_SUCH_RECOMMENDATION)
        found = answer_of(plan, seen, recommendation, here)
        return HistoryAnswer(
            **seen.dated,
            **dict(found),
            history=[
                StepAnswer(
                    n=entry.n,
                    type=entry.fact.TYPE,
                    at_ms=entry.at_ms,
                    data=facts.to_data(entry.fact),
                )
                for entry in entries
            ],
        )


def may_see(by: Actor, one: Recommendation) -> bool:
    """What a rule says of a person is for leaders alone."""
    return by.duty in LEADERS or one.rule not in PERSONAL


def of_now(
    plan: HallPlan, seen: Glance, status: Which, before: int
) -> list[tuple[int, Recommendation]]:
    """Those that are open, or of these the overdue ones; the newest first."""
    return [
        (n, one)
        for n, one in sorted(seen.state.recommendations.items(), reverse=True)
        if n < before and one.is_open and (status == "open" or _late(plan, seen, one) is not None)
    ]


def is_in(one: Recommendation, status: Which) -> bool:
    """Whether one of all time belongs to this part of the register."""
    if status == "lapsed":
        return one.stage is RecommendationStage.LAPSED
    return status == "all" or one.taken_up == status


def _late(plan: HallPlan, seen: Glance, one: Recommendation) -> tuple[str, int] | None:
    return lateness(one, plan.quality.advice, seen.now, seen.state.day)


def answer_of(plan: HallPlan, seen: Glance, n: int, one: Recommendation) -> RecommendationAnswer:
    """As JSON."""
    reasons = {name: number / MILLI for name, number in (one.reasons or {}).items()}
    expected = _expected(one)
    late = _late(plan, seen, one)
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
