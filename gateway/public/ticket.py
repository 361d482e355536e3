"""One's own number, by its code: how it stands, and giving it back."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.hall.nouns import OPEN, Stage
from gateway.hall.tickets import CancelTicket
from gateway.public import form
from gateway.public.counter import Counter, plain, usable
from gateway.store import StoreError
from gateway.web.by_code import ticket_of
from gateway.web.problem import Problem
from screens.following import follow
from screens.languages import later

_MISSED: Final[Mapping[str, str]] = {
    "void": later("A missed number is void: take a new one."),
    "tail": later("Ask a guide: you go to the end."),
    "after_n": later("Ask a guide: you are called soon."),
}
"""What a missed number is worth, by the hall's rule."""


def install(pages: APIRouter, counter: Counter) -> None:
    """Let it be looked at and given back."""
    plan = counter.plan

    def part(request: Request, code: str, n: int) -> tuple[str, float]:
        try:
            seen = counter.look()
            expected = counter.expected(seen)
            own = ticket_of(plan, seen, n, lambda _: [], expected.order)
            shown = usable(seen)
            waits = shown and own.stage is Stage.WAITING
            served = waits and expected.calls(n)
            span = expected.ticket(n) if waits else None
        except StoreError:
            return counter.part(request, "ticket_now.html", shown=False, stands_s=None), 0.0
        html = counter.part(
            request,
            "ticket_now.html",
            shown=shown,
            stands_s=None if shown else round(seen.age_s),
            own=own,
            business=counter.business(own.business),
            code=plain(code),
            served=served,
            span=span,
            missed=_MISSED[plan.rules.missed],
            to_rate=any(one.may_rate for one in own.services),
            to_tag=any(one.may_say_why for one in own.services),
        )
        return html, seen.age_s

    def drawn(request: Request, code: str, status: int = HTTPStatus.OK, told: str = "") -> Response:
        n = counter.must_read("ticket", code)
        own = ticket_of(plan, counter.look(), n, counter.api.facts)
        html, age_s = part(request, code, n)
        return counter.page(
            request,
            "ticket.html",
            status,
            part=html,
            age_s=age_s,
            code=plain(code),
            lacks=[paper for one in own.services for paper in one.missing],
            is_open=own.stage in OPEN,
            told=told,
        )

    @pages.get("/t/{code}")
    def own_ticket(request: Request, code: str) -> Response:
        return drawn(request, code)

    @pages.get("/t/{code}/now")
    async def now(request: Request, code: str) -> Response:
        n = counter.must_read("ticket", code)
        return await follow(request, counter.bell, lambda: part(request, code, n))

    @pages.get("/t/{code}/cancel")
    def ask_again(request: Request, code: str) -> Response:
        n = counter.must_read("ticket", code)
        own = ticket_of(plan, counter.look(), n, lambda _: [])
        return counter.page(request, "cancel_ticket.html", own=own, code=plain(code))

    @pages.post("/t/{code}/cancel")
    async def cancel(request: Request, code: str) -> Response:
        n = counter.must_read("ticket", code)
        filled = await form.read(request)
        try:
            await counter.as_owner("ticket", n, CancelTicket(ticket=n), filled)
        except Problem as no:
            told = counter.told(request, no)
            return await counter.off_loop(drawn, request, code, no.status, told)
        return RedirectResponse(f"/t/{plain(code)}", HTTPStatus.SEE_OTHER)
