"""Central's pages, its JSON and its metrics. Nothing is shown without its age."""

import time
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from central import export, public
from central.asking import must_be
from central.boards import board_rows
from central.city import City
from central.config import Config
from central.entrance import entrance
from central.figures import city_answer, period_of
from central.live import Live
from central.metrics import exposition
from central.people.people import People
from central.reader import Reader, ReaderError
from central.rights import EVERYBODY, READERS, names_of, own, sees
from central.workers import worker_rows
from runtime.kept_up import NotCountedError
from screens import pages, problem, sign_in
from screens.headers import Headers

HERE = Path(__file__).parent


def create_app(
    config: Config,
    reader: Reader,
    live: Live,
    city: City,
    people: People,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """The web application. `clock` gives unix seconds."""
    app = FastAPI(title="taxhall central", docs_url=None, redoc_url=None)
    problem.install(app)
    app.add_middleware(Headers)
    pages.install(app)
    sign_in.install(app, entrance(config, people))
    public.install(app, config, live, clock)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    @app.get("/api/v1/halls")
    def halls(request: Request) -> Response:
        """Of each hall that whoever asks may see: its state, its newest day, its facts."""
        account = must_be(request, people, EVERYBODY)
        try:
            view = live.view()
        except ReaderError as error:
            raise problem.Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        rows = [row for row in view.rows if sees(config, account, row.id)]
        return JSONResponse(
            {
                "at_ms": int(clock() * 1000),
                "ingest": {"online": view.ingest.online, "problem": view.ingest.problem},
                "halls": [asdict(row) | {"state": row.state} for row in rows],
            }
        )

    @app.get("/api/v1/halls/{hall}/devices")
    def devices(request: Request, hall: str) -> Response:
        """The boards of a hall, as its gateway told last, each with the age of that word."""
        account = must_be(request, people, EVERYBODY)
        try:
            known = names_of(config, reader.presences())
            if hall not in known or not sees(config, account, hall):
                told = f"No hall {hall[:64]!r} is known, or it is not yours to see."
                raise problem.Problem(HTTPStatus.NOT_FOUND, told)
            boards = board_rows(reader, hall, clock())
        except ReaderError as error:
            raise problem.Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        return JSONResponse(
            {
                "at_ms": int(clock() * 1000),
                "hall": hall,
                "devices": [
                    asdict(row.told) | {"heard_ms": row.heard_ms, "age_s": row.age_s}
                    for row in boards
                ],
            }
        )

    @app.get("/api/v1/workers")
    def workers(request: Request) -> Response:
        """Who takes facts in, as each has said of itself, with the age of that word."""
        must_be(request, people, EVERYBODY)
        try:
            rows = worker_rows(reader, clock())
        except ReaderError as error:
            raise problem.Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        return JSONResponse(
            {
                "at_ms": int(clock() * 1000),
                "workers": [row.answer() for row in rows],
            }
        )

    @app.get("/api/v1/figures")
    def figures(request: Request, day: str | None = None, month: str | None = None) -> Response:
        """Sums and each hall's own figures, of the halls that whoever asks may see."""
        account = must_be(request, people, READERS)
        period = period_of(day, month)
        if period is None:
            told = "Name a day as day=2026-11-23, or a month as month=2026-11."
            raise problem.Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)
        try:
            views = {view.hall: view for view in reader.halls()}
            told_by = city.of(own(config, account, names_of(config, views)), *period)
        except (NotCountedError, ReaderError) as error:
            raise problem.Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        return JSONResponse(city_answer(config, views, told_by, period, int(clock() * 1000)))

    export.install(app, config, reader, city, people)

    @app.get("/metrics")
    def metrics() -> Response:
        try:
            view = live.view()
            counters = reader.counters()
            body, content_type = exposition(view.rows, counters, view.ingest, view.workers)
        except ReaderError as error:
            return Response(f"# {error}\n", status_code=503, media_type="text/plain")
        return Response(body, media_type=content_type)

    return app
