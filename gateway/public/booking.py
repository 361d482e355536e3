"""Booking a time, in three steps of one page: the business, the day, the time.

Nobody is asked who it is. Whoever types the number of an identity document may type anybody's, and
would book, be blocked and learn of bookings in that name; and many a hall has no https. So a hall
that books for people known by a document alone (`real_name`) does it at a kiosk or by a guide,
where the document is shown.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from gateway.codes import Codes
from gateway.hall import slots
from gateway.hall.bookings import CancelBooking, MakeBooking
from gateway.public import form, words
from gateway.public.counter import Counter, plain
from gateway.web.by_code import booking_of
from gateway.web.hall_reading import Glance
from gateway.web.problem import Problem


def install(pages: APIRouter, counter: Counter) -> None:
    """Let a time be booked, looked at and given back."""
    _making(pages, counter)
    _having(pages, counter)


def _making(pages: APIRouter, counter: Counter) -> None:
    plan = counter.plan

    def drawn(
        request: Request, business: str, day: str, status: int = HTTPStatus.OK, told: str = ""
    ) -> Response:
        seen = counter.look()
        chosen = plan.business.get(business)
        days = slots.days_to_book(plan, seen.state)
        free = {}
        if chosen is not None:
            free = {
                one: slots.free_slots(plan, seen.state, seen.now, business, one) for one in days
            }
        day = day if day in free else ""
        rules = plan.booking
        return counter.page(
            request,
            "booking.html",
            status,
            told=told,
            by_document=rules is not None and rules.real_name,
            chosen=chosen,
            days=days,
            free=free,
            on=day,
            offer=counter.offer(seen),
        )

    @pages.get("/book")
    def choose(
        request: Request,
        business: Annotated[str, Query(max_length=32)] = "",
        day: Annotated[str, Query(max_length=10)] = "",
    ) -> Response:
        return drawn(request, business, day)

    @pages.post("/book")
    async def make(request: Request) -> Response:
        filled = await form.read(request)
        business, day = filled.one("business"), filled.one("day")
        starts_ms = filled.whole("starts_ms")
        try:
            if not starts_ms or slots.date_of(day) is None:
                raise form.choose_first()
            wish = MakeBooking(business=business, day=day, starts_ms=starts_ms, channel="phone")
            done = await counter.as_anybody(request, wish, filled)
        except Problem as no:
            told = counter.told(request, no)
            return await counter.off_loop(drawn, request, business, day, no.status, told)
        return RedirectResponse(f"/b/{counter.code_of(done)}", HTTPStatus.SEE_OTHER)


def _having(pages: APIRouter, counter: Counter) -> None:
    def drawn(
        request: Request,
        code: str,
        template: str,
        status: int = HTTPStatus.OK,
        told: str = "",
    ) -> Response:
        n = counter.must_read("booking", code)
        seen = counter.look()
        own = booking_of(counter.plan, seen, n)
        rules = counter.plan.booking
        return counter.page(
            request,
            template,
            status,
            own=own,
            business=counter.business(own.business),
            code=plain(code),
            ticket=_ticket_of(counter.api.codes, seen, n),
            early_ms=own.starts_ms - (rules.early_min * 60_000 if rules else 0),
            told=told,
            words=words.BOOKED,
        )

    @pages.get("/b/{code}")
    def own(request: Request, code: str) -> Response:
        return drawn(request, code, "own_booking.html")

    @pages.get("/b/{code}/cancel")
    def ask_again(request: Request, code: str) -> Response:
        return drawn(request, code, "cancel_booking.html")

    @pages.post("/b/{code}/cancel")
    async def cancel(request: Request, code: str) -> Response:
        n = counter.must_read("booking", code)
        filled = await form.read(request)
        try:
            await counter.as_owner("booking", n, CancelBooking(booking=n), filled)
        except Problem as no:
            told = counter.told(request, no)
            page = ("own_booking.html", no.status, told)
            return await counter.off_loop(drawn, request, code, *page)
        return RedirectResponse(f"/b/{plain(code)}", HTTPStatus.SEE_OTHER)


def _ticket_of(codes: Codes, seen: Glance, n: int) -> str | None:
    """Code of the number that the booking became, as long as the hall has it: it is its owner's."""
    booking = seen.state.bookings.get(n)
    ticket = None if booking is None else seen.state.tickets.get(booking.ticket or 0)
    if booking is None or booking.ticket is None or ticket is None:
        return None
    return codes.of(booking.ticket, ticket.issued)
