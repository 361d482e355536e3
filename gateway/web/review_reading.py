"""Reviews over HTTP: what whoever looks at a service again has to know of it."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel

from gateway.hall import reviews
from gateway.hall.here import Actor
from gateway.hall.reasons import review as refusals
from gateway.hall.review_nouns import Review
from gateway.web.asking import Asker
from gateway.web.duties import STAFF, only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.history import History, StepAnswer, entries_of, step_answer
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from protocol.facts.review import Mistake


class ReviewAnswer(BaseModel):
    """A service that was drawn to be looked at again."""

    service: int
    day: str
    label: str
    """Of its ticket, as the papers of that day have it."""
    business: str
    window: str
    staff: str | None
    verdict: str | None
    mistake: Mistake | None
    """What was wrong, by the newest verdict."""
    corrections: int


class ReviewsAnswer(Answer):
    """The remembered draws, the oldest first; nobody is told of the own services."""

    reviews: list[ReviewAnswer]
    days: list[str]
    """Past days that may still be drawn from."""


class OneReviewAnswer(Answer, ReviewAnswer):
    """A service that was drawn, with what was done and what was found."""

    steps: list[StepAnswer]
    """Its start, its end with the items and missing papers, each verdict."""


def install(app: FastAPI, look: Look, history: History, ask: Asker) -> None:
    """Let `app` tell of reviews."""
    of_staff = only(ask, STAFF)

    @app.get(f"{PREFIX}/reviews", responses=in_openapi(401, 403, 503))
    async def all_reviews(request: Request) -> ReviewsAnswer:
        """What was drawn, and what was found."""
        by = await of_staff(request)
        seen = look()
        return ReviewsAnswer(
            **seen.dated,
            reviews=[
                review_answer(seen, n, one)
                for n, one in sorted(seen.state.reviews.items())
                if not _is_own(by, one)
            ],
            days=reviews.to_draw(seen.state),
        )

    @app.get(f"{PREFIX}/reviews/{{service}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def one_review(
        request: Request, service: Annotated[int, Path(ge=1, lt=1 << 53)]
    ) -> OneReviewAnswer:
        """One service that was drawn: what was done, and what was found."""
        by = await of_staff(request)
        seen = look()
        known = seen.state.reviews.get(service)
        if known is None:
            raise refusal(refusals.NO_SUCH_REVIEW)
        if _is_own(by, known):
            raise refusal(refusals.YOUR_OWN_SERVICE)
        served = seen.state.services[service]
        ended = () if served.ended is None else (served.ended,)
        entries, _ = await entries_of(history, (service, *ended, *known.steps))
        told = review_answer(seen, service, known).model_dump()
        return OneReviewAnswer(**seen.dated, **told, steps=[step_answer(one) for one in entries])


def review_answer(seen: Glance, n: int, review: Review) -> ReviewAnswer:
    """One service that was drawn. The hall remembers it as long as its review."""
    served = seen.state.services[n]
    return ReviewAnswer(
        service=n,
        day=review.day,
        label=served.label,
        business=served.business,
        window=served.window,
        staff=review.staff,
        verdict=review.verdict,
        mistake=review.mistake,
        corrections=review.corrections,
    )


def _is_own(by: Actor, review: Review) -> bool:
    return by.staff is not None and review.staff == by.staff
