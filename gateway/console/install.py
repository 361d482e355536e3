"""The consoles in the gateway's application, and who may open which."""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Final, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from nicegui import ui
from nicegui.client import Client

from gateway.console.desk import Desk
from gateway.console.devices import page as devices
from gateway.console.visitor import Visitor, duty_of, visitor
from gateway.hall.here import Duty
from screens import preferences
from screens.console import serving
from screens.console.frame import Frame, Link
from screens.console.guard import PREFIX
from screens.console.serving import STATIC
from screens.languages import Words
from screens.pages import Pages


class Page(Protocol):
    """A module that makes a page."""

    __name__: str

    @property
    def TITLE(self) -> str:  # noqa: N802  a constant of the module
        """A message of its package, in English."""

    def make(self, desk: Desk, visitor: Visitor, frame: Frame, /) -> None:
        """Draw the page into its frame, and let it follow."""


@dataclass(frozen=True)
class Console:
    """A page at `/console/NAME`. The first one in CONSOLES that a duty may see is its home."""

    name: str
    duties: Collection[Duty]
    page: Page

    @property
    def package(self) -> str:
        """Where its words are."""
        return self.page.__name__.rpartition(".")[0]


_OPERATORS: Final = (Duty.TECHNICIAN, Duty.LEADER, Duty.ADMINISTRATOR)

CONSOLES: Final[tuple[Console, ...]] = (Console("devices", _OPERATORS, devices),)


def install(app: FastAPI, desk: Desk, consoles: Collection[Console] = CONSOLES) -> None:
    """Serve the consoles. Once a process: NiceGUI has one application."""
    directory = desk.people.directory
    pages = Pages("screens")
    for one in consoles:
        _page(one, consoles, desk)

    @app.get(PREFIX, include_in_schema=False)
    def home(request: Request) -> Response:
        duty = duty_of(request, directory)
        own = next((one.name for one in consoles if duty in one.duties), None)
        if own is None:
            return pages.page(request, "forbidden.html", HTTPStatus.FORBIDDEN)
        return RedirectResponse(f"{PREFIX}/{own}", HTTPStatus.SEE_OTHER)

    async def forbidden(request: Request) -> Response:
        return pages.page(request, "forbidden.html", HTTPStatus.FORBIDDEN)

    for one in consoles:
        static = Path(str(resources.files(one.package))) / "static"
        if static.is_dir():
            app.mount(f"{STATIC}/{one.name}", StaticFiles(directory=static))
    serving.install(
        app,
        title=desk.api.plan.name,
        who=lambda connection: duty_of(connection, directory),
        pages={one.name: one.duties for one in consoles},
        forbidden=forbidden,
    )


def _page(console: Console, consoles: Collection[Console], desk: Desk) -> None:
    def make(client: Client, request: Request) -> None:
        who = visitor(request, desk.people.directory)
        duty = who.actor().duty
        links = _links(request, duty, console, consoles)
        frame = Frame(client, request, console.package, console.page.TITLE, who.shown, links)
        with frame.body:
            console.page.make(desk, who, frame)

    ui.page(f"/{console.name}")(make)


def _links(
    request: Request, duty: Duty, here: Console, consoles: Collection[Console]
) -> list[Link]:
    """To the other pages of this duty; none where there is but one."""
    spoken = preferences.of(request).language
    ways = [
        Link(f"{PREFIX}/{one.name}", Words(one.package, spoken)(one.page.TITLE), one is here)
        for one in consoles
        if duty in one.duties
    ]
    return ways if len(ways) > 1 else []
