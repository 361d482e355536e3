"""Rating a service by the code of its ticket: one press of five faces, which is final as on a pad;
what a bad one is about; how it was handled; and why it was not done without coming."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.hall.cases import RateFollowUp
from gateway.hall.exits import AnswerExit
from gateway.hall.ratings import BAD, RateByTicket, TagByTicket
from gateway.public import form, words
from gateway.public.counter import Counter, plain
from gateway.public.form import Form
from gateway.web.by_code import OwnService, ticket_of
from gateway.web.problem import Problem


def install(pages: APIRouter, counter: Counter) -> None:
    """Let services be rated."""
    at = _Rating(counter)
    _rate(pages, at)
    _say_why(pages, at)
    _rate_handling(pages, at)
    _say_exit(pages, at)

    @pages.get("/t/{code}/thanks")
    def thanks(request: Request, code: str) -> Response:
        return at.page(request, code, "thanks.html", lambda one: one.may_rate)


def _rate(pages: APIRouter, at: "_Rating") -> None:
    def page(request: Request, code: str, status: int = 200, told: str = "") -> Response:
        return at.page(request, code, "rate.html", lambda one: one.may_rate, status, told)

    @pages.get("/t/{code}/rate")
    def rate(request: Request, code: str) -> Response:
        return page(request, code)

    @pages.post("/t/{code}/rate")
    async def rated(request: Request, code: str) -> Response:
        levels = []

        def wish_of(n: int, filled: Form) -> object:
            levels.append(_level(filled))
            return RateByTicket(ticket=n, level=levels[0], service=_service(filled))

        no = await at.done(request, code, page, wish_of)
        return no or _to(code, "why" if levels[0] <= BAD else "thanks")


def _say_why(pages: APIRouter, at: "_Rating") -> None:
    def page(request: Request, code: str, status: int = 200, told: str = "") -> Response:
        return at.page(request, code, "why.html", lambda one: one.may_say_why, status, told)

    @pages.get("/t/{code}/why")
    def why(request: Request, code: str) -> Response:
        return page(request, code)

    @pages.post("/t/{code}/why")
    async def why_said(request: Request, code: str) -> Response:
        def wish_of(n: int, filled: Form) -> object:
            tags = tuple(tag for tag in words.TAGS if tag in filled.all("tag"))
            if not tags:
                raise form.choose_first()
            return TagByTicket(ticket=n, tags=tags, service=_service(filled))

        return await at.done(request, code, page, wish_of) or _to(code, "thanks")


def _rate_handling(pages: APIRouter, at: "_Rating") -> None:
    def page(request: Request, code: str, status: int = 200, told: str = "") -> Response:
        return at.page(request, code, "handled.html", status=status, told=told)

    @pages.get("/t/{code}/handled")
    def handled(request: Request, code: str) -> Response:
        return page(request, code)

    @pages.post("/t/{code}/handled")
    async def handled_rated(request: Request, code: str) -> Response:
        def wish_of(n: int, filled: Form) -> object:
            return RateFollowUp(ticket=n, level=_level(filled))

        return await at.done(request, code, page, wish_of) or _to(code, "thanks")


def _say_exit(pages: APIRouter, at: "_Rating") -> None:
    def page(request: Request, code: str, status: int = 200, told: str = "") -> Response:
        return at.page(request, code, "exit.html", status=status, told=told)

    @pages.get("/t/{code}/exit")
    def exit_asked(request: Request, code: str) -> Response:
        return page(request, code)

    @pages.post("/t/{code}/exit")
    async def exit_answered(request: Request, code: str) -> Response:
        def wish_of(n: int, filled: Form) -> object:
            channels = [one for one in words.CHANNELS if one == filled.one("channel")]
            why = [one for one in words.WHY if one == filled.one("reason")]
            if not channels or not why:
                raise form.choose_first()
            return AnswerExit(ticket=n, channel=channels[0], reason=why[0])

        return await at.done(request, code, page, wish_of) or _to(code, "thanks")


@dataclass(frozen=True)
class _Rating:
    """What each of these pages does: draw a ticket's services, and wish something of one."""

    counter: Counter

    def page(
        self,
        request: Request,
        code: str,
        template: str,
        of: Callable[[OwnService], bool] = lambda _: False,
        status: int = HTTPStatus.OK,
        told: str = "",
    ) -> Response:
        """of: which service it asks about, the newest of those. told: why something was not done.
        Raises Problem 404 for a code that is none."""
        counter, plan = self.counter, self.counter.plan
        n = counter.must_read("ticket", code)
        own = ticket_of(plan, counter.look(), n, lambda _: [])
        asked = next((one for one in reversed(own.services) if of(one)), None)
        return counter.page(
            request,
            template,
            status,
            own=own,
            code=plain(code),
            asked=asked,
            business=None if asked is None else counter.business(asked.business),
            window=None if asked is None else plan.window.get(asked.window),
            words=words,
            told=told,
        )

    async def done(
        self,
        request: Request,
        code: str,
        page: Callable[..., Response],
        wish_of: Callable[[int, Form], object],
    ) -> Response | None:
        """None when it was done, else the page that says why not."""
        counter = self.counter
        n = counter.must_read("ticket", code)
        filled = await form.read(request)
        try:
            await counter.as_owner("ticket", n, wish_of(n, filled), filled)
        except Problem as no:
            told = counter.told(request, no)
            return await counter.off_loop(page, request, code, no.status, told)
        return None


def _to(code: str, page: str) -> Response:
    return RedirectResponse(f"/t/{plain(code)}/{page}", HTTPStatus.SEE_OTHER)


def _level(filled: Form) -> int:
    level = filled.whole("level")
    if level not in words.LEVELS:
        raise form.choose_first()
    return level


def _service(filled: Form) -> int | None:
    return filled.whole("service") or None
