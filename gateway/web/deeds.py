"""What leader and administrator may do to the hall itself: open a day, adopt a board."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import NOT_YOUR_DUTY
from gateway.store.errors import WishRefusedError
from gateway.web.adopting import AdoptBoard, Adopted, NotAdoptedError, NotAdoptedNowError
from gateway.web.asking import Asker
from gateway.web.body import DayToOpen, PlaceToTake, read_body
from gateway.web.opening import DayNotOpenedError, NotNowError, OpenDay
from gateway.web.problem import Problem, in_openapi
from gateway.web.refusals import refusal

ERRORS: Final = in_openapi(401, 403, 404, 409, 413, 422, 503)

OPENERS: Final = (Duty.ADMINISTRATOR, Duty.LEADER)
"""Who may open a day and let a board take a place."""

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Deeds:
    """Each is called in a thread of its own and may take as long as the disk."""

    open_day: OpenDay
    adopt: AdoptBoard


def install(app: FastAPI, deeds: Deeds, ask: Asker) -> None:
    """Let `app` take the requests that change something."""

    async def entitled(request: Request) -> Actor:
        by = await ask(request)
        if by.duty not in OPENERS:
            raise Problem(HTTPStatus.FORBIDDEN, f"{NOT_YOUR_DUTY.zh} {NOT_YOUR_DUTY.en}")
        return by

    async def asked(request: Request, model: type[M]) -> tuple[Actor, M]:
        # By hand, because FastAPI would read the whole body before anyone looks at the token.
        await entitled(request)
        body = await read_body(request, model)
        return await entitled(request), body  # a body may come slowly, and a session end meanwhile

    created = HTTPStatus.CREATED

    @app.post(
        "/api/v1/day", status_code=created, openapi_extra=DayToOpen.in_openapi(), responses=ERRORS
    )
    async def day(request: Request) -> dict[str, str]:
        """Open a business day. For leaders and administrators, and for who has `web-token`."""
        by, wanted = await asked(request, DayToOpen)
        opened = await _do(lambda: deeds.open_day(wanted.asked_by(by)))
        return {"day": opened.isoformat()}

    path = "/api/v1/boards/{uid}/adopt"

    @app.post(path, status_code=created, openapi_extra=PlaceToTake.in_openapi(), responses=ERRORS)
    async def adopt(uid: str, request: Request) -> dict[str, Any]:
        """Let a board take a place of the hall. For whoever may open a day."""
        by, wanted = await asked(request, PlaceToTake)
        adopted: Adopted = await _do(lambda: deeds.adopt(uid, wanted.place, wanted.force, by))
        return {
            "uid": adopted.uid,
            "place": adopted.place,
            "zh": adopted.zh,
            "en": adopted.en,
        }


async def _do(deed: Callable[[], T]) -> T:
    """Raises Problem 503 for what may be asked again later, 409 for what a rule refuses, 403 for
    whose right went while it lay in the queue."""
    try:
        return await run_in_threadpool(deed)
    except WishRefusedError as refused:
        raise refusal(refused.reason) from refused
    except (NotNowError, NotAdoptedNowError) as trouble:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble)) from trouble
    except (DayNotOpenedError, NotAdoptedError) as impossible:
        raise Problem(HTTPStatus.CONFLICT, str(impossible)) from impossible
