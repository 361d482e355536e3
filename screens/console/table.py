"""The consoles of a program: which pages there are, and who may open which."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Generic, Protocol, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from nicegui import ui
from nicegui.client import Client
from starlette.requests import HTTPConnection

from screens import preferences
from screens.console import serving, statics, stay
from screens.console.frame import Frame, Link
from screens.console.guard import PREFIX, Who
from screens.languages import Words
from screens.pages import Pages

_FULL: Final = (
    "打开的页面太多，请稍后再试。\nToo many pages are open. Close some, or try again later.\n"
)


class Known(Protocol):
    """Whoever has signed in and opened a page."""

    @property
    def duty(self) -> str:
        """As what."""

    @property
    def shown(self) -> str:
        """The name that colleagues know."""

    def rights(self) -> Hashable | None:
        """What they may see by now; None: the session has ended. See stay.Rights."""


Desk_contra = TypeVar("Desk_contra", contravariant=True)
Visitor_contra = TypeVar("Visitor_contra", contravariant=True)
Desk = TypeVar("Desk")
Visitor = TypeVar("Visitor", bound=Known)


class Page(Protocol[Desk_contra, Visitor_contra]):
    """A module that makes a page."""

    __name__: str

    @property
    def TITLE(self) -> str:  # noqa: N802  a constant of the module
        """A message of its package, in English."""

    def make(self, desk: Desk_contra, visitor: Visitor_contra, frame: Frame, /) -> None:
        """Draw the page into its frame, and let it follow."""


@dataclass(frozen=True)
class Console(Generic[Desk, Visitor]):
    """A page at `/console/NAME`. The first one in a table that a duty may see is its home."""

    name: str
    duties: Collection[str]
    page: Page[Desk, Visitor]

    @property
    def package(self) -> str:
        """Where its words are."""
        return self.page.__name__.rpartition(".")[0]


Table = Collection[Console[Desk, Visitor]]


def install(
    app: FastAPI,
    consoles: Table[Desk, Visitor],
    desk: Desk,
    title: str,
    who: Who,
    visitor: Callable[[HTTPConnection], Visitor],
) -> None:
    """Serve the consoles. Once a process: NiceGUI has one application."""
    pages = Pages("screens")
    for one in consoles:
        _page(one, consoles, desk, visitor)

    @app.get(PREFIX, include_in_schema=False)
    def home(request: Request) -> Response:
        duty = who(request)
        own = next((one.name for one in consoles if duty in one.duties), None)
        if own is None:
            return pages.page(request, "forbidden.html", HTTPStatus.FORBIDDEN)
        return RedirectResponse(f"{PREFIX}/{own}", HTTPStatus.SEE_OTHER)

    async def forbidden(request: Request) -> Response:
        return pages.page(request, "forbidden.html", HTTPStatus.FORBIDDEN)

    statics.serve(app, [one.package for one in consoles])
    serving.install(
        app,
        title=title,
        who=who,
        pages={one.name: one.duties for one in consoles},
        forbidden=forbidden,
    )


def _page(
    console: Console[Desk, Visitor],
    consoles: Table[Desk, Visitor],
    desk: Desk,
    visitor: Callable[[HTTPConnection], Visitor],
) -> None:
    def make(client: Client, request: Request) -> Response | None:
        if not stay.has_room():
            client.delete()
            return PlainTextResponse(_FULL, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "30"})
        stay.comes(client)
        who = visitor(request)
        links = _links(request, who.duty, console, consoles)
        frame = Frame(client, request, console.package, console.page.TITLE, who.shown, links)
        with frame.body:
            console.page.make(desk, who, frame)
        stay.keep_while_allowed(client, who.rights)
        return None

    ui.page(f"/{console.name}")(make)


def _links(
    request: Request,
    duty: str,
    here: Console[Desk, Visitor],
    consoles: Table[Desk, Visitor],
) -> list[Link]:
    """To the other pages of this duty; none where there is but one."""
    spoken = preferences.of(request).language
    ways = [
        Link(f"{PREFIX}/{one.name}", Words(one.package, spoken)(one.page.TITLE), one is here)
        for one in consoles
        if duty in one.duties
    ]
    return ways if len(ways) > 1 else []
