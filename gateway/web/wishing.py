"""Wishes over HTTP: who asks, what is wished, the hall's answer; a table of ways makes the routes.

What a body may hold is read off the wish itself, so that bounds are written once.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import MISSING, Field, dataclass, fields
from http import HTTPStatus
from typing import Annotated, Any, Final, get_type_hints

import pydantic
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints, create_model

from gateway.hall import reasons
from gateway.hall.reasons import Reason
from gateway.store import Do, Done, KeyUsedError, Once, StoreError, WishRefusedError
from gateway.web import problem
from gateway.web.asking import Asker
from gateway.web.body import parse, read_bytes
from gateway.web.problem import Problem, in_openapi
from gateway.web.ways import PREFIX, WAYS, Way
from protocol import facts

COMMIT_S: Final = 30.0
"""A client is told after this time that nobody knows yet."""

Submit = Callable[[Do], "Future[Done]"]
"""Queues a command of the store."""

Subject = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
"""Keyed hash of a taxpayer: HMAC-SHA256 under the hall's key, 12 bytes, hexadecimal."""

KEY: Final = "Idempotency-Key"
_MOST_KEY: Final = 255
_KEY_PATTERN: Final = r"^[!-~]([ -~]*[!-~])?$"

FORBIDDEN: Final = (
    reasons.NOT_YOUR_DUTY,
    reasons.NOT_YOUR_WINDOW,
    reasons.NOT_YOURS_TO_SAY,
    reasons.case.SIGN_IN_FIRST,
    reasons.case.YOUR_OWN_CASE,
    reasons.case.NOT_YOUR_CASE,
    reasons.case.VERIFIED_BY_YOU,
    reasons.opinion.NOT_YOUR_CHANNEL,
    reasons.review.YOUR_OWN_SERVICE,
)


class DoneAnswer(BaseModel):
    """What a wish became."""

    n: int
    """Of the fact in the hall's stream; it names the ticket or the service from here on."""
    type: str
    data: dict[str, Any]
    label: str | None = None
    """Of a ticket, as people read it."""
    again: bool = False
    """True when this very request was answered before."""


@dataclass(frozen=True)
class _Fields:
    """How the fields of a wish are read: those of the path, and those of the body."""

    path: type[BaseModel]
    body: type[BaseModel]


def install(app: FastAPI, submit: Submit, ask: Asker) -> None:
    """Let `app` take every wish of the table."""
    app.add_exception_handler(StoreError, _on_store_trouble)
    for way in WAYS:
        read = _fields(way)
        app.add_api_route(
            PREFIX + way.path,
            _endpoint(way, read, submit, ask),
            methods=["POST"],
            status_code=HTTPStatus.CREATED,
            summary=way.summary,
            operation_id=way.wish.__name__,
            response_model=DoneAnswer,
            responses=in_openapi(401, 403, 404, 409, 413, 422, 503),
            openapi_extra=_described(way, read),
        )


def _endpoint(
    way: Way, read: _Fields, submit: Submit, ask: Asker
) -> Callable[[Request], Awaitable[DoneAnswer]]:
    async def do(request: Request) -> DoneAnswer:
        by = await ask(request)
        raw = await read_bytes(request)
        path = parse_path(read.path, request.path_params)
        body = parse(read.body, raw or b"{}")
        given = {name: getattr(body, name) for name in type(body).model_fields}
        subject = given.pop("subject", None)
        wish = way.wish(**{name: getattr(path, name) for name in read.path.model_fields}, **given)
        once = _once(way, request, raw)
        command = Do(wish, by, once, None if subject is None else bytes.fromhex(subject))
        return answer_of(await _done(submit, command))

    return do


def answer_of(done: Done) -> DoneAnswer:
    """As a client reads it."""
    label = done.fact.label if isinstance(done.fact, facts.TicketIssued) else None
    return DoneAnswer(
        n=done.n,
        type=done.fact.TYPE,
        data=facts.to_data(done.fact),
        label=label,
        again=done.again,
    )


