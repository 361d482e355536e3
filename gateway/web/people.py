"""Signing in and out, and what may be asked about people: accounts, tokens, texts, the trail."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import NOT_YOUR_DUTY
from gateway.people import rights
from gateway.people.api_tokens import RevokeToken
from gateway.people.errors import (
    NotThereError,
    NotYoursError,
    PausedError,
    WeakPasswordError,
    WrongError,
)
from gateway.people.nouns import Account
from gateway.people.passwords import AT_ONCE
from gateway.people.people import People
from gateway.people.texts import ErasePerson, EraseWords, ShowWords
from gateway.store.errors import RefusedError, StoreError
from gateway.web.asking import COOKIE, Asker, must_come_from_here
from gateway.web.body import read_body
from gateway.web.people_bodies import AccountChange, NewAccount, NewToken, OwnPassword, SignIn
from gateway.web.problem import Problem, in_openapi

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

MOST_WAITING: Final = 32
"""Who come with a password and wait for their turn: half of the connections that the page keeps."""

BUSY_S: Final = 5
"""After so long whoever was not let in may try again."""

ERRORS: Final = in_openapi(401, 403, 404, 409, 413, 422, 429, 503)

_BUSY: Final = (
    "登录人数过多,请稍后再试。 Too many sign in at this moment; nothing was looked at. Try again."
)


class Turns:
    """Hashes are computed by two threads at most; the others wait without one."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def take(self, deed: Callable[[], T]) -> T:
        """The deed, in its turn. Raises Problem."""
        if self._waiting >= MOST_WAITING:
            headers = {"Retry-After": str(BUSY_S)}
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, _BUSY, headers)
        self._waiting += 1
        try:
            async with self._turns:
                return await do(deed)
        finally:
            self._waiting -= 1


async def do(deed: Callable[[], T]) -> T:
    """The deed, in a thread that may wait for the disk. Raises Problem."""
    try:
        return await run_in_threadpool(deed)
    except StoreError as error:
        raise _problem(error) from error


def _problem(error: StoreError) -> Problem:
    """The nearest status: the table goes from the particular to the general."""
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    headers = {}
    if isinstance(error, PausedError):
        headers["Retry-After"] = str(error.wait_s)
    elif isinstance(error, WrongError):
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(status, str(error), headers)


