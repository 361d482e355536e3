"""Over HTTP: a measure along days or quarter hours (F27), complaints (F25), channels (F26)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError

from gateway.curves import curve_answer
from gateway.hall.plan import HallPlan
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.told_figures import Period, channels_of, opinions_of
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.figures import LEADERS, Day, Month, period_of
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import Problem, in_openapi
from gateway.web.ways import PREFIX
from insight.book import Rollup
from insight.curves import Curve, alike, along_days, along_the_day
from insight.measures import BY_ID
from insight.scope import Kind
from runtime.kept_up import NotCountedError

T = TypeVar("T")


def _known(measure: str) -> str:
    if measure not in BY_ID:
        raise PydanticCustomError(
            "no_such_measure", "there is no such measure; docs/measures.md has their ids"
        )
    return measure


MeasureId = Annotated[str, Query(json_schema_extra={"enum": list(BY_ID)}), AfterValidator(_known)]


@dataclass(frozen=True)
class MoreSources:
    """Where they come from. Each is called in a thread of its own."""

    past: Callable[[str, str, Iterable[Kind]], tuple[int, Rollup]]
    """First and last day and the kinds of scopes: the last fact that is known, and the tallies of
    each day. Raises NotCountedError."""
    reader: Callable[[], Reader]


class PointAnswer(BaseModel):
    """A day or a quarter hour."""

    at: str
    value: float | None
    """None where it is of fewer than five people, unless it counts people."""
    n: int
    curve: float | None
    """Median of the seven points around."""
    usual: float | None
    """Of the days that are alike, at that time."""
    more: float | None
    """value - usual."""


class ExtremeAnswer(BaseModel):
    """Peak or valley."""

    at: str
    value: float
    n: int


class TrendAnswer(BaseModel):
    """How it moves, a point."""

    per_point: float
    low: float
    high: float
    """Bounds of the slope, 95 %."""
    p: float
    points: int
    is_real: bool


class SeriesAnswer(Answer):
    """F27 of one measure."""

    measure: str
    unit: str
    alike: list[str]
    """Days with the same weekday and place before or after the filing deadline."""
    points: list[PointAnswer]
    peak: ExtremeAnswer | None
    valley: ExtremeAnswer | None
    trend: TrendAnswer | None
    breaks: list[int]
    """Places of the points from which on other definitions hold."""


class CellAnswer(BaseModel):
    """A subject and channel of the comment book."""

    topic: str
    channel: str
    n: int
    per_1000: float | None


class OpinionFiguresAnswer(BaseModel):
    """F25 of one kind of entry."""

    n: int
    contacts: int
    """Numbers that were given out."""
    per_1000: float | None
    cells: list[CellAnswer]
    replied: int
    reply_median_s: float | None
    reply_p90_s: int | None
    by_wall: float
    in_time: float | None
    in_time_n: int
    reopened: float | None
    calls: int
    reached: int


class TriageFiguresAnswer(BaseModel):
    """How the questions before a number ended, and how long they took (F29)."""

    answered: int
    ends: dict[str, int]
    timed: int
    median_s: float | None
    p90_s: int | None


class ReviewFiguresAnswer(BaseModel):
    """What stands beside F13.accuracy."""

    of: int
    drawn: int
    reviewed: int
    mistakes: dict[str, int]
    corrected: int


class OpinionsFiguresAnswer(Answer):
    """Comment book, triage and reviews of a period."""

    days: list[str]
    opinions: dict[str, OpinionFiguresAnswer]
    triage: TriageFiguresAnswer
    reviews: ReviewFiguresAnswer


class ChannelAnswer(BaseModel):
    """F26 of one business and channel."""

    business: str
    channel: str
    n: int
    of: int
    share: float | None
    known: int
    leaked: int
    leak: float | None
    provisional: int


class WhyNotAnswer(BaseModel):
    """Why it was not done without coming."""

    business: str
    channel: str
    reason: str
    n: int


class FirstContactAnswer(BaseModel):
    """F18: done the first time, and nobody came again for the same matter in so many days."""

    days: int
    known: int
    """Contacts whose subject is known: what the share is of."""
    contacts: int
    resolved: int
    provisional: int
    """Of `known`, younger than so many days: somebody may come again yet."""
    share: float | None
    coverage: float | None
    """known / contacts."""


class ChannelsAnswer(Answer):
    """F26 and F18 of a period."""

    days: list[str]
    channels: list[ChannelAnswer]
    why_not: list[WhyNotAnswer]
    first_contact: list[FirstContactAnswer]


def install(app: FastAPI, plan: HallPlan, sources: MoreSources, look: Look, ask: Asker) -> None:
    """Let `app` answer with them."""
    of_leaders = only(ask, LEADERS)
    errors = in_openapi(401, 403, 422, 503)

    async def told(question: Callable[[], T]) -> T:
        try:
            return await run_in_threadpool(question)
        except (NotCountedError, StoreError) as error:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error

    @app.get(f"{PREFIX}/figures/series", responses=errors)
    async def series(
        request: Request, measure: MeasureId, day: Day | None = None, month: Month | None = None
    ) -> SeriesAnswer:
        """A measure along the quarter hours of a day, or along the days of a month. Without both:
        of the open day."""
        await of_leaders(request)
        seen = look()
        if day is None and month is None:
            day = seen.state.day or ""
        n, curve = await told(lambda: _curve(sources, measure, day, month))
        return SeriesAnswer(n=n, age_s=seen.age_s, **curve_answer(curve))

    @app.get(f"{PREFIX}/figures/opinions", responses=errors)
    async def opinions(
        request: Request, day: Day | None = None, month: Month | None = None
    ) -> OpinionsFiguresAnswer:
        """Complaints and the other entries of the comment book, triage and reviews: of a day or a
        month. Without both: of the open day."""
        await of_leaders(request)
        seen = look()
        first, last = period_of(day or (None if month else seen.state.day or ""), month)

        def question() -> dict[str, Any]:
            with sources.reader() as reader:
                period = Period(reader, first, last)
                return {"days": period.days, **opinions_of(reader, period, plan, seen.now)}

        return OpinionsFiguresAnswer(**seen.dated, **await told(question))

    @app.get(f"{PREFIX}/figures/channels", responses=errors)
    async def channels(
        request: Request, day: Day | None = None, month: Month | None = None
    ) -> ChannelsAnswer:
        """Which ways people took for a matter, and who took another one within seven days: of a day
        or a month. Without both: of the open day."""
        await of_leaders(request)
        seen = look()
        first, last = period_of(day or (None if month else seen.state.day or ""), month)

        def question() -> dict[str, Any]:
            with sources.reader() as reader:
                period = Period(reader, first, last)
                return {"days": period.days, **channels_of(reader, period, plan, seen.now.wall_ms)}

        return ChannelsAnswer(**seen.dated, **await told(question))


def _curve(
    sources: MoreSources, measure: str, day: str | None, month: str | None
) -> tuple[int, Curve]:
    first, last = period_of(day, month)
    if day is None:
        n, rollup = sources.past(first, last, ("hall",))
        return n, along_days(rollup, BY_ID[measure])
    n, rollup = sources.past(first, last, ("slot",))
    with sources.reader() as reader:
        others = alike(day, reader.days()) if rollup else []
    before = {one: sources.past(one, one, ("slot",))[1].get(one, {}) for one in others}
    return n, along_the_day(rollup, BY_ID[measure], before)
