"""A whole and its parts as a table whose last row is the sum."""

from collections.abc import Callable, Sequence
from typing import Final

from central.console.city.levels import Row
from central.console.city.numbers import NONE, count, value
from central.drill import Level
from insight.measures import BY_ID, rated
from insight.tally import Tally
from screens.console.tags import Tag
from screens.languages import Words, later

Told = Callable[[Words, Tally], str]

ENDS: Final = {
    "served": later("served"),
    "no_show": later("did not come"),
    "cancelled": later("number given back"),
    "open": later("not over"),
}


def _count(name: str) -> Told:
    return lambda _, tally: count(tally[name])


def _measure(id: str) -> Told:
    measure = BY_ID[id]
    return lambda say, tally: value(say, measure.of(tally)[0], measure.unit)


_COLUMNS: Final[tuple[tuple[str, Told], ...]] = (
    (later("Numbers"), _count("issued")),
    (later("Mean wait"), _measure("F2.mean")),
    (later("Did not come"), _count("invalid")),
    (later("Given back"), _count("cancelled")),
    (later("Services finished"), _count("finished")),
    (later("Mean handling"), _measure("F3.mean")),
    (later("Ratings"), lambda _, tally: count(rated(tally))),
    (later("Satisfied"), _measure("F10.good")),
)


def table(say: Words, of: str, rows: Sequence[tuple[Row, str]], level: Level) -> None:
    """of: what the parts are."""
    box = Tag("div", classes="wide").attribute("tabindex", "0").attribute("role", "region")
    box.attribute("aria-label", say("Parts and their sum"))
    with box, Tag("table", classes="parts").mark_as("parts"):
        Tag("caption", say("Parts and their sum"), "unseen")
        with Tag("thead"), Tag("tr"):
            Tag("th", of).attribute("scope", "col")
            for heading, _ in _COLUMNS:
                Tag("th", say(heading), "figure").attribute("scope", "col")
        with Tag("tbody"):
            for row, name in rows:
                _line(say, row, name)
        with Tag("tfoot"), Tag("tr").mark_as("whole"):
            Tag("th", say("Together")).attribute("scope", "row")
            _cells(say, level.whole)
    if level.whole is None:
        Tag("p", say("Nothing was told of these days, which is no zero.")).mark_as("untold-all")
    elif level.adds_up:
        right = say("The parts add up to the whole.")
        Tag("p", f"✓ {right}", "soft").mark_as("adds-up")
    else:
        wrong = say("Facts are coming in: the parts do not add up to the whole at this moment.")
        Tag("p", f"▲ {wrong}", "fault").mark_as("adds-up-not")


def _line(say: Words, row: Row, name: str) -> None:
    with Tag("tr"):
        with Tag("th").attribute("scope", "row"):
            Tag("a", name).attribute("href", row.href)
            if row.end:
                Tag("span", f" {say(ENDS[row.end])}", "soft")
        _cells(say, row.tally)


def _cells(say: Words, tally: Tally | None) -> None:
    if tally is None:
        Tag("td", say("nothing told")).attribute("colspan", str(len(_COLUMNS)))
        return
    for _, told in _COLUMNS:
        text = told(say, tally)
        Tag("td", text, "figure now" if text != NONE else "figure soft")
