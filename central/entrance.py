"""Signing in and out by a page of the city's central."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from central.asking import COOKIE
from central.config import Config
from central.people.people import SESSION_S, People
from screens.origin import NotFromHereError, must_come_from_here
from screens.people import cookie
from screens.people.errors import PausedError, PeopleError, WrongError
from screens.people.turns import Turns
from screens.preferences import of
from screens.problem import Problem
from screens.sign_in import Entrance, NotSignedInError

_BLANK = "请输入姓名和密码。", "Type your name and password."


def entrance(config: Config, people: People) -> Entrance:
    """The city's. Whoever comes with a password waits for the others."""
    turns = Turns()

    def place(request: Request) -> str:
        chinese = of(request).language.catalogue == "zh"
        return config.city.name if chinese else config.city.name_en or config.city.name

    async def sign_in(request: Request, name: str, password: str) -> Callable[[Response], None]:
        if not name or not password:
            raise NotSignedInError(*_BLANK)
        old = request.cookies.get(COOKIE)
        look = partial(people.sign_in, name[:64], password[:256], old)
        try:
            must_come_from_here(request)
            signed = await turns.take(lambda: run_in_threadpool(look))
        except (PeopleError, NotFromHereError) as no:
            zh, stop, en = str(no).partition("。 ")
            raise NotSignedInError(zh + stop.strip(), en or zh, _status(no)) from no
        return cookie.let_in(COOKIE, signed.secret, SESSION_S, request)

    async def sign_out(request: Request) -> Callable[[Response], None]:
        secret = request.cookies.get(COOKIE, "")
        if secret:
            try:
                must_come_from_here(request)
                await run_in_threadpool(people.sign_out, secret)
            except NotFromHereError as no:
                raise Problem(HTTPStatus.FORBIDDEN, str(no)) from no
            except PeopleError as error:
                raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        return cookie.let_out(COOKIE)

    return Entrance(place, sign_in, sign_out)


def _status(no: Exception) -> int:
    match no:
        case WrongError():
            return HTTPStatus.UNAUTHORIZED
        case PausedError():
            return HTTPStatus.TOO_MANY_REQUESTS
        case NotFromHereError():
            return HTTPStatus.FORBIDDEN
    return HTTPStatus.SERVICE_UNAVAILABLE
