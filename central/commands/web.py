"""The API of commands: /api/v1/commands and /api/v1/halls/{hall}/commands."""

import asyncio
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from central.commands.asked import Asked, Asking, is_setting
from central.commands.askers import Asker, asker_of, may
from central.commands.commanding import Commanding
from central.commands.errors import CommandError, KeyUsedError
from central.commands.reading import CommandView
from central.commands.wanted import wanted_of
from central.people.people import People
from central.store import StoreError
from screens.problem import Problem, answer

MOST_BYTES: Final = 128 * 1024
"""Of a body: a closing of 400 days in ten thousand halls has 123 KiB, if their ids have 8 letters.
Where ids are longer, "all" names as many halls as like."""

LISTED: Final = 100
"""Askings of one answer."""

LOOK_S: Final = 0.1
"""While somebody waits for a reply it is looked for so often."""

DEED_S: Final = 60
"""A booking is asked of a hall for so long, unless `within_s` says otherwise."""

_KEY: Final = re.compile(r"[!-~]([ -~]{0,253}[!-~])?")

Within = Annotated[int, Query(ge=5, le=600)]
Wait = Annotated[float, Query(ge=0, le=10)]


@dataclass(frozen=True)
class _Desk:
    commanding: Commanding
    people: People

    def asker(self, request: Request) -> Asker:
        """Raises Problem, StoreError."""
        commanding = self.commanding
        return asker_of(request, commanding.config, self.people, commanding.halls())

    def ask(self, asking: Asking) -> Asked:
        """Raises Problem, StoreError."""
        try:
            return self.commanding.ask(asking)
        except KeyUsedError as error:
            raise Problem(HTTPStatus.CONFLICT, str(error)) from error


def install(app: FastAPI, commanding: Commanding, people: People) -> None:
    """Let `app` take and tell commands."""
    desk = _Desk(commanding, people)
    reading, clock_ms = commanding.reading, commanding.clock_ms
    app.add_exception_handler(StoreError, _on_store_trouble)

    @app.post("/api/v1/halls/{hall}/commands/{name}")
    async def of_one(
        request: Request,
        hall: str,
        name: str,
        within_s: Within = DEED_S,
        wait_s: Wait | None = None,
    ) -> Response:
        """Ask it of one hall, and wait a little for what it says."""
        asker = await run_in_threadpool(desk.asker, request)
        may(asker, name, (hall,))
        data = await _object(request)
        asking = _asking(desk, request, asker, name, (hall,), data, within_s)
        asked = await run_in_threadpool(desk.ask, asking)
        patience = (0.0 if is_setting(name) else 5.0) if wait_s is None else wait_s
        view = await _settled(desk, hall, asked.id, patience)
        status = HTTPStatus.ACCEPTED if view.reply is None else HTTPStatus.OK
        where = {"Location": f"/api/v1/halls/{hall}/commands/{asked.id}"}
        return JSONResponse(_told(view) | {"again": asked.again}, status, where)

    @app.post("/api/v1/commands/{name}")
    async def of_many(request: Request, name: str) -> Response:
        """Ask it of several halls, or of all: a setting."""
        asker = await run_in_threadpool(desk.asker, request)
        body = await _object(request)
        halls = _halls(asker, body)
        may(asker, name, halls)
        data = body.get("data", {})
        if not isinstance(data, dict) or body.keys() - {"halls", "data"}:
            raise _wrong('Send {"halls": ["east"], "data": {…}}, or "all" as halls.')
        asking = _asking(desk, request, asker, name, halls, data, None)
        asked = await run_in_threadpool(desk.ask, asking)
        where = f"/api/v1/commands/{asked.id}"
        told = {"id": asked.id, "name": name, "halls": len(halls), "again": asked.again}
        return JSONResponse(told, HTTPStatus.ACCEPTED, {"Location": where})

    @app.get("/api/v1/halls/{hall}/commands")
    def list_of_hall(request: Request, hall: str) -> Response:
        """The newest that were asked of this hall, as far as whoever asks may ask them."""
        asker = desk.asker(request)
        may(asker, next(iter(asker.commands or ("",))), (hall,))
        views = reading.of_hall(hall, LISTED, clock_ms())
        own = [_told(view) for view in views if _is_own(asker, view)]
        return JSONResponse({"commands": own})

    @app.get("/api/v1/halls/{hall}/commands/{asking}")
    async def one(request: Request, hall: str, asking: str, wait_s: Wait = 0) -> Response:
        """How it stands."""
        asker = await run_in_threadpool(desk.asker, request)
        may(asker, next(iter(asker.commands or ("",))), (hall,))
        view = await _settled(desk, hall, asking, wait_s)
        if not _is_own(asker, view):
            raise _nothing()
        return JSONResponse(_told(view))

    @app.get("/api/v1/commands")
    def newest(request: Request) -> Response:
        """What people of the city asked last, of all halls."""
        asker = desk.asker(request)
        if asker.commands is not None:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "程序只能按大厅查询。 A program reads /api/v1/halls/{hall}/commands.",
            )
        views = reading.newest(LISTED, clock_ms())
        return JSONResponse({"askings": [asdict(view) for view in views]})

    @app.get("/api/v1/commands/{asking}")
    def of_asking(request: Request, asking: str) -> Response:
        """How it stands in each hall."""
        asker = desk.asker(request)
        views = reading.of_asking(asking, clock_ms())
        own = [_told(view) for view in views if view.hall in asker.halls and _is_own(asker, view)]
        if not own:
            raise _nothing()
        return JSONResponse({"commands": own})


