"""How something about people is asked for: who asks, the turn for a hash, and what a no becomes."""

from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Final, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import NOT_YOUR_DUTY
from gateway.people.errors import NotThereError, NotYoursError
from gateway.store.errors import RefusedError, StoreError
from gateway.web.asking import Asker
from gateway.web.body import read_body
from gateway.web.problem import Problem, in_openapi
from screens.people import turns
from screens.people.errors import BusyError, PausedError, PeopleError, WeakPasswordError, WrongError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

BUSY_S: Final = 5
"""After so long whoever was not let in may try again."""

ERRORS: Final = in_openapi(401, 403, 404, 409, 413, 422, 429, 503)


class Turns:
    """See screens.people.turns."""

    def __init__(self) -> None:
        self._turns = turns.Turns()

    async def take(self, deed: Callable[[], T]) -> T:
        """The deed, in its turn. Raises Problem."""
        try:
            return await self._turns.take(lambda: do(deed))
        except BusyError as busy:
            raise _problem(busy) from busy


async def do(deed: Callable[[], T]) -> T:
    """The deed, in a thread that may wait for the disk. Raises Problem."""
    try:
        return await run_in_threadpool(deed)
    except (StoreError, PeopleError) as error:
        raise _problem(error) from error


def _problem(error: StoreError | PeopleError) -> Problem:
    """The nearest status: the table goes from the particular to the general."""
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    headers = {}
    if isinstance(error, PausedError):
        headers["Retry-After"] = str(error.wait_s)
    elif isinstance(error, BusyError):
        headers["Retry-After"] = str(BUSY_S)
    elif isinstance(error, WrongError):
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(status, str(error), headers)


_STATUS: Final[Mapping[type[Exception], HTTPStatus]] = {
    PausedError: HTTPStatus.TOO_MANY_REQUESTS,
    WrongError: HTTPStatus.UNAUTHORIZED,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
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
