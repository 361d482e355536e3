"""Headers that every answer carries. Plain ASGI: a middleware of Starlette's costs a task each."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from starlette.datastructures import MutableHeaders

# Everything comes from this host, so a hall without Internet sees the whole page.
ALWAYS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    # No other host learns an address, which may hold somebody's code. With `no-referrer` a browser
    # would send its forms as from nowhere (Origin: null), and over http nothing else says whence
    # they come: nobody could sign in.
    "Referrer-Policy": "same-origin",
}

CONSOLE: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:;"
    " frame-ancestors 'self'"
)
"""NiceGUI writes scripts into its page, and Vue compiles templates there. What people have typed
goes into a console as text alone, never as HTML."""

_KEPT: Final = ("/static/", "/screens/", "/console/_nicegui/", "/console-static/")

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[MutableMapping[str, Any], _Receive, _Send], Awaitable[None]]


class Headers:
    """Adds them where an answer has none of its own; browsers may keep what is static alone."""

    def __init__(self, app: _App) -> None:
        self._app = app

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: _Receive, send: _Send
    ) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith(_KEPT)

        async def with_headers(message: _Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/console"):
                    headers.setdefault("Content-Security-Policy", CONSOLE)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                if not kept:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
