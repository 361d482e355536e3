"""Who may open a console: asked before every page, script and socket under its prefix."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX: Final = "/console"
SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/sign-out"
_POLICY: Final = 1008
"""Of the codes by which a websocket is closed (RFC 6455)."""

Who = Callable[[HTTPConnection], str | None]
"""The duty of whoever asks; None: nobody who is known. Looks at headers alone."""
Owns = Callable[[HTTPConnection], bool]
"""Whether a socket is of the session that loaded its page."""
Forbidden = Callable[[Request], Awaitable[Response]]
"""The page for who is known and may not."""


class Guard:
    """ASGI: lets through what is not under the prefix, and who may see what is."""

    def __init__(
        self,
        app: ASGIApp,
        who: Who,
        pages: Mapping[str, Collection[str]],
        forbidden: Forbidden,
        owns: Owns,
    ) -> None:
        """pages: the duties that may see each page by its name, `clerk` for `/console/clerk`."""
        self._app, self._who, self._pages = app, who, pages
        self._forbidden, self._owns = forbidden, owns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        path = scope.get("path", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        duty = self._who(connection)
        if scope["type"] == "websocket":
            if duty is None or not _from_here(connection) or not self._owns(connection):
                await send({"type": "websocket.close", "code": _POLICY})
                return
        elif duty is None:
            await _signed_out(scope, path)(scope, receive, send)
            return
        elif not self._may(duty, path):
            await (await self._forbidden(Request(scope)))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may(self, duty: str, path: str) -> bool:
        """The way to one's own page, and NiceGUI's files, are for everybody who is known."""
        name = path.removeprefix(PREFIX).strip("/").partition("/")[0]
        return name == "" or name.startswith("_nicegui") or duty in self._pages.get(name, ())


def _from_here(connection: HTTPConnection) -> bool:
    """A browser says from which page a socket is opened; other programs have no cookie to show."""
    origin = connection.headers.get("origin", "")
    return origin.partition("://")[2] == connection.headers.get("host")


def _signed_out(scope: Scope, path: str) -> Response:
    if scope["method"] in ("GET", "HEAD") and "/_nicegui" not in path:
        return RedirectResponse(f"{SIGN_IN}?to={quote(path)}", HTTPStatus.SEE_OTHER)
    return Response(status_code=HTTPStatus.UNAUTHORIZED)
