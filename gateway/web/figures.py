"""The open day's figures over HTTP."""

from collections.abc import Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.figures import DayFigures
from gateway.hall.here import Duty
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX
from insight.figures import RULES
from insight.scope import HALL, Kind

LEADERS: Final = frozenset({Duty.LEADER})
"""Figures of people are among them."""


class FigureAnswer(BaseModel):
    """One figure; docs/measures.md says what each means."""

    measure: str
    value: float | None
    """None: there is nothing to measure, as `reason` says; that is not 0."""
    unit: str
    n: int
    """Of how many people, services or ratings."""
    reason: str | None
    inferred: float


class ScopeAnswer(BaseModel):
    """All figures of the hall, or of a part of it."""

    kind: Kind
    id: str
    figures: list[FigureAnswer]


class FiguresAnswer(Answer):
    """Figures of the open day."""

    day: str | None
    """None: no day is open."""
    rules: str
    """Version of the definitions."""
    scopes: list[ScopeAnswer]


def install(app: FastAPI, today: Callable[[], DayFigures], look: Look, ask: Asker) -> None:
    """Let `app` answer with figures."""
    of_leaders = only(ask, LEADERS)

    @app.get(f"{PREFIX}/figures", responses=in_openapi(401, 403, 503))
    async def figures(request: Request) -> FiguresAnswer:
        """The open day's figures: of the hall, businesses, windows, people, quarter hours."""
        await of_leaders(request)
        seen = look()
        return answer_of(await run_in_threadpool(today), seen.age_s)


def answer_of(found: DayFigures, age_s: float) -> FiguresAnswer:
    """As JSON, the hall first."""
    return FiguresAnswer(
        day=found.day,
        n=found.n,
        age_s=age_s,
        rules=RULES,
        scopes=[
            ScopeAnswer(
                kind=scope.kind,
                id=scope.id,
                figures=[
                    FigureAnswer(
                        measure=one.measure,
                        value=one.value,
                        unit=one.unit,
                        n=one.n,
                        reason=one.reason,
                        inferred=one.inferred,
                    )
                    for one in each
                ],
            )
            for scope, each in sorted(
                found.scopes.items(), key=lambda one: (one[0] != HALL, one[0])
            )
        ],
    )
