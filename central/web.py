"""Central's pages, its JSON and its metrics. Nothing is shown without its age."""

import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from central import api, export, public
from central.city import City
from central.config import Config
from central.entrance import entrance
from central.live import Live
from central.metrics import exposition
from central.people.people import People
from central.reader import Reader, ReaderError
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
    for trouble in (ReaderError, NotCountedError):
        app.add_exception_handler(trouble, _on_trouble)
    app.add_middleware(Headers)
    pages.install(app)
    sign_in.install(app, entrance(config, people))
    public.install(app, config, live, clock)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    api.install(app, config, reader, live, city, people, clock)
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


async def _on_trouble(_: Request, trouble: Exception) -> Response:
    """The database cannot be read now, or figures are still being counted."""
    return problem.answer(HTTPStatus.SERVICE_UNAVAILABLE, str(trouble))
