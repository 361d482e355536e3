"""The page of staff."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from central.console.choosing import Choosing
from central.console.desk import Desk
from central.console.dress import dress
from central.console.grid import Cell, Column, Grid
from central.console.rereading import Rereading
from central.console.visitor import Visitor
from central.frozen import Frozen, WindowTold
from central.people.nouns import Account
from central.rights import names_of, own
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Staff")

DOUBTS: Final = {
    "facts": later("not proved: facts are missing here, or do not fit"),
    "rules": later("by rules that this version does not have"),
}
REASONS: Final = {"too_few": later("served too few to be ranked")}
_NONE: Final = "—"


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see; empty: the newest month, the best hall."""

    month: str = ""
    hall: str = ""


@dataclass(frozen=True)
class Seen:
    """One reading."""

    names: Mapping[str, tuple[str, str]]
    months: Sequence[str]
    month: str
    """Empty: no month is frozen."""
    halls: Sequence[tuple[str, Frozen | None]]
    """The best median first, then those without one."""
    hall: str
    """Whose people and windows are shown."""


def look(desk: Desk, account: Account, choice: Choice) -> Seen:
    """Raises ReaderError."""
    names = names_of(desk.config, [view.hall for view in desk.reader.halls()])
    theirs = {hall: names[hall] for hall in own(desk.config, account, names)}
    months = desk.frozen.months(list(theirs))
    month = choice.month if choice.month in months else (months[0] if months else "")
    halls = [(hall, desk.frozen.of(hall, month) if month else None) for hall in theirs]
    halls.sort(key=lambda pair: -(pair[1].middle or 0.0) if pair[1] else 1.0)
    chosen = choice.hall if choice.hall in theirs else (halls[0][0] if halls else "")
    return Seen(theirs, months, month, halls, chosen)


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    choice = Choice()

    def change(**to: str) -> None:
        nonlocal choice
        choice = replace(choice, **to)
        reading.again()

    sheet = _Sheet(frame.say, change)
    reading = Rereading(frame, visitor, lambda account: look(desk, account, choice), sheet.show)


class _Sheet:
    """What is drawn again with each reading."""

    def __init__(self, say: Words, change: Callable[..., None]) -> None:
        self._say = say
        with Tag("section", classes="card choices").attribute("aria-label", say("What is shown")):
            self._months = Choosing("month", say("Month"), lambda value: change(month=value))
            self._choose_hall = Choosing(
                "hall", say("People and windows of"), lambda value: change(hall=value)
            )
        self._nothing = Tag("p", say("No hall has frozen a month's scores yet.")).mark_as("nothing")
        self._all = Tag("div")
        with self._all:
            self._cards()

    def _cards(self) -> None:
        say = self._say
        with Tag("section", classes="card"):
            Tag("h2", say("Halls"))
            told = say("By the median score of the people who are ranked in each hall.")
            Tag("p", told, "soft")
            columns = [Column(say("Hall")), Column(say("Median score"), True)]
            columns += [Column(say("Ranked"), True), Column(say("Version")), Column(say("State"))]
            self._halls = Grid(say("Halls"), columns, "halls")
        with Tag("section", classes="card"):
            self._people_of = Tag("h2", say("People"))
            told = say("Ranked within their group. These are tokens: names stay in the hall.")
            Tag("p", told, "soft")
            columns = [Column(say("Person")), Column(say("Rank"), True)]
            columns += [Column(say("Score"), True), Column(say("Served"), True)]
            columns += [Column(say("Hours open"), True), Column(say("Ratings"), True)]
            columns.append(Column(say("Appeals")))
            self._people = Grid(say("People"), columns, "people", "—")
        with Tag("section", classes="card"):
            Tag("h2", say("Windows"))
            told = say("By the lower bound of the share of good ratings: few ratings prove little.")
            Tag("p", told, "soft")
            columns = [Column(say("Window")), Column(say("Good ratings, at least"), True)]
            columns += [Column(say("Ratings"), True), Column(say("Served"), True)]
            self._windows = Grid(say("Windows"), columns, "windows", "—")

    def show(self, seen: Seen) -> None:
        """Draw a reading."""
        say = self._say
        names = {hall: say.pick(*both) for hall, both in seen.names.items()}
        self._months.offer({month: month for month in seen.months}, seen.month)
        self._choose_hall.offer(names, seen.hall)
        self._nothing.show(not seen.month)
        self._all.show(bool(seen.month))
        self._halls.show([self._hall(names[hall], one) for hall, one in seen.halls])
        chosen = dict(seen.halls).get(seen.hall)
        scores = chosen.scores if chosen else ()
        self._people_of.say(say("People of {hall}", hall=names.get(seen.hall, "")))
        disputes = chosen.disputes if chosen else {}
        self._people.show([self._person(one, disputes) for one in scores])
        self._windows.show([self._window(one) for one in (chosen.windows if chosen else ())])

    def _hall(self, name: str, one: Frozen | None) -> list[Cell]:
        say = self._say
        if one is None:
            return [Cell(name), Cell(_NONE), Cell(_NONE), Cell(_NONE), Cell(say("not frozen"))]
        version = say("version {n}, weights {weights}", n=one.version, weights=one.weights)
        if one.doubt is not None:
            state = Cell(say(DOUBTS[one.doubt]), "bad")
            return [Cell(name), Cell(_NONE), Cell(_NONE), Cell(version), state]
        state = Cell(say("proved from the facts"), "good")
        if one.owed:
            state = Cell(say("an appeal was upheld: another version is due"), "care")
        ranked = say("{n} of {all}", n=len(one.ranked), all=len(one.scores))
        return [Cell(name), Cell(_number(one.middle)), Cell(ranked), Cell(version), state]

    def _person(
        self, one: Mapping[str, Any], disputes: Mapping[str, tuple[int, int, int]]
    ) -> list[Cell]:
        say = self._say
        rank = _NONE if one["rank"] is None else say("{n} of {all}", n=one["rank"], all=one["of"])
        why = REASONS.get(one["reason"] or "")
        return [
            Cell(one["staff"], note=one["group"]),
            Cell(rank, note=say(why) if why else ""),
            Cell(_number(one["total"])),
            Cell(str(one["served"])),
            Cell(_number(one["open_h"])),
            Cell(str(one["rated"])),
            self._appeals(*disputes.get(one["staff"], (0, 0, 0))),
        ]

    def _appeals(self, waits: int, upheld: int, rejected: int) -> Cell:
        say = self._say
        told = [
            say("{n} waiting", n=waits) if waits else "",
            say("{n} upheld", n=upheld) if upheld else "",
            say("{n} rejected", n=rejected) if rejected else "",
        ]
        said = " · ".join(one for one in told if one)
        return Cell(said or say("none"), "care" if waits else "")

    def _window(self, one: WindowTold) -> list[Cell]:
        good = _NONE if one.good is None else f"{100 * one.good:.0f} %"
        return [Cell(one.window), Cell(good), Cell(str(one.rated)), Cell(str(one.served))]


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1f}"
