"""Lists for those who look after a hall: slots to book, cases, the comment book, reviews."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel

from gateway.hall import case_life, opinions, slots
from gateway.hall.bounds import Day
from gateway.hall.case_nouns import Appeal, CaseStage
from gateway.hall.here import Actor, Duty
from gateway.hall.opinion_nouns import OpinionStage
from gateway.hall.plan import HallPlan
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX

STAFF = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})


class SlotAnswer(BaseModel):
    """A slot to come."""

    starts_ms: int
    ends_ms: int
    places: int
    free: int


class SlotsAnswer(Answer):
    """Slots of one day; none where that day or business cannot be booked."""

    business: str
    day: str
    slots: list[SlotAnswer]


class CaseAnswer(BaseModel):
    """A bad rating, and how far it has come."""

    case: int
    """n of the service."""
    ticket: int
    window: str
    day: str
    level: int
    staff: str | None
    stage: CaseStage
    appeal: Appeal
    follow_up: int | None
    overdue: list[str]
    """Steps that should have been taken by now."""


class CasesAnswer(Answer):
    """Cases that the hall remembers, the oldest first; a clerk is told of the own ones."""

    cases: list[CaseAnswer]


class DwellAnswer(BaseModel):
    """Who had an opinion how long."""

    desk: str | None
    staff: str | None
    dwell_s: float


class OpinionAnswer(BaseModel):
    """An entry of the comment book."""

    opinion: int
    topic: str
    kind: str
    channel: str
    stage: OpinionStage
    words: str
    """Token of the text; who may read it asks for it by /words."""
    reply: str | None
    hops: list[DwellAnswer]
    calls: int
    reached: bool
    reopened: int
    overdue: bool


class OpinionsAnswer(Answer):
    """Entries that the hall remembers, the oldest first."""

    opinions: list[OpinionAnswer]


class ReviewAnswer(BaseModel):
    """A service that was drawn to be looked at again."""

    service: int
    day: str
    staff: str | None
    verdict: str | None
    corrections: int


class ReviewsAnswer(Answer):
    """The remembered draws, the oldest first; nobody is told of the own services."""

    reviews: list[ReviewAnswer]


def install(app: FastAPI, plan: HallPlan, look: Look, ask: Asker) -> None:
    """Let `app` answer with lists."""
    errors = in_openapi(401, 403, 503)
    of_staff = only(ask, STAFF)

    @app.get(f"{PREFIX}/slots", responses=in_openapi(422, 503))
    async def free(
        business: Annotated[str, Query(max_length=32)],
        day: Day,
    ) -> SlotsAnswer:
        """What may be booked on a day."""
        seen = look()
        found = slots.free_slots(plan, seen.state, seen.now, business, day)
        return SlotsAnswer(
            **seen.dated,
            business=business,
            day=day,
            slots=[
                SlotAnswer(
                    starts_ms=one.slot.starts_ms,
                    ends_ms=one.slot.ends_ms,
                    places=one.capacity,
                    free=one.free,
                )
                for one in found
            ],
        )

    @app.get(f"{PREFIX}/cases", responses=errors)
    async def all_cases(request: Request) -> CasesAnswer:
        """Bad ratings and what became of them."""
        return _cases(plan, look(), await of_staff(request))

    @app.get(f"{PREFIX}/opinions", responses=errors)
    async def all_opinions(request: Request) -> OpinionsAnswer:
        """The comment book, without its texts."""
        await of_staff(request)
        return _opinions(plan, look())

    @app.get(f"{PREFIX}/reviews", responses=errors)
    async def all_reviews(request: Request) -> ReviewsAnswer:
        """What was drawn, and what was found."""
        by = await of_staff(request)
        seen = look()
        return ReviewsAnswer(
            **seen.dated,
            reviews=[
                ReviewAnswer(
                    service=n,
                    day=one.day,
                    staff=one.staff,
                    verdict=one.verdict,
                    corrections=one.corrections,
                )
                for n, one in sorted(seen.state.reviews.items())
                if by.staff is None or one.staff != by.staff
            ],
        )


def _cases(plan: HallPlan, seen: Glance, by: Actor) -> CasesAnswer:
    late: dict[int, list[str]] = {}
    for one in case_life.overdue(seen.state, plan.quality.case, seen.now):
        late.setdefault(one.case, []).append(one.step)
    return CasesAnswer(
        **seen.dated,
        cases=[
            CaseAnswer(
                case=n,
                ticket=one.ticket,
                window=one.window,
                day=one.day,
                level=one.level,
                staff=one.staff,
                stage=one.stage,
                appeal=one.appeal,
                follow_up=one.follow_up,
                overdue=late.get(n, []),
            )
            for n, one in sorted(seen.state.cases.items())
            if by.duty is not Duty.CLERK or one.staff == by.staff
        ],
    )


def _opinions(plan: HallPlan, seen: Glance) -> OpinionsAnswer:
    late = {one.opinion for one in opinions.overdue(seen.state, plan.quality.opinion, seen.now)}
    return OpinionsAnswer(
        **seen.dated,
        opinions=[
            OpinionAnswer(
                opinion=n,
                topic=one.submitted.topic,
                kind=one.submitted.kind,
                channel=one.submitted.channel,
                stage=one.stage,
                words=one.submitted.words,
                reply=one.reply,
                hops=[
                    DwellAnswer(desk=hop.desk, staff=hop.staff, dwell_s=hop.ms / 1000)
                    for hop in opinions.dwells(one, seen.now)
                ],
                calls=one.calls,
                reached=one.reached,
                reopened=one.reopened,
                overdue=n in late,
            )
            for n, one in sorted(seen.state.opinions.items())
        ],
    )
