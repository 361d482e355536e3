"""Signing in and out by a page of the hall's gateway."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import Request, Response

from gateway.hall.here import Duty
from gateway.hall.plan import HallPlan
from gateway.people.people import People
from gateway.web.asking import COOKIE, Asker, must_come_from_here
from gateway.web.people_asking import Askers, Turns, do
from gateway.web.problem import Problem
from screens.people import cookie
from screens.preferences import of
from screens.sign_in import Entrance, NotSignedInError

_BLANK = "请输入姓名和密码。", "Type your name and password."


def entrance(plan: HallPlan, people: People, ask: Asker) -> Entrance:
    """The hall's. Strangers wait for each other, as at `/api/v1/session`."""
    turns, askers = Turns(), Askers(ask)

    def place(request: Request) -> str:
        chinese = of(request).language.catalogue == "zh"
        return plan.name if chinese else plan.name_en or plan.name

    async def sign_in(request: Request, name: str, password: str) -> Callable[[Response], None]:
        if not name or not password:
            raise NotSignedInError(*_BLANK)
        old = request.cookies.get(COOKIE)
        try:
            must_come_from_here(request)
            signed = await turns.take(lambda: people.sign_in(name[:64], password[:256], old))
        except Problem as no:
            zh, stop, en = no.detail.partition("。 ")
            raise NotSignedInError(zh + stop.strip(), en or zh, no.status) from no

        last_s = people.sessions.session_hours * 3600
        return cookie.let_in(COOKIE, signed.secret, last_s, request)

    async def sign_out(request: Request) -> Callable[[Response], None]:
        secret = request.cookies.get(COOKIE, "")
        try:
            by = await askers.one_of(request, list(Duty))
            if secret and not by.program:
                await do(lambda: people.sign_out(by, secret))
        except Problem as no:
            if no.status is not HTTPStatus.UNAUTHORIZED:  # who has no session is out already
                raise
        return cookie.let_out(COOKIE)

    return Entrance(place, sign_in, sign_out)
