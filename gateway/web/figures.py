"""Figures over HTTP: of the open day, and of days and months before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError

from gateway.figures import DayFigures
from gateway.hall.here import Duty
from gateway.kept_figures import Sums
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import Problem, in_openapi
from gateway.web.ways import PREFIX
from insight.figures import RULES, Figure
from insight.measures import MEASURES
from insight.scope import HALL, Kind, Scope
from runtime.kept_up import NotCountedError

LEADERS: Final = frozenset({Duty.LEADER})
"""Figures of people are among them."""

TOLD: Final[tuple[Kind, ...]] = ("hall", "business", "window", "staff", "slot")
"""Kinds that are told of the past unless one is named."""

EARLIEST, LATEST = "0000-01-01", "9999-12-31"


def _day(named: str) -> str:
    """A day such as 2026-11-31 is a slip of the pen, and no day without figures."""
    try:
        if date.fromisoformat(named).isoformat() == named:
            return named
    except ValueError:
        pass
    raise PydanticCustomError("calendar", "write a day as 2026-11-23, a month as 2026-11")


def _month(named: str) -> str:
    return _day(f"{named}-01")[: -len("-01")]


Day = Annotated[str, Query(json_schema_extra={"format": "date"}), AfterValidator(_day)]
Month = Annotated[
    str,
    Query(json_schema_extra={"pattern": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"}),
    AfterValidator(_month),
]

Past = Callable[[str, str, Iterable[Kind]], tuple[int, Sums]]
"""First and last day and the kinds of scopes: the last fact that is known, and the sums of their
tallies. Raises NotCountedError."""


@dataclass(frozen=True)
class Sources:
    """Where figures come from. Each is called in a thread of its own."""

    today: Callable[[], DayFigures]
    past: Past


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
    """Figures of the open day, or of a day or month before."""

    day: str | None
    """None: of a month, or no day is open."""
    days: list[str]
    """Business days of which there are figures; the figures are of all of them together."""
    rules: str
    """Version of the definitions."""
    scopes: list[ScopeAnswer]


def install(app: FastAPI, sources: Sources, look: Look, ask: Asker) -> None:
    """Let `app` answer with figures."""
    of_leaders = only(ask, LEADERS)

    @app.get(f"{PREFIX}/figures", responses=in_openapi(401, 403, 422, 503))
    async def figures(
        request: Request,
        day: Day | None = None,
        month: Month | None = None,
        kind: Kind | None = None,
    ) -> FiguresAnswer:
        """Figures of the hall, businesses, windows, people, quarter hours: of the day or the month
        that is named; without both of the open day."""
        await of_leaders(request)
        seen = look()
        if day is None and month is None:
            return answer_of(await run_in_threadpool(sources.today), seen.age_s, kind)
        first, last = period_of(day, month)
        kinds = TOLD if kind is None else (kind,)
        try:
            n, sums = await run_in_threadpool(sources.past, first, last, kinds)
        except NotCountedError as error:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        return past_answer(n, sums, day, (first, last), seen.age_s)


def period_of(day: str | None, month: str | None) -> tuple[str, str]:
    """First and last date of what is in the day and in the month, as far as they are named. The
    last need not be in the calendar, and is before the first where nothing is in both."""
    first, last = (EARLIEST, LATEST) if day is None else (day, day)
    if month is not None:
        first, last = max(first, f"{month}-01"), min(last, f"{month}-31")
    return first, last


def answer_of(found: DayFigures, age_s: float, kind: Kind | None = None) -> FiguresAnswer:
    """The open day as JSON, the hall first."""
    return FiguresAnswer(
        day=found.day,
        days=[] if found.day is None else [found.day],
        n=found.n,
        age_s=age_s,
        rules=RULES,
        scopes=_scopes(
            {scope: each for scope, each in found.scopes.items() if kind in (None, scope.kind)}
        ),
    )


def past_answer(
    n: int, sums: Sums, day: str | None, period: tuple[str, str], age_s: float
) -> FiguresAnswer:
    """Days of before as JSON, the hall first."""
    days, tallies = sums
    figures = {
        scope: [measure.figure(tally, scope, period) for measure in MEASURES]
        for scope, tally in tallies.items()
    }
    return FiguresAnswer(day=day, days=days, n=n, age_s=age_s, rules=RULES, scopes=_scopes(figures))


def _scopes(figures: Mapping[Scope, list[Figure]]) -> list[ScopeAnswer]:
    return [
        scope_answer(scope, each)
        for scope, each in sorted(figures.items(), key=lambda one: (one[0] != HALL, one[0]))
    ]


def scope_answer(scope: Scope, figures: Iterable[Figure]) -> ScopeAnswer:
    """As JSON."""
    return ScopeAnswer(
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
            for one in figures
        ],
    )
