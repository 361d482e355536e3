"""The register of recommendations over HTTP: what is open, what became of the others, and how."""

from typing import Annotated, Final, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.concurrency import run_in_threadpool

from gateway.hall.here import Actor
from gateway.hall.plan import HallPlan
from gateway.hall.reasons.recommendation import NO_SUCH_RECOMMENDATION
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.wish import MOST_N
from gateway.hall.wishes import HEADS, LEADERS
from gateway.register import Register, told
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.problem import in_openapi
from gateway.web.recommendation_answers import (
    HistoryAnswer,
    RecommendationAnswer,
    StepAnswer,
    answer_of,
    step_late,
)
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from insight.advice import PERSONAL
from protocol import facts

MOST_LISTED: Final = 100
"""Of one answer."""

Which = Literal["open", "overdue", "adopted", "partly", "not_adopted", "lapsed", "all"]
"""`open` and `overdue` as the hall stands now; the others of all time, the newest first."""


class RecommendationsAnswer(Answer):
    """Some of the register."""

    recommendations: list[RecommendationAnswer]
    more: bool
    """There are more: ask again with `before` = the last one's number."""


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
        if n < before
        and one.is_open
        and (status == "open" or step_late(plan, seen, one) is not None)
    ]


def is_in(one: Recommendation, status: Which) -> bool:
    """Whether one of all time belongs to this part of the register."""
    if status == "lapsed":
        return one.stage is RecommendationStage.LAPSED
    return status == "all" or one.taken_up == status
