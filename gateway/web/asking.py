"""Who asks: from the headers of a request to somebody with a duty in the hall."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request

from gateway.hall.here import Actor, Duty
from gateway.people.directory import Directory
from gateway.people.rights import WEB_TOKEN
from gateway.store.errors import StoreError
from gateway.web.opening import may_write
from gateway.web.problem import Problem
from screens import origin

Asker = Callable[[Request], Awaitable[Actor]]
"""Raises Problem 401 for nobody that is known. Looks at headers alone, before a body is read."""

ADMINISTRATOR: Final = Actor(Duty.ADMINISTRATOR, program=WEB_TOKEN)
"""Whoever can read the file `web-token` of the gateway's data directory."""

COOKIE: Final = "taxhall-session"
"""Its name begins with no `__Host-`, which browsers take by https alone: many a hall has none."""

_READING: Final = ("GET", "HEAD")


def by_web_token(token: str) -> Asker:
    """The one who holds the gateway's own token, and nobody else."""

    async def ask(request: Request) -> Actor:
        if not may_write(request.headers.get("authorization"), token):
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                "请先登录。 Sign in first. A program sends the header `Authorization: Bearer TOKEN`"
                " with its API token, or with that of the file web-token in the gateway's data"
                " directory.",
                {"WWW-Authenticate": "Bearer"},
            )
        return ADMINISTRATOR

    return ask


def by_people(token: str, directory: Directory) -> Asker:
    """Whoever holds an API token or a session's cookie, or the gateway's own token."""
    by_own_token = by_web_token(token)

    async def ask(request: Request) -> Actor:
        try:
            found = _found(request, directory)
        except StoreError as trouble:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble)) from trouble
        return await by_own_token(request) if found is None else found

    return ask


def _found(request: Request, directory: Directory) -> Actor | None:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        return directory.by_api_token(secret.strip()) if scheme.lower() == "bearer" else None
    secret = request.cookies.get(COOKIE, "")
    actor = directory.by_session(secret) if secret else None
    if actor is not None and request.method not in _READING:
        must_come_from_here(request)
    return actor


def must_come_from_here(request: Request, *, browser: bool = True) -> None:
    """See screens.origin. Raises Problem 403."""
    try:
        origin.must_come_from_here(request, browser=browser)
    except origin.NotFromHereError as no:
        raise Problem(HTTPStatus.FORBIDDEN, str(no)) from no