def _asking(
    desk: _Desk,
    request: Request,
    asker: Asker,
    name: str,
    halls: Collection[str],
    data: Mapping[str, Any],
    within_s: int | None,
) -> Asking:
    """Raises Problem."""
    try:
        make = wanted_of(name, data)
    except CommandError as error:
        raise _wrong(str(error)) from error
    if is_setting(name):
        expires_ms = None
    elif within_s is None:
        raise _wrong(f"{name} is asked of one hall: POST /api/v1/halls/{{hall}}/commands/{name}.")
    else:
        expires_ms = desk.commanding.clock_ms() + within_s * 1000
    return Asking(asker.by, name, tuple(halls), make, expires_ms, _key(request))


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise _wrong(
            "请带上Idempotency-Key。 Send an Idempotency-Key, 1 to 255 printable characters of your"
            " own: the same request under the same key is asked once."
        )
    return key


def _halls(asker: Asker, body: Mapping[str, Any]) -> Collection[str]:
    named = body.get("halls")
    if named == "all":
        return sorted(asker.halls)
    if not isinstance(named, list) or not named or not all(isinstance(one, str) for one in named):
        raise _wrong('Name the halls as a list, or "all".')
    return sorted(set(named))


async def _object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Problem 413, 422."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"内容太长。 The body is longer than {MOST_BYTES} bytes; nothing was asked.",
            )
    try:
        value = json.loads(bytes(body) or b"{}")
    except (ValueError, RecursionError) as error:
        raise _wrong("内容不是JSON。 The body is no JSON; nothing was asked.") from error
    if not isinstance(value, dict):
        raise _wrong("内容不是JSON对象。 The body is no JSON object; nothing was asked.")
    return value


async def _settled(desk: _Desk, hall: str, asking: str, patience_s: float) -> CommandView:
    """How it stands after a reply, or after so many seconds. Raises Problem 404."""
    commanding, clock = desk.commanding, asyncio.get_running_loop().time
    until = clock() + patience_s
    while True:
        look = commanding.reading.one
        view = await run_in_threadpool(look, hall, asking, commanding.clock_ms())
        if view is None:
            raise _nothing()
        left = until - clock()
        if view.reply is not None or left <= 0:
            return view
        await asyncio.sleep(min(LOOK_S, left))


def _told(view: CommandView) -> dict[str, Any]:
    told = asdict(view)
    if told["reply"] is not None:
        del told["reply"]["id"]
    return told


def _is_own(asker: Asker, view: CommandView) -> bool:
    """People see what anybody asked; a program what it asked itself."""
    return asker.commands is None or view.by == asker.by


def _wrong(told: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)


def _nothing() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "没有这条指令。 There is no such command.")


async def _on_store_trouble(_: Request, trouble: Exception) -> Response:
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble), {"Retry-After": "5"})
