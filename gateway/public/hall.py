"""The hall as it is now: how many wait and how long it takes, which windows serve, and the ways on.

No person, no rating and nothing technical stands here: those are for the people of the hall.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from gateway.city_notices import CityText
from gateway.expecting import Span
from gateway.hall.nouns import Called, Serving
from gateway.hall.plan import Business, Window
from gateway.now import is_open
from gateway.public.counter import Counter, usable
from gateway.public.offer import Offer
from gateway.store import StoreError
from gateway.web.hall_reading import Glance
from screens.following import follow


@dataclass(frozen=True)
class Waits:
    """The queue of a business."""

    business: Business
    waiting: int
    served: bool
    """Some window serves it now."""
    span: Span | None
    """None: nothing is known, or no window serves it."""


@dataclass(frozen=True)
class Serves:
    """A window that serves now."""

    window: Window
    called: str | None
    """The number that it has called and that is on its way."""
    serving: str | None


def install(pages: APIRouter, counter: Counter) -> None:
    """Let it be looked at."""

    @pages.get("/")
    def hall(request: Request) -> Response:
        html, age_s = part(counter, request)
        return counter.page(request, "hall.html", part=html, age_s=age_s, gives=gives(counter))

    @pages.get("/now")
    async def now(request: Request) -> Response:
        return await follow(request, counter.bell, lambda: part(counter, request))


def part(counter: Counter, request: Request) -> tuple[str, float]:
    """What changes, and its age in seconds. A fault is told, and no figure beside it."""
    try:
        seen = counter.look()
        if not usable(seen):
            stands_s = round(seen.age_s)
            return counter.part(
                request, "hall_now.html", shown=False, stands_s=stands_s
            ), seen.age_s
        told = counter.api.notices.now(seen.state, seen.now.wall_ms)
        offer = counter.offer(seen)
        html = counter.shared(
            request, (seen.n, told, offer), lambda: _drawn(counter, request, seen, told, offer)
        )
        return html, seen.age_s
    except StoreError:
        return counter.part(request, "hall_now.html", shown=False, stands_s=None), 0.0


def gives(counter: Counter) -> bool:
    """Whether a phone may take some number at this moment, as far as anybody can tell."""
    try:
        seen = counter.look()
    except StoreError:
        return False
    kept = counter.api.store.trouble is None
    return counter.allowed.numbers and kept and usable(seen) and counter.offer(seen).gives


def _drawn(
    counter: Counter, request: Request, seen: Glance, told: tuple[CityText, ...], offer: Offer
) -> str:
    return counter.part(
        request,
        "hall_now.html",
        shown=True,
        open_day=seen.state.day,
        waits=waiting(counter, seen),
        serves=serving(counter, seen),
        hours=counter.plan.booking,
        notices=told,
        offer=offer,
    )


def waiting(counter: Counter, seen: Glance) -> list[Waits]:
    """Of each business; the order of hall.toml."""
    expected = counter.expected(seen)
    return [
        Waits(
            one,
            len(seen.state.queues.get(one.code, ())),
            expected.serves(one.code),
            expected.newcomer(one.code),
        )
        for one in counter.plan.businesses
    ]


def serving(counter: Counter, seen: Glance) -> list[Serves]:
    """Windows that serve, in the order of hall.toml."""
    found = []
    for window in counter.plan.windows:
        if not is_open(counter.plan, seen.state, window.id):
            continue
        doing = seen.state.at(window.id).doing
        label = None
        if isinstance(doing, Called | Serving):
            label = seen.state.tickets[doing.ticket].issued.label
        called, served = isinstance(doing, Called), isinstance(doing, Serving)
        found.append(Serves(window, label if called else None, label if served else None))
    return found
