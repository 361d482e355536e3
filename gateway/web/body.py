"""The body of a request: never longer than it needs to be, and read in one strict way."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from gateway.hall.here import Actor
from gateway.hall.numbers import LastNumber
from gateway.hall.wish import Code
from gateway.web.opening import DayWanted
from gateway.web.problem import Problem

MOST_BYTES: Final = 16_384
"""Far more than any request of this API needs; a body is held in memory while it is read."""

M = TypeVar("M", bound=BaseModel)


def _day(value: object) -> date | Literal["today"]:
    """Strictly 2026-11-22: pydantic alone would read the number of a second as a day, too."""
    if value == "today":
        return "today"
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise PydanticCustomError("iso_date", 'write the day like "2026-11-22", or "today"')
    return day


class Body(BaseModel):
    """The body of a POST; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def in_openapi(cls) -> dict[str, Any]:
        """What FastAPI would say of it in the description of the API."""
        content = {"application/json": {"schema": cls.model_json_schema()}}
        return {"requestBody": {"required": True, "content": content}}


class DayToOpen(Body):
    """The body of POST /api/v1/day."""

    day: Annotated[date | Literal["today"], BeforeValidator(_day)]
    """`today` is the date on the hall's own wall, whatever the zone of who asks."""
    after: Annotated[dict[Code, LastNumber], Field(max_length=64)] = {}
    """Business → the last number that was given out on this day already, 0 for none. On the first
    day of a new store every business is to be named, unless `from_one`."""
    from_one: Annotated[bool, Field(strict=True)] = False
    """Of businesses that are not named no number was given out."""

    def asked_by(self, by: Actor) -> DayWanted:
        """The same, as what `by` wants."""
        return DayWanted(None if self.day == "today" else self.day, self.after, self.from_one, by)


class PlaceToTake(Body):
    """The body of POST /api/v1/boards/{uid}/adopt."""

    place: Annotated[str, Field(strict=True, min_length=1, max_length=40)]
    """Its uid in hall.toml, or `call_pad 7`, `rating_pad 7`, `dispenser`, `window 7`."""
    force: Annotated[bool, Field(strict=True)] = False
    """Although the board of this place still answers, or is sealed and the new one is not."""


async def read_body(request: Request, model: type[M]) -> M:
    """The body as `model`. Raises Problem 413 when it is too long, RequestValidationError else."""
    return parse(model, await read_bytes(request))


async def read_bytes(request: Request) -> bytes:
    """The body as it came. Raises Problem 413 when it is too long."""
    _not_too_long(_announced(request))
    body = bytearray()
    async for part in request.stream():
        body += part
        _not_too_long(len(body))
    return bytes(body)


def parse(model: type[M], body: bytes) -> M:
    """A body as `model`. Raises RequestValidationError."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        faults = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _not_too_long(length: int) -> None:
    if length > MOST_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is longer than {MOST_BYTES} bytes; nothing was changed.",
        )
