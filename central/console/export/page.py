"""The page of the export. The file itself is an answer of the API, asked for by a plain form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from central.city import CityDays
from central.console.desk import Desk
from central.console.dress import dress
from central.console.grid import Cell, Column, Grid
from central.console.rereading import Rereading
from central.console.visitor import Visitor
from central.figures import period_of
from central.people.nouns import Account
from central.rights import names_of, own
from insight.measures import BY_ID
from insight.scope import HALL
from insight.tally import Tally
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Export")

SHOWN: Final = tuple(BY_ID[id] for id in ("issued", "F2.mean", "F3.mean", "F8.count", "F10.good"))
"""A look at what the files hold."""

_NONE: Final = "—"


@dataclass(frozen=True)
class Seen:
    """One reading."""

    month: str
    names: dict[str, tuple[str, str]]
    told: CityDays


def look(desk: Desk, account: Account) -> Seen:
    """The month that is open now. Raises ReaderError, NotCountedError."""
    month = f"{datetime.now(desk.zone):%Y-%m}"
    names = names_of(desk.config, [view.hall for view in desk.reader.halls()])
    theirs = {hall: names[hall] for hall in own(desk.config, account, names)}
    period = period_of(None, month)
    assert period is not None
    return Seen(month, theirs, desk.city.of(list(theirs), *period))


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    say = frame.say
    today = datetime.now(desk.zone)
    with Tag("section", classes="card"):
        Tag("h2", say("Take a file"))
        told = say(
            "Every figure of your halls, with a dictionary of all columns. An empty cell is no"
            " zero: nothing was told, or there was nothing to measure."
        )
        Tag("p", told, "soft")
        with Tag("div", classes="forms"):
            _form(say, "month", say("Month"), f"{today:%Y-%m}")
            _form(say, "day", say("Day"), f"{today:%Y-%m-%d}")
    with Tag("section", classes="card"):
        heading = Tag("h2", say("This month so far"))
        columns = [Column(say("Hall")), Column(say("Days"), True)]
        columns += [Column(say.pick(one.words.zh, one.words.en), True) for one in SHOWN]
        grid = Grid(say("This month so far"), columns, "month")

    def show(seen: Seen) -> None:
        heading.say(say("This month so far: {month}", month=seen.month))
        names = {hall: say.pick(*both) for hall, both in seen.names.items()}
        halls = seen.told.halls
        grid.show([_row(say, names[one.hall], one.days, one.tallies.get(HALL)) for one in halls])

    Rereading(frame, visitor, lambda account: look(desk, account), show, every_s=60.0)


def _form(say: Words, kind: str, label: str, value: str) -> None:
    form = Tag("form", classes="take").attribute("method", "get").mark_as(f"take-{kind}")
    with form.attribute("action", "/api/v1/export"):
        with Tag("p", classes="field"):
            Tag("label", label).attribute("for", f"export-{kind}")
            made = Tag("input").attribute("id", f"export-{kind}").attribute("name", kind)
            made.attribute("type", "month" if kind == "month" else "date")
            made.attribute("value", value).attribute("required", "required")
        with Tag("p", classes="field buttons"):
            kinds = {"xlsx": say("Workbook (XLSX)"), "csv": say("Tables (CSV, .zip)")}
            for format, text in kinds.items():
                button = Tag("button", text, "button").attribute("type", "submit")
                button.attribute("name", "format").attribute("value", format)
                button.attribute("aria-label", f"{label}: {text}").mark_as(f"{kind}-{format}")


def _row(say: Words, name: str, days: tuple[str, ...], tally: Tally | None) -> list[Cell]:
    if not days:
        nothing = Cell(_NONE, note=say("nothing told yet"))
        return [Cell(name), nothing, *(Cell(_NONE) for _ in SHOWN)]
    cells = [Cell(name), Cell(str(len(days)))]
    for one in SHOWN:
        figure = one.figure(tally or Tally(), HALL, (days[0], days[-1]))
        cells.append(Cell(_value(say, figure.value, one.unit)))
    return cells


def _value(say: Words, value: float | None, unit: str) -> str:
    """None is "nothing to measure", and no zero."""
    if value is None:
        return _NONE
    match unit:
        case "share":
            return f"{100 * value:.1f} %"
        case "s":
            return say("{n} min", n=f"{value / 60:.1f}")
        case "people":
            return str(int(value))
    return f"{value:.2f}"
