"""Lists for those who look after a hall: slots to book, reviews."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel

from gateway.hall import reviews, slots
from gateway.hall.bounds import Day
from gateway.hall.plan import HallPlan
from gateway.web.asking import Asker
from gateway.web.duties import STAFF, only
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX


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
    days: list[str]
    """Past days that may still be drawn from."""


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
            days=reviews.to_draw(seen.state),
        )
