"""An application of ours asked without a server: httpx's client speaks to it in this process."""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import httpx
from starlette.types import ASGIApp

HERE: Final = "http://testserver"


class _Inside(httpx.BaseTransport):
    """Each request has an event loop of its own; what the application raises, the test hears."""

    def __init__(self, app: ASGIApp) -> None:
        self._asgi = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._asgi.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


def inside(
    app: ASGIApp, *, follow_redirects: bool = True, headers: Mapping[str, str] | None = None
) -> httpx.Client:
    """A browser whose only host is this application, at HERE. It has nothing to close."""
    return httpx.Client(
        transport=_Inside(app), base_url=HERE, follow_redirects=follow_redirects, headers=headers
    )


def opens_socket(app: ASGIApp, path: str, query: str = "", **headers: str) -> list[str] | None:
    """The texts that a WebSocket there is sent before the other side goes; None: it was refused."""
    said: list[MutableMapping[str, Any]] = []
    moves = iter(["websocket.connect", "websocket.disconnect"])
    headers = {"host": "testserver", **headers}
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "server": ("testserver", 80),
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
        "subprotocols": [],
    }

    async def receive() -> dict[str, Any]:
        return {"type": next(moves)}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def live() -> None:
        await app(scope, receive, send)

    asyncio.run(live())
    if said[0]["type"] != "websocket.accept":
        return None
    return [one["text"] for one in said if one["type"] == "websocket.send"]
