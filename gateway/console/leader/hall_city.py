"""All that the city has set for the hall: closed days, notices, limits, lists, bundles."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from gateway.console.leader.acting import Acting
from gateway.web.hall_reading import Glance
from gateway.web.opening import wall_date
from protocol.facts.city import ClosingCause
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import later

MOST_SPANS: Final = 4
"""Spans of closed days that the card names; of more it says how many days they are."""

CAUSES: Final[Mapping[ClosingCause, str]] = {
    "holiday": later("holiday"),
    "power": later("no power"),
    "network": later("no network"),
    "emergency": later("emergency"),
    "move": later("the hall moves"),
}
"""Words for why a hall serves nobody."""

LIMITS: Final[Mapping[str, str]] = {
    "wait_min": later("Wait of one person: {n} min"),
    "congestion_percent": later("Of what the hall bears: {n} %"),
    "seats": later("Seats: {n}"),
    "pressure_min": later("Work for each open window: {n} min"),
    "idle_with_queue": later("People before an idle window: {n}"),
    "no_window": later("People without a window: {n}"),
}
"""Words for each of protocol.thresholds.THRESHOLDS, with its number."""


class CityPart:
    """A list, with the kind of each before it."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        with Tag("section", classes="card later").mark_as("city"):
            Tag("h2", say("Set by the city"))
            self._none = Tag("p", say("The city has set nothing."), "soft now").mark_as("no-city")
            self._rows: Rows[str, tuple[str, str]] = Rows(Tag("ul", classes="plain now"), _Row)

    def draw(self, seen: Glance) -> None:
        """Bring it up to date. Raises StoreError."""
        told = list(self._told(seen))
        self._none.show(not told)
        self._rows.draw([(key, (title, text)) for key, title, text in told])

    def _told(self, seen: Glance) -> Iterator[tuple[str, str, str]]:
        page, say, city = self._page, self._page.say, seen.state.city
        today = wall_date(seen.now.wall_ms, page.desk.zone).isoformat()
        to_come = [day for day in city.closed_days if day >= today]
        if city.closing is not None and to_come:
            spans = _spans(to_come)
            days = ", ".join(spans[:MOST_SPANS])
            if len(spans) > MOST_SPANS:
                days = say("{days} and more, {n} days in all", days=days, n=len(to_come))
            yield "closing", say("Closed days"), f"{days} · {say(CAUSES[city.closing.cause])}"
        notices = page.desk.api.notices.now(seen.state, seen.now.wall_ms)
        for place, notice in enumerate(notices):
            text = say.pick(notice.zh, notice.en or notice.zh)
            if notice.until_ms:
                until = datetime.fromtimestamp(notice.until_ms / 1000, page.desk.zone)
                told = say("until {time}", time=f"{until:%m-%d %H:%M}")
                text = f"{text} · {told}"
            yield f"notice-{place}", say("Notice"), text
        own = page.desk.api.plan.alarms
        for name, limit in city.limits.items():
            if name in LIMITS:
                text = say(LIMITS[name], n=limit)
                told = say("the hall's own: {n}", n=getattr(own, name))
                yield f"limit-{name}", say("Alarm limit"), f"{text} · {told}"
        if city.credit is not None:
            text = say("{n} taxpayers, version {v}", n=city.credit.count, v=city.credit.version)
            yield "credit", say("Best tax credit"), text
        for offer in reversed(city.offers):
            size = say("{n} kB", n=-(-offer.size // 1024))
            yield f"firmware-{offer.version}", say("Firmware offered"), f"{offer.name} · {size}"


def _spans(days: list[str]) -> list[str]:
    """ISO dates in order as people read them: days one after the other are one span."""
    found: list[list[date]] = []
    for day in map(date.fromisoformat, days):
        if found and found[-1][-1] + timedelta(1) == day:
            found[-1].append(day)
        else:
            found.append([day])
    return [f"{of[0]:%m/%d}" if len(of) == 1 else f"{of[0]:%m/%d}–{of[-1]:%m/%d}" for of in found]


class _Row:
    def __init__(self, key: str) -> None:
        with Tag("li").mark_as(f"city-{key}") as self.tag:
            self._title = Tag("strong")
            self._text = Tag("p", classes="sentence")

    def draw(self, told: tuple[str, str]) -> None:
        title, text = told
        self._title.say(title)
        self._text.say(text)
