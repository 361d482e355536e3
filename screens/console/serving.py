"""Bringing NiceGUI's application under a program's own, once a process."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from nicegui import app as consoles
from nicegui import core, ui
from nicegui.client import Client
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response

from screens.console.guard import PREFIX, Forbidden, Guard, Who
from screens.preferences import COOKIE as LOOK

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
    app.add_middleware(Guard, who=who, pages=pages, forbidden=forbidden, owns=of_its_page)


def of_its_page(connection: HTTPConnection) -> bool:
    """Whether a socket shows the session by which its page was loaded: whoever else learns the
    page's id sees nothing of it. Without an id NiceGUI would let it choose a page later."""
    page = connection.query_params.get("client_id")
    if page is None:
        return False
    client = Client.instances.get(page)  # of a page that is gone NiceGUI tells the browser itself
    return client is None or _session(client.request) == _session(connection)


def _session(connection: HTTPConnection) -> list[tuple[str, str]]:
    """Our cookies, but for the one of language and size, which changes while pages are open."""
    ours = connection.cookies.items()
    return sorted(one for one in ours if one[0].startswith("taxhall-") and one[0] != LOOK)


async def _not_found(_: Request, __: Exception) -> Response:
    """NiceGUI's own answer is a page, which it keeps in memory for a minute."""
    return PlainTextResponse("没有这个页面。\nThere is no such page.\n", HTTPStatus.NOT_FOUND)


def _ping_often() -> None:
    core.sio.eio.ping_interval = PING_S
    core.sio.eio.ping_timeout = PING_S
