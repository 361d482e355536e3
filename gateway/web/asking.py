"""Who asks: from the headers of a request to somebody with a duty in the hall."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request

from gateway.hall.here import Actor, Duty
from gateway.web.opening import may_write
from gateway.web.problem import Problem

Asker = Callable[[Request], Awaitable[Actor]]
"""Raises Problem 401 for nobody that is known. Looks at headers alone, before a body is read."""

ADMINISTRATOR: Final = Actor(Duty.ADMINISTRATOR, program="web-token")
"""Whoever can read the file `web-token` of the gateway's data directory."""


def by_web_token(token: str) -> Asker:
    """The one who holds the gateway's own token, and nobody else."""

    async def ask(request: Request) -> Actor:
        if not may_write(request.headers.get("authorization"), token):
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                "This needs the header `Authorization: Bearer TOKEN`; the token is in the file "
                "web-token of the gateway's data directory.",
                {"WWW-Authenticate": "Bearer"},
            )
        return ADMINISTRATOR

    return ask
