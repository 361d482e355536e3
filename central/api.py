"""What programs may ask of the city: its halls, their boards, its workers, its figures, as JSON."""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from central.asking import must_be
from central.boards import board_rows
from central.city import City
from central.config import Config
from central.figures import city_answer, period_of
from central.live import Live
from central.people.people import People
from central.reader import Reader
from central.rights import EVERYBODY, READERS, names_of, own, sees
from central.workers import worker_rows
from screens import problem


def install(
    app: FastAPI,
    config: Config,
    reader: Reader,
    live: Live,
    city: City,
    people: People,
    clock: Callable[[], float],
) -> None:
    """Let `app` answer. clock: unix seconds. What cannot be read now is raised as it is."""

    def now_ms() -> int:
        return int(clock() * 1000)

    @app.get("/api/v1/halls")
    def halls(request: Request) -> Response:
        """Of each hall that whoever asks may see: its state, its newest day, its facts."""
        account = must_be(request, people, EVERYBODY)
        view = live.view()
        rows = [row for row in view.rows if sees(config, account, row.id)]
        ingest = {"online": view.ingest.online, "problem": view.ingest.problem}
        told = [asdict(row) | {"state": row.state} for row in rows]
        return JSONResponse({"at_ms": now_ms(), "ingest": ingest, "halls": told})

    @app.get("/api/v1/halls/{hall}/devices")
    def devices(request: Request, hall: str) -> Response:
        """The boards of a hall, as its gateway told last, each with the age of that word."""
        account = must_be(request, people, EVERYBODY)
        known = names_of(config, reader.presences())
        if hall not in known or not sees(config, account, hall):
            told = f"No hall {hall[:64]!r} is known, or it is not yours to see."
            raise problem.Problem(HTTPStatus.NOT_FOUND, told)
        boards = [
            asdict(row.told) | {"heard_ms": row.heard_ms, "age_s": row.age_s}
            for row in board_rows(reader, hall, clock())
        ]
        return JSONResponse({"at_ms": now_ms(), "hall": hall, "devices": boards})

    @app.get("/api/v1/workers")
    def workers(request: Request) -> Response:
        """Who takes facts in, as each has said of itself, with the age of that word."""
        must_be(request, people, EVERYBODY)
        rows = [row.answer() for row in worker_rows(reader, clock())]
        return JSONResponse({"at_ms": now_ms(), "workers": rows})

    @app.get("/api/v1/figures")
    def figures(request: Request, day: str | None = None, month: str | None = None) -> Response:
        """Sums and each hall's own figures, of the halls that whoever asks may see."""
        account = must_be(request, people, READERS)
        period = period_of(day, month)
        if period is None:
            told = "Name a day as day=2026-11-23, or a month as month=2026-11."
            raise problem.Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)
        views = {view.hall: view for view in reader.halls()}
        told_by = city.of(own(config, account, names_of(config, views)), *period)
        return JSONResponse(city_answer(config, views, told_by, period, now_ms()))
