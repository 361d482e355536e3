"""The web application of one hall's gateway."""

import time
from collections.abc import Callable
from datetime import tzinfo
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.people import People
from gateway.web import deeds, metrics, problem, words
from gateway.web import people as about_people
from gateway.web.as_json import as_json
from gateway.web.asking import Asker
from gateway.web.deeds import Deeds
from gateway.web.problem import Problem
from gateway.web.reading import Reading, reader
from gateway.web.view import Health, LiveView
from screens import pages as screens_pages
from screens.headers import Headers

_HERE = Path(__file__).parent


def create_app(
    live: Callable[[], LiveView],
    allowed: Deeds,
    ask: Asker,
    clock: Callable[[], float] = time.monotonic,
    zone: tzinfo | None = None,
    people: People | None = None,
) -> FastAPI:
    """The application. `live` gives the newest reading and is called from several threads.

    `ask` says who wants to change something; `clock` is the one of
    `LiveView.as_of_mono`, `zone` the hall's (None: this machine's). Without `people` nobody can
    sign in.
    """
    # The generated documentation pages load scripts from elsewhere, so they are off.
    app = FastAPI(title="taxhall gateway", docs_url=None, redoc_url=None)
    problem.install(app)
    deeds.install(app, allowed, ask)
    if people is not None:
        about_people.install(app, people, ask)
    read = reader(live, clock)
    exposition = metrics.exposition(read)
    pages = _pages(zone)

    app.add_middleware(Headers)
    screens_pages.install(app)

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(pages("page.html", read()))

    @app.get("/live", response_class=HTMLResponse, include_in_schema=False)
    def part() -> HTMLResponse:
        return HTMLResponse(pages("live.html", read()))

    @app.get("/api/v1/live", responses=problem.in_openapi(503))
    def live_json() -> dict[str, Any]:
        """The hall now. 503 with a sentence when it cannot be read or its data stands still."""
        reading = _must(read())
        assert reading.view is not None
        return as_json(reading.view, reading.age_s)

    @app.get("/healthz", responses=problem.in_openapi(503))
    def health() -> dict[str, bool]:
        """200 while the hall's data is read and fresh, and the disk takes writes; else 503."""
        view = _must(read()).view
        assert view is not None
        if view.store.health is Health.FAULT:
            told = f"{view.store.zh} {view.store.en}"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, told)
        return {"ok": True}

    @app.get("/metrics", include_in_schema=False)
    def scrape() -> Response:
        return Response(exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return app


def _must(reading: Reading) -> Reading:
    if not reading.usable:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"{reading.fault_zh} {reading.fault_en}")
    return reading


def _pages(zone: tzinfo | None) -> Callable[[str, Reading], str]:
    environment = Environment(
        loader=PackageLoader("gateway.web"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, zone=zone)

    def render(name: str, reading: Reading) -> str:
        return environment.get_template(name).render(r=reading, v=reading.view)

    return render
