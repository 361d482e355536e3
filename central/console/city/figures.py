"""Figures from the city down to the facts of one ticket. Where one stands is in the address."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from central.console.city.following import follow
from central.console.city.levels import Read, Row, read
from central.console.city.places import Place, county_name, hall_name, home, is_home, seen
from central.console.city.table import table
from central.console.city.ticket import show as show_ticket
from central.console.desk import Desk
from central.console.visitor import Visitor
from insight.parts import NO_WINDOW
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Figures")


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    place = home(visitor, Place.of(frame.client.request.query_params))

    def found() -> Read:
        return read(desk, seen(desk, visitor), place)

    def draw(told: Read) -> None:
        frame.body.clear()
        with frame.body:
            _draw(desk, visitor, frame.say, told)

    follow(desk, frame, visitor, found, draw)


def _draw(desk: Desk, visitor: Visitor, say: Words, told: Read) -> None:
    place = told.place
    _period(say, told)
    _way(desk, visitor, say, place)
    if told.timeline is not None:
        show_ticket(desk, say, told.timeline)
        return
    if told.level is None:
        Tag("p", say("Nothing is known under this address."), "fault").mark_as("nothing")
        return
    with Tag("section", classes="card"):
        Tag("h2", heading(desk, say, place))
        for hall, days in told.level.missing.items():
            name = hall_name(desk.config, say, hall)
            sentence = say("Days of which {hall} has told nothing: {n}", hall=name, n=len(days))
            Tag("p", sentence, "untold").mark_as("untold")
        table(say, _columns_of(say, place), _named(desk, say, told.rows), told.level)
        if place.hall is not None:
            _ways_on(say, place)


def _period(say: Words, told: Read) -> None:
    """Which day or month: a form of the browser's own, so that its address says it."""
    place = told.place
    with Tag("form", classes="period").attribute("method", "get"):
        for name, text in (("county", place.county), ("hall", place.hall)):
            if text is not None:
                hidden = Tag("input").attribute("type", "hidden")
                hidden.attribute("name", name).attribute("value", text)
        Tag("label", say("Day or month")).attribute("for", "period")
        field = Tag("input").attribute("id", "period").attribute("name", "period")
        field.attribute("value", place.period).attribute("pattern", r"\d{4}-\d{2}(-\d{2})?")
        field.attribute("placeholder", "2026-11-27").attribute("autocomplete", "off")
        Tag("button", say("Show"), "button").attribute("type", "submit")
        other = place.period[:7] if place.is_day else told.newest
        if other:
            word = say("The whole month") if place.is_day else say("The newest day")
            link = replace(place, period=other, ticket=None).href()
            Tag("a", word, "button").attribute("href", link)


def _way(desk: Desk, visitor: Visitor, say: Words, place: Place) -> None:
    with Tag("nav", classes="way").attribute("aria-label", say("The way here")), Tag("ol"):
        for step in filter(partial(is_home, visitor), place.above()):
            with Tag("li"):
                Tag("a", title_of(desk, say, step)).attribute("href", step.href())
        with Tag("li"):
            Tag("span", title_of(desk, say, place)).attribute("aria-current", "page")


def title_of(desk: Desk, say: Words, place: Place) -> str:
    """What a place is called."""
    if place.ticket is not None:
        return say("Ticket {name}", name=place.ticket)
    if place.window is not None:
        return window_name(say, place.window)
    if place.hall is not None:
        return hall_name(desk.config, say, place.hall)
    if place.county is not None:
        return county_name(desk.config, say, place.county)
    return say.pick(desk.config.city.name, desk.config.city.name_en)


def window_name(say: Words, window: str) -> str:
    """A window, or who has come to none."""
    return say("No window") if window == NO_WINDOW else say("Window {id}", id=window)


def heading(desk: Desk, say: Words, place: Place) -> str:
    """Of what the table is."""
    return f"{title_of(desk, say, place)} · {place.period}"


def _columns_of(say: Words, place: Place) -> str:
    """What the parts are."""
    if place.window is not None:
        return say("Number") if place.is_day else say("Day")
    return say("Window") if place.hall is not None else say("Hall or county")


def _named(desk: Desk, say: Words, rows: Sequence[Row]) -> list[tuple[Row, str]]:
    def name(row: Row) -> str:
        match row.kind:
            case "county":
                return county_name(desk.config, say, row.id)
            case "hall":
                return hall_name(desk.config, say, row.id)
            case "window":
                return window_name(say, row.id)
            case _:
                return row.id

    return [(row, name(row)) for row in rows]


def _ways_on(say: Words, place: Place) -> None:
    with Tag("p", classes="ways"):
        link = Tag("a", say("The curve of this"), "button")
        link.attribute("href", replace(place, ticket=None).href("curves"))
