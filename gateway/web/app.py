"""The web application of one hall's gateway."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.people import People
from gateway.web import deeds, metrics, problem
from gateway.web import people as about_people
from gateway.web.as_json import as_json
from gateway.web.asking import Asker
from gateway.web.deeds import Deeds
from gateway.web.problem import Problem
from gateway.web.reading import Reading, reader
from gateway.web.view import Health, LiveView
from screens import pages as screens_pages
from screens.headers import Headers


def create_app(
    live: Callable[[], LiveView],
    allowed: Deeds,
    ask: Asker,
    clock: Callable[[], float] = time.monotonic,
    people: People | None = None,
) -> FastAPI:
    """The application. `live` gives the newest reading and is called from several threads.

    `ask` says who wants to change something; `clock` is the one of `LiveView.as_of_mono`. Without
    `people` nobody can sign in.
    """
    # The generated documentation pages load scripts from elsewhere, so they are off.
    app = FastAPI(title="taxhall gateway", docs_url=None, redoc_url=None)
    problem.install(app)
    deeds.install(app, allowed, ask)
    if people is not None:
        about_people.install(app, people, ask)
    read = reader(live, clock)
    exposition = metrics.exposition(read)

    app.add_middleware(Headers)
    screens_pages.install(app)

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

    return app


def _must(reading: Reading) -> Reading:
    if not reading.usable:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"{reading.fault_zh} {reading.fault_en}")
    return reading