async def _on_store_trouble(_: Request, trouble: Exception) -> Response:
    """Whoever reads or wishes is told that the disk does not take or give it."""
    return problem.answer(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble), {"Retry-After": "5"})


async def _done(submit: Submit, command: Do) -> Done:
    """Raises Problem with the hall's reason, StoreError where the disk did not take it."""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(submit(command)), COMMIT_S)
    except WishRefusedError as refused:
        raise refusal(refused.reason) from refused
    except KeyUsedError as misused:
        raise Problem(HTTPStatus.CONFLICT, str(misused)) from misused
    except TimeoutError as late:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"The disk has not taken this within {COMMIT_S:.0f} s, and may still: ask again with"
            f" the same {KEY}.",
        ) from late


def refusal(reason: Reason) -> Problem:
    """A reason of the hall as a problem: who may not, what is not there, what cannot be now."""
    if reason in FORBIDDEN:
        status = HTTPStatus.FORBIDDEN
    elif reason.code.startswith("no_such_"):
        status = HTTPStatus.NOT_FOUND
    else:
        status = HTTPStatus.CONFLICT
    told = {"code": reason.code, "zh": reason.zh, "en": reason.en}
    if reason.about:
        told["about"] = reason.about
    return Problem(status, f"{reason.zh} {reason.en}", more=told)


def _once(way: Way, request: Request, raw: bytes) -> Once | None:
    key = request.headers.get(KEY.lower())
    if key is None and way.keyed:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"This needs the header `{KEY}`: any text of your own, a new one for every number, and"
            " the same when you ask again because no answer came.",
        )
    if key is None:
        return None
    if len(key) > _MOST_KEY or not re.fullmatch(_KEY_PATTERN, key):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"The {KEY} must have 1 to {_MOST_KEY} printable ASCII characters.",
        )
    asked = request.url.path.encode() + b"\n" + raw
    return Once(key, hashlib.sha256(asked).digest())


def _fields(way: Way) -> _Fields:
    hints = get_type_hints(way.wish, include_extras=True)
    in_path: dict[str, Any] = {}
    in_body: dict[str, Any] = {}
    for one in fields(way.wish):
        where = in_path if f"{{{one.name}}}" in way.path else in_body
        where[one.name] = (hints[one.name], _default(one))
    if way.personal:
        in_body["subject"] = (Subject | None, None)
    name = way.wish.__name__
    strict = ConfigDict(extra="forbid", strict=True)
    return _Fields(
        create_model(f"{name}Path", **in_path),
        create_model(name, __config__=strict, __doc__=way.wish.__doc__, **in_body),
    )


def _default(one: "Field[Any]") -> Any:
    return ... if one.default is MISSING else one.default


def parse_path(model: type[BaseModel], params: dict[str, str]) -> BaseModel:
    """What the path names. Raises Problem 404: there can be no such thing."""
    given: dict[str, object] = {**params}
    for name, field in model.model_fields.items():
        text = params[name]
        if field.annotation is int and text.isascii() and text.isdecimal() and len(text) < 20:
            given[name] = int(text)
    try:
        return model.model_validate(given)
    except pydantic.ValidationError as error:
        told = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no such thing ({told}).") from error


def _described(way: Way, read: _Fields) -> dict[str, Any]:
    """What FastAPI cannot see in the endpoint."""
    schema = read.body.model_json_schema(ref_template="#/components/schemas/{model}")
    needed = bool(schema.get("required"))
    path = read.path.model_json_schema()["properties"]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _plain(path[name])}
        for name in read.path.model_fields
    ]
    parameters.append(
        {
            "name": KEY,
            "in": "header",
            "required": way.keyed,
            "schema": {"type": "string", "maxLength": _MOST_KEY, "pattern": _KEY_PATTERN},
            "description": "Whoever asks again with the same key gets the first answer.",
        }
    )
    return {
        "parameters": parameters,
        "requestBody": {"required": needed, "content": {"application/json": {"schema": schema}}},
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in ("title", "default")}
