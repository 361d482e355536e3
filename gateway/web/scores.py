"""Frozen scores over HTTP: everybody's for leaders, the own for everybody who has one."""

import asyncio
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.hall.bounds import Month
from gateway.hall.here import Duty
from gateway.hall.reasons import score as refusals
from gateway.scores.explaining import Explained, MonthTold, explain, month_told
from gateway.scores.freezing import Frozen, NotFrozenError, Scores
from gateway.scores.history import ScoresError
from gateway.store.store import Store
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import SEES_WINDOWS, Answer, Look
from gateway.web.problem import Problem, in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX

LEADERS: Final = frozenset({Duty.LEADER})
FREEZE: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})

WAIT_S: Final = 20.0
"""So long an answer is waited for; a connection that keeps silent for longer may be cut."""

InPath = Annotated[Month, Path()]
Token = Annotated[str, Path(max_length=64)]


class ScoreAppealAnswer(BaseModel):
    """An appeal against a score."""

    appeal: int
    about: int
    """n of the fact that should not count."""
    staff: str
    at_ms: int
    words: str
    """Token of why; leaders read it by /words."""
    upheld: bool | None
    """None: it waits to be decided."""
    decided: int | None


class ScoreVersionAnswer(BaseModel):
    """One version of somebody's score."""

    frozen: int
    version: int
    weights: str
    rules: str
    through: int
    score: dict[str, Any]


class ScoreAnswer(Answer):
    """Somebody's score of a month, with every fact behind it."""

    month: str
    versions: list[ScoreVersionAnswer]
    """The last one holds."""
    facts: list[dict[str, Any]]
    """Behind the last one: a service each, with its rating and its review."""
    appeals: list[ScoreAppealAnswer]


class ScoresAnswer(Answer):
    """Everybody's scores of a month."""

    month: str
    version: int
    frozen: int
    through: int
    weights: str
    rules: str
    scores: list[dict[str, Any]]
    appeals: list[ScoreAppealAnswer]
    owed: bool
    """Something was upheld since: freezing again makes the next version."""


class FrozenAnswer(BaseModel):
    """A version of a month that is there now."""

    month: str
    version: int
    people: int
    digest: str
    again: bool
    """It was there before; nothing was changed."""


class BusyAnswer(BaseModel):
    """It is being frozen; ask again."""

    month: str
    busy: bool = True


def install(app: FastAPI, scores: Scores, store: Store, look: Look, ask: Asker) -> None:
    """Let `app` freeze months, and answer with what is frozen."""
    errors = in_openapi(401, 403, 404, 422, 503)
    of_leaders, of_freezers, of_staff = (
        only(ask, duties) for duties in (LEADERS, FREEZE, SEES_WINDOWS)
    )

    @app.post(
        f"{PREFIX}/scores/{{month}}",
        responses={202: {"model": BusyAnswer}, **in_openapi(401, 403, 409, 422, 503)},
    )
    async def freeze(
        request: Request, month: InPath, response: Response
    ) -> FrozenAnswer | BusyAnswer:
        """Freeze a month that is over, or make its next version after appeals. A busy month takes
        half a minute: 202 says to ask again. However often it is asked, it is frozen once."""
        by = await of_freezers(request)
        found = await _frozen(scores, month, by.staff)
        if found is None:
            response.status_code = HTTPStatus.ACCEPTED
            return BusyAnswer(month=month)
        fact = found.fact
        return FrozenAnswer(
            month=fact.month,
            version=fact.version,
            people=fact.people,
            digest=fact.digest,
            again=found.again,
        )

    @app.get(f"{PREFIX}/scores/{{month}}", responses=errors)
    async def all_scores(request: Request, month: InPath) -> ScoresAnswer:
        """Everybody's frozen scores, and the appeals; for leaders."""
        await of_leaders(request)

        def read() -> MonthTold | None:
            with store.reader() as reader:
                return month_told(reader, month)

        seen, found = look(), await run_in_threadpool(read)
        if found is None:
            raise refusal(refusals.NOT_FROZEN)
        return ScoresAnswer(**seen.dated, **asdict(found))

    @app.get(f"{PREFIX}/scores/{{month}}/{{staff}}", responses=errors)
    async def one_score(request: Request, month: InPath, staff: Token) -> ScoreAnswer:
        """One person's score with every fact behind it; for leaders, and for that person."""
        by = await of_staff(request)
        if by.duty is not Duty.LEADER and by.staff != staff:
            raise refusal(refusals.NOT_YOUR_SCORE)

        def read() -> Explained | None:
            with store.reader() as reader:
                return explain(reader, month, staff)

        seen, found = look(), await run_in_threadpool(read)
        if found is None:
            raise refusal(refusals.NOT_FROZEN)
        return ScoreAnswer(**seen.dated, **asdict(found))


async def _frozen(scores: Scores, month: str, staff: str | None) -> Frozen | None:
    """None: not yet. Raises Problem 409 with the hall's reason, or with what is wrong."""
    try:
        begun = asyncio.wrap_future(scores.begin(month, staff))
        return await asyncio.wait_for(asyncio.shield(begun), WAIT_S)
    except TimeoutError:
        return None
    except NotFrozenError as refused:
        raise refusal(refused.reason) from refused
    except ScoresError as trouble:
        raise Problem(HTTPStatus.CONFLICT, str(trouble)) from trouble
