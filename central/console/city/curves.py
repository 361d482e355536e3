"""Curves: one measure along quarter hours, days, weeks or months, with peak, valley and trend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from nicegui import ui

from central.chart import Chart, Mark, svg
from central.console.city.figures import title_of
from central.console.city.following import follow
from central.console.city.numbers import on_axis, value
from central.console.city.places import Place, hall_name, home, seen
from central.console.desk import Desk
from central.console.visitor import Visitor
from central.series import STEPS, Series, Step, series
from insight.measures import BY_ID, MEASURES, Measure
from insight.series import LEAST_OF_A_POINT, LEAST_POINTS, Point
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Curves")

STEP_WORDS: Final[dict[Step, str]] = {
    "quarter": later("Quarter hours of a day"),
    "day": later("Days"),
    "week": later("Weeks"),
    "month": later("Months"),
}


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    query = frame.client.request.query_params
    place = replace(home(visitor, Place.of(query)), ticket=None)
    measure = BY_ID.get(query.get("measure", ""), MEASURES[0])
    step: Step = next((one for one in STEPS if one == query.get("step")), "day")

    def found() -> Series | None:
        halls = seen(desk, visitor, place.county)
        if place.hall is not None:
            halls = [hall for hall in halls if hall == place.hall]
        if not halls:
            return None
        today = datetime.now(desk.zone).date()
        window = None if place.hall is None or step == "quarter" else place.window
        return series(desk.city, halls, window, measure, step, _last(desk, place, halls), today)

    def draw(told: Series | None) -> None:
        frame.body.clear()
        with frame.body:
            until = place.period if told is None else told.last
            _form(desk, visitor, frame.say, (place, measure, step, until))
            if told is None:
                Tag("p", frame.say("Nothing is known under this address."), "fault")
            else:
                _draw(desk, frame.say, place, step, told)

    follow(desk, frame, visitor, found, draw)


def _last(desk: Desk, place: Place, halls: list[str]) -> date:
    """The last day that is asked for: that of the address, or the newest of which anything is
    known."""
    if place.period:
        return date.fromisoformat(place.period if place.is_day else f"{place.period}-28")
    days = [one.day for one in desk.watch.wall.halls if one.id in halls and one.day is not None]
    return date.fromisoformat(max(days)) if days else datetime.now(desk.zone).date()


def _form(
    desk: Desk, visitor: Visitor, say: Words, chosen: tuple[Place, Measure, Step, str]
) -> None:
    """A form of the browser's own: what is chosen stands in the address."""
    place, measure, step, until = chosen
    with Tag("form", classes="period").attribute("method", "get").mark_as("choice"):
        measures = [(one.id, say.pick(one.words.zh, one.words.en)) for one in MEASURES]
        _choice(say("Measure"), "measure", measures, measure.id)
        halls = [(one, hall_name(desk.config, say, one)) for one in seen(desk, visitor)]
        everywhere = title_of(desk, say, home(visitor, Place()))
        _choice(say("Of"), "hall", [("", everywhere), *halls], place.hall or "")
        steps = [(str(one), say(word)) for one, word in STEP_WORDS.items()]
        _choice(say("Points are"), "step", steps, step)
        with Tag("span", classes="field"):
            Tag("label", say("Up to the day")).attribute("for", "period")
            field = Tag("input").attribute("id", "period").attribute("name", "period")
            field.attribute("type", "date").attribute("value", until)
        Tag("button", say("Show"), "button main").attribute("type", "submit")


def _choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> None:
    with Tag("span", classes="field"):
        Tag("label", label).attribute("for", f"choose-{name}")
        select = Tag("select").attribute("id", f"choose-{name}").attribute("name", name)
        with select:
            for id, text in options:
                option = Tag("option", text).attribute("value", id)
                option.attribute("selected", "selected" if id == chosen else None)


