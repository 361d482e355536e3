"""What somebody may read who holds a code: how the own ticket, booking or opinion stands."""

from typing import Literal

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.codes import Codes
from gateway.hall import reasons
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.nouns import Stage
from gateway.hall.opinion_nouns import OpinionStage
from gateway.hall.order import Order
from gateway.hall.plan import HallPlan, Paper
from gateway.hall.reasons import Reason
from gateway.hall.standing import booking_standing, ticket_standing
from gateway.hall.visits import Served, visit_of
from gateway.web.choices import ChoiceAnswer, choice
from gateway.web.hall_reading import Answer, Glance, Look, Texts
from gateway.web.history import MOST_STEPS, History
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from gateway.web.wishing import must_read
from protocol.facts import Fact, ServiceFinished


class OwnService(BaseModel):
    """One matter of a visit."""

    service: int
    """n, for the `service` of a rating and of its reasons."""
    business: str
    window: str
    day: str
    may_rate: bool
    may_say_why: bool
    """It was rated badly, and rating-reasons are not given yet."""
    missing: list[ChoiceAnswer]
    """Papers that are to be brought (一次性告知), all of them."""


class OwnTicket(Answer):
    """A ticket, as its owner's phone shows it."""

    ticket: int
    label: str
    business: str
    stage: Stage
    ahead: int | None
    """People who go before it; null unless it waits."""
    near: bool
    """The turn is near: time to come to the windows."""
    early: bool
    """Booked for later: until `not_before_ms` others go first."""
    not_before_ms: int
    window: str | None
    """Where to go; null unless it is called or served."""
    window_name: str | None
    may_cancel: bool
    lapsed: bool
    """Cancelled by the hall, as nobody had seen its paper: who holds it gets the number back from a
    guide."""
    services: list[OwnService]
    """What was done for it here, the first one first; days later too."""
    may_answer_exit: bool
    may_rate_handling: bool
    """A bad rating was called back: follow-up-rating takes how it was handled."""
    may_redeem: bool
    """It is a second-priority card that would give a number now."""


class OwnBooking(Answer):
    """A booking, as its owner's phone shows it."""

    booking: int
    business: str
    day: str
    starts_ms: int
    ends_ms: int
    stage: BookingStage
    label: str
    """Of the number that it became; empty until then."""
    may_cancel: bool
    may_arrive: bool
    """A dispenser would give its number now."""


class OwnOpinion(Answer):
    """An entry of the comment book, as its writer reads it."""

    opinion: int
    topic: str
    kind: str
    stage: OpinionStage
    reply: str | None
    """The answer that counts; null while there is none, or after its days were over."""


def install(
    app: FastAPI, plan: HallPlan, look: Look, codes: Codes, texts: Texts, history: History
) -> None:
    """Let `app` answer whoever has a code."""
    errors = in_openapi(404, 503)

    def standing(kind: Literal["ticket", "booking", "opinion"], code: str) -> tuple[int, Glance]:
        return must_read(codes, kind, code), look()

    @app.get(f"{PREFIX}/codes/ticket/{{code}}", responses=errors)
    async def own_ticket(code: str) -> OwnTicket:
        """How a ticket stands."""
        n, seen = standing("ticket", code)
        return await run_in_threadpool(ticket_of, plan, seen, n, history)

    @app.get(f"{PREFIX}/codes/booking/{{code}}", responses=errors)
    async def own_booking(code: str) -> OwnBooking:
        """How a booking stands."""
        n, seen = standing("booking", code)
        return booking_of(plan, seen, n)

    @app.get(f"{PREFIX}/codes/opinion/{{code}}", responses=errors)
    async def own_opinion(code: str) -> OwnOpinion:
        """How an entry of the comment book stands, and its answer."""
        n, seen = standing("opinion", code)
        return await run_in_threadpool(opinion_of, seen, n, texts)


def ticket_of(
    plan: HallPlan, seen: Glance, n: int, history: History, known: Order | None = None
) -> OwnTicket:
    """How this ticket stands. Waits for the disk by `history`. Raises Problem 404, StoreError.

    known: everybody's place in this state, where it was made for many.
    """
    told = ticket_standing(plan, seen.state, seen.now, n, known)
    if isinstance(told, Reason):
        raise refusal(told)
    window = plan.window.get(told.window or "")
    visit = visit_of(plan, seen.state, seen.now, n)
    ends = [one.service.ended for one in visit.services.values() if one.service.ended]
    lacks = {one.n: _missing(plan, one.fact) for one in history(ends[:MOST_STEPS])}
    return OwnTicket(
        **seen.dated,
        ticket=n,
        label=told.label,
        business=told.business,
        stage=told.stage,
        ahead=told.ahead,
        near=told.near,
        early=told.early,
        not_before_ms=told.not_before_ms,
        window=told.window,
        window_name=window.name if window else None,
        may_cancel=told.may_cancel,
        lapsed=told.lapsed,
        services=[
            _own_service(service, one, lacks.get(one.service.ended or 0, []))
            for service, one in visit.services.items()
        ],
        may_answer_exit=visit.may_answer_exit,
        may_rate_handling=visit.may_rate_handling,
        may_redeem=visit.may_redeem,
    )


def booking_of(plan: HallPlan, seen: Glance, n: int) -> OwnBooking:
    """How this booking stands. Raises Problem 404."""
    told = booking_standing(plan, seen.state, seen.now, n)
    if isinstance(told, Reason):
        raise refusal(told)
    return OwnBooking(
        **seen.dated,
        booking=n,
        business=told.booking.business,
        day=told.booking.day,
        starts_ms=told.booking.starts_ms,
        ends_ms=told.booking.ends_ms,
        stage=told.booking.stage,
        label=told.booking.label,
        may_cancel=told.may_cancel,
        may_arrive=told.may_arrive,
    )


def opinion_of(seen: Glance, n: int, texts: Texts) -> OwnOpinion:
    """How this entry stands. Waits for the disk by `texts`. Raises Problem 404, StoreError."""
    opinion = seen.state.opinions.get(n)
    if opinion is None:
        raise refusal(reasons.opinion.NO_SUCH_OPINION)
    reply = opinion.reply and texts(opinion.reply)
    return OwnOpinion(
        **seen.dated,
        opinion=n,
        topic=opinion.submitted.topic,
        kind=opinion.submitted.kind,
        stage=opinion.stage,
        reply=reply or None,
    )


def _missing(plan: HallPlan, fact: Fact) -> list[ChoiceAnswer]:
    """The papers that a service ended without, in words; by code where hall.toml has changed."""
    if not isinstance(fact, ServiceFinished):
        return []
    papers = {
        paper.code: paper for item in plan.items if item.code in fact.items for paper in item.papers
    }
    named = {code: papers.get(code, Paper(code, code)) for code in fact.missing}
    return [choice(code, paper.name, paper.name_en) for code, paper in named.items()]


def _own_service(n: int, one: Served, missing: list[ChoiceAnswer]) -> OwnService:
    return OwnService(
        service=n,
        business=one.service.business,
        window=one.service.window,
        day=one.service.day,
        may_rate=one.may_rate,
        may_say_why=one.may_say_why,
        missing=missing,
    )
