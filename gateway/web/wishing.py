"""Wishes over HTTP: who asks, what is wished, what the hall says; a table makes the routes."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response

from gateway.codes import Codes, Kind
from gateway.hall import reasons, windows, wishes
from gateway.hall.here import Actor, Duty
from gateway.store import Do, Done, KeyUsedError, Once, StoreError, WishRefusedError
from gateway.web import problem
from gateway.web.asking import Asker
from gateway.web.body import parse, read_bytes
from gateway.web.done_answers import DoneAnswer, LeavingAnswer, answer_of
from gateway.web.problem import Problem, in_openapi
from gateway.web.refusals import only_by_code, refusal
from gateway.web.ways import PREFIX, WAYS, Way
from gateway.web.wish_fields import (
    KEY,
    KEY_PATTERN,
    MOST_KEY,
    Fields,
    described,
    fields_of,
    parse_path,
)

COMMIT_S: Final = 30.0
"""A client is told after this time that nobody knows yet."""

Submit = Callable[[Do], "Future[Done]"]
"""Queues a command of the store."""

_Endpoint = Callable[[Request], Awaitable[Response]]


_LEAVING: Final = (windows.LogOut, windows.CloseWindow)


@dataclass(frozen=True)
class Desk:
    """What every way needs."""

    submit: Submit
    ask: Asker
    codes: Codes


def owner(kind: Kind, n: int) -> Actor:
    """Whoever holds the code of a ticket, a booking or an opinion: it is the right to that one."""
    return Actor(Duty.KIOSK, code=f"code of {kind} {n}")


def install(app: FastAPI, desk: Desk) -> None:
    """Let `app` take every wish of the table."""
    app.add_exception_handler(StoreError, _on_store_trouble)
    for way in WAYS:
        read = fields_of(way)
        _add(app, way, PREFIX + way.path, _asked(way, read, desk), 401, 403)
        if way.of_owner is not None:
            errors = (401,) if way.in_hall else ()
            owners = _owned(way, read, desk)
            _add(app, way, PREFIX + owners_path(way), owners, *errors, owners=True)


def owners_path(way: Way) -> str:
    """Where the owner wishes the same."""
    return f"/codes/{way.of_owner}/{{code}}/{way.path.rpartition('/')[2]}"


def _add(
    app: FastAPI, way: Way, path: str, endpoint: _Endpoint, *errors: int, owners: bool = False
) -> None:
    app.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        status_code=HTTPStatus.CREATED,
        summary=way.summary,
        operation_id=way.wish.__name__ + ("ByCode" if owners else ""),
        response_model=LeavingAnswer if way.wish in _LEAVING else DoneAnswer,
        responses=in_openapi(*errors, 403, 404, 409, 413, 422, 503),
        openapi_extra=described(way, owners),
    )


def _asked(way: Way, read: Fields, desk: Desk) -> _Endpoint:
    """By somebody who says who that is, before anything of the body is read."""

    async def do(request: Request) -> Response:
        by = await desk.ask(request)
        if way.of_owner is not None and by.duty is Duty.KIOSK:
            raise only_by_code(f"POST {PREFIX}{owners_path(way)}")
        raw = await read_bytes(request)
        path = parse_path(read.path, request.path_params)
        named = {name: getattr(path, name) for name in read.path.model_fields}
        return await _wish(way, read, desk, request, by, named, raw)

    return do


def _owned(way: Way, read: Fields, desk: Desk) -> _Endpoint:
    """By whoever has the code, which is looked at before anything of the body is read; where the
    owner must be in the hall, by the kiosk that has read it there."""
    assert way.of_owner is not None
    (name,) = read.path.model_fields
    kind = way.of_owner

    async def do(request: Request) -> Response:
        kiosk = await _kiosk(way, desk.ask, request)
        n = must_read(desk.codes, kind, request.path_params["code"])
        raw = await read_bytes(request)
        by = kiosk if kiosk is not None and way.in_hall else owner(kind, n)
        return await _wish(way, read, desk, request, by, {name: n}, raw)

    return do


async def _kiosk(way: Way, ask: Asker, request: Request) -> Actor | None:
    """The kiosk through which an owner wishes; None: the own phone, which says nothing.

    Nobody of the hall is taken for the owner: a clerk could rate the own service by the code on
    the paper. A session or a token that has ended is nobody's. Raises Problem 401, 403.
    """
    try:
        by = await ask(request)
    except Problem as unknown:
        if way.in_hall or unknown.status is not HTTPStatus.UNAUTHORIZED:
            raise
        return None
    if by.duty is not Duty.KIOSK:
        raise refusal(reasons.NOT_AS_OWNER)
    return by


def must_read(codes: Codes, kind: Kind, code: str) -> int:
    """n of the fact that the code names. Raises Problem 404."""
    n = codes.read(kind, code)
    if n is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "这不是本厅的有效凭证码,请核对。 This is no valid code of this hall: look whether all"
            " its characters are right.",
        )
    return n


async def _wish(
    way: Way,
    read: Fields,
    desk: Desk,
    request: Request,
    by: Actor,
    named: dict[str, Any],
    raw: bytes,
) -> Response:
    body = parse(read.body, raw or b"{}")
    given = {name: getattr(body, name) for name in type(body).model_fields}
    subject = given.pop("subject", None)
    once = _once(way, request, raw)
    wish = way.wish(**named, **given)
    command = Do(wish, by, once, None if subject is None else bytes.fromhex(subject))
    done = answer_of(await done_of(desk.submit, command), desk.codes)
    if by.duty in wishes.CLERKS:  # who may serve it could rate the own service by it
        done = done.model_copy(update={"code": None})
    return Response(done.model_dump_json(), HTTPStatus.CREATED, media_type="application/json")


async def _on_store_trouble(_: Request, trouble: Exception) -> Response:
    """Whoever reads or wishes is told that the disk does not take or give it."""
    return problem.answer(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble), {"Retry-After": "5"})


async def done_of(submit: Submit, command: Do) -> Done:
    """What a command became, on the disk. Raises Problem with the hall's reason, StoreError where
    the disk did not take it."""
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


def _once(way: Way, request: Request, raw: bytes) -> Once | None:
    key = request.headers.get(KEY.lower())
    if key is None and way.keyed:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"请带上请求头 `{KEY}`：每办一件事用一个新的，重发同一请求时不变。"
            f" This needs the header `{KEY}`: any text of your own, a new one for everything"
            " that you wish, and the same when you ask again because no answer came.",
        )
    if key is None:
        return None
    if len(key) > MOST_KEY or not re.fullmatch(KEY_PATTERN, key):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{KEY} 须为 1 至 {MOST_KEY} 个可见 ASCII 字符。"
            f" The {KEY} must have 1 to {MOST_KEY} printable ASCII characters.",
        )
    asked = request.url.path.encode() + b"\n" + raw
    return Once(key, hashlib.sha256(asked).digest())