_STATUS: Final[Mapping[type[StoreError], HTTPStatus]] = {
    PausedError: HTTPStatus.TOO_MANY_REQUESTS,
    WrongError: HTTPStatus.UNAUTHORIZED,
    NotYoursError: HTTPStatus.FORBIDDEN,
    NotThereError: HTTPStatus.NOT_FOUND,
    WeakPasswordError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefusedError: HTTPStatus.CONFLICT,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Askers:
    """Who asks, whether such a one may, and then the body: in this order."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask

    async def one_of(self, request: Request, duties: Collection[Duty]) -> Actor:
        """Raises Problem 401 or 403."""
        by = await self._ask(request)
        if by.duty not in duties:
            raise Problem(HTTPStatus.FORBIDDEN, f"{NOT_YOUR_DUTY.zh} {NOT_YOUR_DUTY.en}")
        return by

    async def with_body(
        self, request: Request, duties: Collection[Duty], model: type[M]
    ) -> tuple[Actor, M]:
        """Raises Problem 401, 403 or 413, RequestValidationError."""
        by = await self.one_of(request, duties)
        return by, await read_body(request, model)


def install(app: FastAPI, people: People, ask: Asker) -> None:
    """Let `app` know people."""
    askers, turns = Askers(ask), Turns()
    _sessions(app, people, askers, turns)
    _accounts(app, people, askers, turns)
    _tokens(app, people, askers)
    _texts(app, people, askers)


def _sessions(app: FastAPI, people: People, askers: Askers, turns: Turns) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.post(
        "/api/v1/session", status_code=created, openapi_extra=SignIn.in_openapi(), responses=ERRORS
    )
    async def sign_in(request: Request, response: Response) -> dict[str, Any]:
        """Sign in: the answer sets the cookie. 401 for a wrong name or password, 429 with
        Retry-After during the pause after five wrong ones."""
        must_come_from_here(request, browser=False)
        wanted = await read_body(request, SignIn)
        old = request.cookies.get(COOKIE)
        signed = await turns.take(lambda: people.sign_in(wanted.name, wanted.password, old))
        response.set_cookie(
            COOKIE,
            signed.secret,
            max_age=people.sessions.session_hours * 3600,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return _member(signed.account) | {"until_ms": signed.until_ms}

    @app.delete("/api/v1/session", status_code=empty, responses=ERRORS)
    async def sign_out(request: Request, response: Response) -> None:
        """Sign out: the cookie is worth nothing from now on."""
        by = await askers.one_of(request, list(Duty))
        secret = _session_of(request, by)
        await do(lambda: people.sign_out(by, secret))
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")

    @app.get("/api/v1/me", responses=ERRORS)
    async def me(request: Request) -> dict[str, Any]:
        """Who asks."""
        by = await askers.one_of(request, list(Duty))
        account = people.directory.view.accounts.get(by.staff or "")
        return {
            "duty": by.duty,
            "program": by.program or None,
            "token": by.staff,
            "name": None if account is None else account.name,
            "shown": None if account is None else account.shown,
        }

    @app.patch(
        "/api/v1/me", status_code=empty, openapi_extra=OwnPassword.in_openapi(), responses=ERRORS
    )
    async def change_own(request: Request) -> None:
        """Take another password. All other sessions of the account end."""
        by, wanted = await askers.with_body(request, list(Duty), OwnPassword)
        secret = _session_of(request, by)
        await turns.take(lambda: people.change_own(by, secret, wanted.old, wanted.password))


def _session_of(request: Request, by: Actor) -> str:
    if by.program or by.staff is None:
        raise Problem(
            HTTPStatus.CONFLICT, "没有登录会话。 A token is no session; nothing was done."
        )
    return request.cookies[COOKIE]


def _accounts(app: FastAPI, people: People, askers: Askers, turns: Turns) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.get("/api/v1/staff", responses=ERRORS)
    async def staff(request: Request) -> dict[str, Any]:
        """Everybody who has an account, for leaders and administrators."""
        await askers.one_of(request, rights.HEADS)
        return {"staff": [_member(one) for one in people.directory.view.accounts.values()]}

    @app.post(
        "/api/v1/staff",
        status_code=created,
        openapi_extra=NewAccount.in_openapi(),
        responses=ERRORS,
    )
    async def add(request: Request) -> dict[str, str]:
        """A new account, by an administrator. Without a password nobody signs in with it yet."""
        by, new = await askers.with_body(request, rights.ADMINISTRATORS, NewAccount)
        token = await turns.take(
            lambda: people.add(by, new.name, new.shown, new.duty, new.password)
        )
        return {"token": token}

    path = "/api/v1/staff/{token}"

    @app.patch(path, status_code=empty, openapi_extra=AccountChange.in_openapi(), responses=ERRORS)
    async def change(token: str, request: Request) -> None:
        """Change what is given, and nothing else, by an administrator. A new password and
        `"active": false` end the account's sessions."""
        by, wanted = await askers.with_body(request, rights.ADMINISTRATORS, AccountChange)
        await turns.take(lambda: people.change(by, token, **dict(wanted)))


def _member(account: Account) -> dict[str, Any]:
    return {
        "token": account.token,
        "name": account.name,
        "shown": account.shown,
        "duty": account.duty,
        "active": account.active,
        "can_sign_in": account.active and account.password is not None,
    }


def _tokens(app: FastAPI, people: People, askers: Askers) -> None:
    created, empty = HTTPStatus.CREATED, HTTPStatus.NO_CONTENT

    @app.get("/api/v1/tokens", responses=ERRORS)
    async def tokens(request: Request) -> dict[str, Any]:
        """The API tokens, never their secrets, for administrators."""
        await askers.one_of(request, rights.ADMINISTRATORS)
        found = sorted(people.directory.view.tokens.values(), key=lambda one: one.name)
        return {
            "tokens": [
                {
                    "name": one.name,
                    "duty": one.duty,
                    "account": one.account,
                    "from_ms": one.from_ms,
                    "until_ms": one.until_ms,
                }
                for one in found
            ]
        }

    @app.post(
        "/api/v1/tokens", status_code=created, openapi_extra=NewToken.in_openapi(), responses=ERRORS
    )
    async def add(request: Request) -> dict[str, Any]:
        """A new API token, by an administrator. Its secret is told in this answer, and never
        again."""
        by, new = await askers.with_body(request, rights.ADMINISTRATORS, NewToken)
        drawn = await do(lambda: people.add_token(by, new.name, new.duty, new.days, new.account))
        return {"name": drawn.name, "secret": drawn.secret, "until_ms": drawn.until_ms}

    @app.delete("/api/v1/tokens/{name}", status_code=empty, responses=ERRORS)
    async def revoke(name: str, request: Request) -> None:
        """A token is worth nothing from now on."""
        by = await askers.one_of(request, rights.ADMINISTRATORS)
        await do(lambda: people.do(RevokeToken(by, name)))


def _texts(app: FastAPI, people: People, askers: Askers) -> None:
    empty = HTTPStatus.NO_CONTENT

    @app.get("/api/v1/audit", responses=ERRORS)
    async def audit(
        request: Request,
        before: Annotated[int, Query(ge=1, lt=1 << 53)] = (1 << 53) - 1,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Who saw or changed what the facts do not tell, newest first; `before` is an id."""
        await askers.one_of(request, rights.HEADS)
        names = ("id", "at_ms", "who", "did", "about")
        lines = await do(lambda: people.audit(before, limit))
        return {"lines": [dict(zip(names, line, strict=True)) for line in lines]}

    @app.get("/api/v1/words/{token}", responses=ERRORS)
    async def show(token: str, request: Request) -> dict[str, Any]:
        """A text that somebody wrote, for a leader, or for who has the entry of the comment book to
        answer. That it was shown is on the trail before."""
        by = await askers.one_of(request, rights.READERS)
        words = await do(lambda: people.do(ShowWords(by, token)))
        return {"token": words.token, "n": words.n, "text": words.text, "at_ms": words.at_ms}

    @app.delete("/api/v1/words/{token}", status_code=empty, responses=ERRORS)
    async def erase_words(token: str, request: Request) -> None:
        """Erase a text now and without a trace, by a leader or administrator. Facts stay."""
        by = await askers.one_of(request, rights.HEADS)
        await do(lambda: people.do(EraseWords(by, token)))

    @app.delete("/api/v1/persons/{token}", status_code=empty, responses=ERRORS)
    async def erase_person(token: str, request: Request) -> None:
        """Forget whose facts these are, by a leader or administrator. Facts stay."""
        by = await askers.one_of(request, rights.HEADS)
        await do(lambda: people.do(ErasePerson(by, token)))
