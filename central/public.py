"""The city's open page: how many wait in which hall, for phones. Nothing technical, no sign-in."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from markupsafe import Markup

from central.config import Config
from central.halls import HallRow
from central.live import Live
from central.reader import ReaderError
from screens.ages import age
from screens.following import follow
from screens.languages import later
from screens.pages import Pages
from screens.preferences import of

STALE_S: Final = 15 * 60
"""What a hall said so long ago tells nobody how many wait there now."""


WHY: Final = {
    "never": later("This hall has told nothing yet."),
    "closed": later("It has not opened today."),
    "silent": later("It has not been heard lately."),
}
"""Why no number is shown."""


def now_of(zone: ZoneInfo, clock: Callable[[], float], hall: HallRow) -> str:
    """`now` where the number of people is true, else a key of WHY: no number is never a zero."""
    if hall.today is None or hall.age_s is None:
        return "never"
    if hall.age_s > STALE_S or hall.online is False:
        return "silent"
    today = datetime.fromtimestamp(clock(), zone).date().isoformat()
    return "now" if hall.today.day == today else "closed"


def install(app: FastAPI, config: Config, live: Live, clock: Callable[[], float]) -> None:
    """Serve the page at `/`, and its part that changes."""
    told = partial(now_of, ZoneInfo(config.city.timezone), clock)
    pages = Pages("central", age=age, now_of=told, WHY=WHY)
    urls = {hall.id: hall.url for hall in config.hall}
    listed = [hall.id for hall in config.hall]
    counties = {county.id: county for county in config.county}
    belongs = {hall.id: counties[hall.county] for hall in config.hall if hall.county}

    def part(request: Request) -> tuple[str, float]:
        view = live.view()
        rows = [row for row in view.rows if row.id in listed]
        html = pages.text(
            request,
            "public_halls.html",
            halls=rows,
            urls=urls,
            counties=belongs,
            online=view.ingest.online,
        )
        return html, 0.0

    @app.get("/", include_in_schema=False)
    def page(request: Request) -> Response:
        chinese = of(request).language.catalogue == "zh"
        city = config.city.name if chinese else config.city.name_en or config.city.name
        try:
            first, status = part(request)[0], HTTPStatus.OK
        except ReaderError:
            first = pages.text(request, "public_fault.html")
            status = HTTPStatus.SERVICE_UNAVAILABLE
        return pages.page(request, "public.html", status, city=city, first=Markup(first))

    @app.get("/waiting", include_in_schema=False)
    async def waiting(request: Request) -> Response:
        try:
            return await follow(request, live.bell, lambda: part(request))
        except ReaderError:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
