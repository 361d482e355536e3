"""Cases over HTTP: what whoever judges a bad rating has to know of it."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel

from gateway.hall import case_life
from gateway.hall.case_life import CaseStep
from gateway.hall.case_nouns import Appeal, Case, CaseStage
from gateway.hall.here import Actor, Duty
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import case as refusals
from gateway.web.asking import Asker
from gateway.web.duties import STAFF, only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.history import History, StepAnswer, entries_of, step_answer
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from protocol.facts.rating import Tag


class DueAnswer(BaseModel):
    """A step that is to be taken next."""

    step: CaseStep
    """confirm and dismiss are both /verify; the others have the name of their path."""
    due_ms: int
    """Unix ms by the wall clock of then: a label."""
    late: bool


class CaseAnswer(BaseModel):
    """A bad rating, and how far it has come."""

    case: int
    """n of the service."""
    ticket: int
    label: str
    """Of the ticket."""
    business: str
    """What the service was for."""
    window: str
    day: str
    level: int
    tags: list[Tag]
    """What the rating is about, as far as the person said."""
    staff: str | None
    """Token of the rated clerk; null: nobody was logged in."""
    stage: CaseStage
    opened_ms: int
    """When the gateway took the rating; Unix ms, as are all times here."""
    verified_ms: int | None
    verified_by: str | None
    appeal: Appeal
    appealed_ms: int | None
    follow_up: int | None
    overdue: list[CaseStep]
    """Steps that should have been taken by now."""
    due: list[DueAnswer]
    """Steps that are to be taken next; none once the case is closed and no appeal waits."""


class CasesAnswer(Answer):
    """Cases that the hall remembers, the oldest first; a clerk is told of the own ones."""

    cases: list[CaseAnswer]


class OneCaseAnswer(Answer, CaseAnswer):
    """A case with its history."""

    steps: list[StepAnswer]
    """From its `rating.given` on, in order."""
    more: bool
    """There are more steps than this answer holds."""


def install(app: FastAPI, plan: HallPlan, look: Look, history: History, ask: Asker) -> None:
    """Let `app` tell of cases."""
    of_staff = only(ask, STAFF)

    @app.get(f"{PREFIX}/cases", responses=in_openapi(401, 403, 503))
    async def all_cases(request: Request) -> CasesAnswer:
        """Bad ratings and what became of them."""
        by = await of_staff(request)
        seen = look()
        cases = [
            case_answer(plan, seen, n, one)
            for n, one in sorted(seen.state.cases.items())
            if _may_see(by, one)
        ]
        return CasesAnswer(**seen.dated, cases=cases)

    @app.get(f"{PREFIX}/cases/{{case}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def one_case(
        request: Request, case: Annotated[int, Path(ge=1, lt=1 << 53)]
    ) -> OneCaseAnswer:
        """One bad rating, with every step that was taken: who, when, what."""
        by = await of_staff(request)
        seen = look()
        known = seen.state.cases.get(case)
        if known is None or not _may_see(by, known):  # a clerk is not told which others there are
            raise refusal(refusals.NO_SUCH_CASE)
        entries, more = await entries_of(history, known.steps)
        told = case_answer(plan, seen, case, known).model_dump()
        steps = [step_answer(entry) for entry in entries]
        return OneCaseAnswer(**seen.dated, **told, steps=steps, more=more)


def case_answer(plan: HallPlan, seen: Glance, n: int, case: Case) -> CaseAnswer:
    """One case."""
    rules = plan.quality.case
    due = [
        DueAnswer(step=one.step, due_ms=one.due_ms, late=one.late_ms(seen.now) > 0)
        for one in case_life.waits(case, rules)
    ]
    return CaseAnswer(
        case=n,
        ticket=case.ticket,
        label=case.label,
        business=case.business,
        window=case.window,
        day=case.day,
        level=case.level,
        tags=list(case.tags),
        staff=case.staff,
        stage=case.stage,
        opened_ms=case.opened.wall_ms,
        verified_ms=None if case.verified is None else case.verified.wall_ms,
        verified_by=case.verified_by,
        appeal=case.appeal,
        appealed_ms=None if case.appealed is None else case.appealed.wall_ms,
        follow_up=case.follow_up,
        overdue=[one.step for one in due if one.late],
        due=due,
    )


def _may_see(by: Actor, case: Case) -> bool:
    return by.duty is not Duty.CLERK or (by.staff is not None and case.staff == by.staff)
