"""The front panel: the simulated hall in a browser, where a click moves a pin of a real VM."""

import time
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from nicegui import ui

from hw_sim.hall import SimHall
from hw_sim.panel.feed import Feed
from hw_sim.panel.page import Page
from hw_sim.panel.words import TITLE
from screens.server import WebServer

__all__ = ["Panel", "run_panel"]

_STATIC = Path(__file__).parent / "static"


class Panel:
    """A served panel. NiceGUI keeps its pages in the process, so there is one at a time."""

    def __init__(self, server: WebServer, feed: Feed) -> None:
        self._server = server
        self._feed = feed

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return self._server.url

    def stop(self) -> None:
        """Serve no more."""
        self._feed.close()
        self._server.stop()


def run_panel(hall: SimHall, host: str, port: int, gateway_url: str | None = None) -> Panel:
    """Serve the panel from a thread; returns once it answers. Port 0 takes a free one.

    Raises WebServerError when host:port cannot be had.
    """
    feed = Feed(gateway_url)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/panel-static", StaticFiles(directory=_STATIC))
    if hall.printer is not None:
        app.mount("/paper", StaticFiles(directory=hall.printer.directory))
    stamp = f"{time.time_ns():x}"
    ui.page("/", title=TITLE)(lambda: Page(hall, feed, stamp))
    ui.run_with(
        app,
        title=TITLE,
        favicon="🎫",
        language="zh-CN",
        tailwind=False,
        show_welcome_message=False,
    )
    server = WebServer(app, host, port)
    server.start()
    return Panel(server, feed)
