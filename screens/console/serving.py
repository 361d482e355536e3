"""Bringing NiceGUI's application under a program's own, once a process."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from nicegui import app as consoles
from nicegui import core, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from screens.console.guard import PREFIX, Forbidden, Guard, Who

RECONNECT_S: Final = 20.0
"""So long the page of a connection that was lost is kept, with what stands in its fields."""
PING_S: Final = 1.0
"""The server says so often that it is there; after twice as long the page says that it is not."""


def install(
    app: FastAPI, title: str, who: Who, pages: Mapping[str, Collection[str]], forbidden: Forbidden
) -> None:
    """Serve the pages that were made with `ui.page` at `/console`, to whom the guard lets in."""
    ui.run_with(
        app,
        mount_path=PREFIX,
        title=title,
        favicon="🎫",
        language="zh-CN",
        tailwind=False,
        reconnect_timeout=RECONNECT_S,
        message_history_length=200,
        show_welcome_message=False,
    )
    core.app.config.socket_io_js_transports = ["websocket"]
    consoles.on_startup(_ping_often)
    consoles.add_exception_handler(HTTPStatus.NOT_FOUND, _not_found)
    app.add_middleware(Guard, who=who, pages=pages, forbidden=forbidden)


async def _not_found(_: Request, __: Exception) -> Response:
    """NiceGUI's own answer is a page, which it keeps in memory for a minute."""
    return PlainTextResponse("没有这个页面。\nThere is no such page.\n", HTTPStatus.NOT_FOUND)


def _ping_often() -> None:
    core.sio.eio.ping_interval = PING_S
    core.sio.eio.ping_timeout = PING_S
