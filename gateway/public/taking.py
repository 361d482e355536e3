"""A number from afar: it waits, and has a place, once its owner has checked in at the hall."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.hall import reasons, slots
from gateway.hall.tickets import TakeTicket
from gateway.public import form
from gateway.public.counter import Counter, usable
from gateway.public.hall import waiting
from gateway.web.problem import Problem
from gateway.web.refusals import refusal


def install(pages: APIRouter, counter: Counter) -> None:
    """Let one be taken, unless the hall says no."""

    def drawn(request: Request, status: int = HTTPStatus.OK, told: str = "") -> Response:
        seen = counter.look()
        shown = usable(seen)
        return counter.page(
            request,
            "take.html",
            status,
            told=told,
            shown=shown,
            stands_s=round(seen.age_s),
            waits=waiting(counter, seen) if shown else [],
            offer=counter.offer(seen),
            days=slots.days_to_book(counter.plan, seen.state),
        )

    @pages.get("/take")
    def choose(request: Request) -> Response:
        return drawn(request)

    @pages.post("/take")
    async def take(request: Request) -> Response:
        filled = await form.read(request)
        business = filled.one("business")
        try:
            if not counter.allowed.numbers or business not in counter.plan.business:
                raise refusal(reasons.NO_SUCH_BUSINESS)
            wish = TakeTicket(business=business, present=False)
            done = await counter.as_anybody(request, wish, filled)
        except Problem as no:
            told = counter.told(request, no)
            return await counter.off_loop(drawn, request, no.status, told)
        return RedirectResponse(f"/t/{counter.code_of(done)}", HTTPStatus.SEE_OTHER)
