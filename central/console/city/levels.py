"""What the page of figures shows at a place: read aside, once for a drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from central.console.city.places import Place, counties, county_of
from central.console.desk import Desk
from central.drill import Level, TicketPart
from central.timeline import Timeline, timeline
from insight.parts import NO_WINDOW, add_up
from insight.tally import Tally


@dataclass(frozen=True)
class Row:
    """A part, and where it leads."""

    kind: Literal["county", "hall", "window", "day", "ticket"]
    id: str
    """Of a ticket: its number."""
    tally: Tally | None
    href: str
    end: str = ""
    """Of a ticket: how it ended."""


@dataclass(frozen=True)
class Read:
    """All of it."""

    place: Place
    newest: str
    """The newest day that any hall has told of; empty: none."""
    level: Level | None = None
    rows: tuple[Row, ...] = ()
    timeline: Timeline | None = None


def read(desk: Desk, halls: Sequence[str], asked: Place) -> Read:
    """halls: those that the visitor may see; of others nothing is known. Raises NotCountedError
    and ReaderError."""
    newest = _newest(desk, [asked.hall] if asked.hall in halls and asked.hall else halls)
    place = asked if asked.period else replace(asked, period=newest)
    known = place.hall is None or place.hall in halls
    if not known or not place.period:
        return Read(place, newest)
    if place.hall is None:
        return _of_halls(desk, halls, place, newest)
    return _of_hall(desk, place.hall, place, newest)


def _of_hall(desk: Desk, hall: str, place: Place, newest: str) -> Read:
    place = replace(place, county=county_of(desk.config, hall))
    if place.ticket is not None:
        stream, _, n = place.ticket.partition("-")
        found = timeline(desk.reader, hall, stream, int(n)) if n.isdecimal() else None
        return Read(place, newest, timeline=found)
    if place.window is None:
        level = desk.drill.windows(hall, place.days)
        ids = sorted(level.parts, key=_by_number)
        rows = [_row(level, replace(place, window=id), "window", id) for id in ids]
        return Read(place, newest, level, tuple(rows))
    if place.is_day:
        level, tickets = desk.drill.tickets(hall, place.window, place.period)
        return Read(place, newest, level, tuple(_ticket(place, one) for one in tickets))
    level = desk.drill.days(hall, place.window, place.days)
    told = [day for day, part in level.parts.items() if part]
    rows = [_row(level, replace(place, period=day), "day", day) for day in told]
    return Read(place, newest, level, tuple(rows))


def _of_halls(desk: Desk, halls: Sequence[str], place: Place, newest: str) -> Read:
    """Counties first, where there are several; what belongs to none stands beside them."""
    among = [one for one in halls if place.county in (None, county_of(desk.config, one))]
    level = desk.drill.halls(among, place.days)
    groups = [] if place.county is not None else counties(desk.config, among)
    if len(groups) <= 1:
        rows = [_row(level, replace(place, hall=id), "hall", id) for id in among]
        return Read(place, newest, level, tuple(rows))
    parts: dict[str, Tally | None] = {}
    rows = []
    for county in groups:
        of = {id: level.parts[id] for id in among if county_of(desk.config, id) == county}
        parts[f"county {county}"] = _sum(of)
        at = replace(place, county=county).href()
        rows.append(Row("county", county, parts[f"county {county}"], at))
    for id in among:
        if county_of(desk.config, id) is None:
            parts[id] = level.parts[id]
            rows.append(_row(level, replace(place, hall=id), "hall", id))
    return Read(place, newest, replace(level, parts=parts), tuple(rows))


def _sum(parts: Mapping[str, Tally | None]) -> Tally | None:
    """None where no part has told anything."""
    told = {id: part for id, part in parts.items() if part is not None}
    return add_up(told) if told else None


def _row(level: Level, to: Place, kind: Literal["hall", "window", "day"], id: str) -> Row:
    return Row(kind, id, level.parts.get(id), to.href())


def _ticket(place: Place, one: TicketPart) -> Row:
    to = replace(place, ticket=f"{one.stream}-{one.n}")
    return Row("ticket", one.visit.issued.label, one.tally, to.href(), one.visit.end)


def _newest(desk: Desk, halls: Sequence[str]) -> str:
    days = {hall.id: hall.day for hall in desk.watch.wall.halls}
    return max((days.get(hall) or "" for hall in halls), default="")


def _by_number(window: str) -> tuple[bool, int, str]:
    """2 before 10, and whom no window has called last."""
    return window == NO_WINDOW, int(window) if window.isdecimal() else 1 << 31, window