def _draw(desk: Desk, say: Words, place: Place, step: Step, told: Series) -> None:
    measure = told.curve.measure
    name = say.pick(measure.words.zh, measure.words.en)
    title = f"{title_of(desk, say, place)} · {name}"
    with Tag("section", classes="card"):
        Tag("h2", f"{title} · {say(STEP_WORDS[step])}")
        Tag("p", say.pick(measure.words.means_zh, measure.words.means_en), "soft")
        if step != "quarter":
            Tag("p", say("What is not over yet is left out."), "soft")
        if told.untold:
            halls = ", ".join(hall_name(desk.config, say, one) for one in told.untold)
            Tag("p", say("Nothing told on some of these days: {halls}", halls=halls), "untold")
        if not any(point.value is not None for point in told.curve.points):
            Tag("p", say("There is nothing to draw yet, which is no zero.")).mark_as("no-points")
            return
        words = in_words(say, told)
        with Tag("ul", classes="told-words").mark_as("in-words"):
            for sentence in words:
                Tag("li", sentence)
        box = ui.html(svg(chart(say, told, title, " ".join(words))), sanitize=False)  # escaped
        box.classes("now").props('data-testid="chart"')
        if any(one is not None for one in _usual(told)):
            Tag("p", _legend(say, told), "soft")
    _numbers(say, told)


def _legend(say: Words, told: Series) -> str:
    if told.curve.alike:
        return say("Dashed: the same of days alike, {days}.", days=", ".join(told.curve.alike))
    return say("Dashed: the median of seven around each point.")


def _usual(told: Series) -> list[float | None]:
    """What the line is compared with: days that are alike, or its own median of seven."""
    if not told.curve.alike:
        return list(told.curve.curve)
    known = {point.at: point.value for point in told.curve.usual}
    return [known.get(point.at) for point in told.curve.points]


def in_words(say: Words, told: Series) -> list[str]:
    """Peak, valley and trend as sentences."""
    curve, unit = told.curve, told.curve.measure.unit
    if curve.extremes.peak is None or curve.extremes.valley is None:
        few = say("No peak and no valley: no point is of {n} people.", n=LEAST_OF_A_POINT)
        return [few, _trend(say, told)]
    peak, valley = curve.extremes.peak, curve.extremes.valley
    return [
        say("Peak: {value} ({at})", value=value(say, peak.value, unit), at=peak.at),
        say("Valley: {value} ({at})", value=value(say, valley.value, unit), at=valley.at),
        _trend(say, told),
    ]


def _trend(say: Words, told: Series) -> str:
    found, unit = told.curve.trend, told.curve.measure.unit
    if found is None:
        return say("Trend: needs {n} points.", n=LEAST_POINTS)
    if not found.is_real:
        return say("Trend: none that could not be chance.")
    each = value(say, abs(found.per_point), unit)
    if found.per_point > 0:
        return say("Trend: rising, {each} from point to point.", each=each)
    return say("Trend: falling, {each} from point to point.", each=each)


def chart(say: Words, told: Series, title: str, words: str) -> Chart:
    """The picture of it."""
    curve, unit = told.curve, told.curve.measure.unit
    at = [point.at for point in curve.points]
    peak, valley = curve.extremes.peak, curve.extremes.valley
    marks = []
    if peak is not None:
        told_peak = say("Peak {value}", value=value(say, peak.value, unit))
        marks.append(Mark(at.index(peak.at), told_peak, True))
    if valley is not None and valley != peak:
        told_valley = say("Valley {value}", value=value(say, valley.value, unit))
        marks.append(Mark(at.index(valley.at), told_valley, False))
    return Chart(
        title,
        words,
        [_short(one) for one in at],
        [point.value for point in curve.points],
        _usual(told),
        marks,
        lambda number: on_axis(say, number, unit),
    )


def _short(at: str) -> str:
    """A day without its year; weeks, months and quarter hours as they are."""
    return at[5:] if len(at) == len("2026-11-27") and "W" not in at else at


def _numbers(say: Words, told: Series) -> None:
    """The same numbers, for readers and for copying."""
    with Tag("details", classes="card").mark_as("numbers"):
        Tag("summary", say("The same numbers as a table"))
        with Tag("table"):
            Tag("caption", say("The same numbers as a table"), "unseen")
            with Tag("thead"), Tag("tr"):
                for text in (say("When"), say("Figure"), say("Of how many")):
                    Tag("th", text).attribute("scope", "col")
            with Tag("tbody"):
                for point in told.curve.points:
                    _point(say, point, told)


def _point(say: Words, point: Point, told: Series) -> None:
    with Tag("tr"):
        Tag("th", point.at).attribute("scope", "row")
        Tag("td", value(say, point.value, told.curve.measure.unit), "now")
        Tag("td", str(point.n), "now")
