"""Central's page, its JSON and its metrics. Nothing is shown without its age."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from central.city import City, NotCountedError
from central.config import Config
from central.figures import city_answer, period_of
from central.halls import HallRow, hall_rows
from central.ingest import IngestStatus
from central.metrics import exposition
from central.reader import Reader, ReaderError
from central.today import Today

HERE = Path(__file__).parent


def create_app(
    config: Config,
    reader: Reader,
    status: Callable[[], IngestStatus],
    city: City,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """The web application. `clock` gives unix seconds."""
    app = FastAPI(title="taxhall central", docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    today = Today(reader, ZoneInfo(config.city.timezone))
    templates = Jinja2Templates(HERE / "templates")
    templates.env.filters["age_zh"] = age_zh
    templates.env.filters["age_en"] = age_en
    templates.env.filters["clock"] = _wall_clock(ZoneInfo(config.city.timezone))

    def rows() -> list[HallRow]:
        return hall_rows(config, reader, today, status(), clock())

    @app.get("/", name="page")
    def page(request: Request) -> Response:
        context: dict[str, Any] = {
            "city": config.city,
            "now_ms": int(clock() * 1000),
            "ingest": status(),
        }
        try:
            context |= {"halls": rows(), "quarantine": reader.quarantine(20)}
            context |= {"counters": reader.counters()}
        except ReaderError as error:
            return templates.TemplateResponse(
                request, "fault.html", context | {"error": str(error)}, status_code=503
            )
        return templates.TemplateResponse(request, "halls.html", context)

    @app.get("/api/v1/halls")
    def halls() -> Response:
        try:
            listed = [asdict(row) | {"state": row.state} for row in rows()]
        except ReaderError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        now = status()
        return JSONResponse(
            {
                "at_ms": int(clock() * 1000),
                "ingest": {"online": now.online, "problem": now.problem},
                "halls": listed,
            }
        )

    @app.get("/api/v1/figures")
    def figures(day: str | None = None, month: str | None = None) -> Response:
        period = period_of(day, month)
        if period is None:
            told = "Name a day as day=2026-11-23, or a month as month=2026-11."
            return JSONResponse({"error": told}, status_code=422)
        try:
            views = {view.hall: view for view in reader.halls()}
            known = [hall.id for hall in config.hall]
            known += [hall for hall in views if hall not in known]
            told_by = city.of(known, *period)
        except (NotCountedError, ReaderError) as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(city_answer(config, views, told_by, period, int(clock() * 1000)))

    @app.get("/metrics")
    def metrics() -> Response:
        try:
            body, content_type = exposition(rows(), reader.counters(), status())
        except ReaderError as error:
            return Response(f"# {error}\n", status_code=503, media_type="text/plain")
        return Response(body, media_type=content_type)

    return app


def age_zh(seconds: int | None) -> str:
    """An age in Chinese words; None: never."""
    if seconds is None:
        return "从未收到"
    if seconds < 60:
        return f"{seconds} 秒前"
    if seconds < 3600:
        return f"{seconds // 60} 分钟前"
    return f"{seconds // 3600} 小时前" if seconds < 86400 else f"{seconds // 86400} 天前"


def age_en(seconds: int | None) -> str:
    """The same in English."""
    if seconds is None:
        return "never heard"
    if seconds < 60:
        return f"{seconds} s ago"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    return f"{seconds // 3600} h ago" if seconds < 86400 else f"{seconds // 86400} d ago"


def _wall_clock(zone: ZoneInfo) -> Callable[[int], str]:
    def wall(at_ms: int) -> str:
        return f"{datetime.fromtimestamp(at_ms / 1000, zone):%Y-%m-%d %H:%M:%S}"

    return wall
