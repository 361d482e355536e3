"""The wall: each hall a tile, the worst first, for a screen on a wall and for a desk."""

from typing import Final

from central.console.city.map import Map
from central.console.city.numbers import count, minutes
from central.console.city.places import Place, county_name, county_of, hall_name
from central.console.city.words import RANKS, STATES, alarm
from central.console.desk import Desk
from central.console.visitor import Visitor
from central.rights import sees
from central.wall import Wall, WallHall
from screens.ages import age
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("City wall")

MOST_ALARMS: Final = 3
"""Of a hall, the worst; how many more there are is told."""


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    say = frame.say
    cut = Tag("p", classes="fault").attribute("role", "alert").mark_as("cut")
    summary = Tag("p", classes="summary now").mark_as("summary")
    tiles: list[_Tile] = []
    with Tag("div", classes="wall"):
        with Tag("ul", classes="tiles").mark_as("tiles") as grid:
            grid.attribute("aria-label", say("Halls, the worst first"))
        plan = Map(desk.config, say)

    def draw() -> None:
        wall = desk.watch.wall
        if wall.fault:
            raise RuntimeError(wall.fault)
        halls = [one for one in wall.halls if sees(desk.config, visitor.account, one.id)]
        cut.say(say("Central is cut off from its broker: {why}", why=wall.ingest.problem))
        cut.show(not wall.ingest.online)
        summary.say(_summary(say, halls))
        while len(tiles) > len(halls):
            tiles.pop().root.delete()
        with grid:
            while len(tiles) < len(halls):
                tiles.append(_Tile(desk, say))
        for tile, hall in zip(tiles, halls, strict=True):
            tile.show(wall, hall)
        plan.show(halls)

    desk.follow(frame, visitor, draw)


def _summary(say: Words, halls: list[WallHall]) -> str:
    """In words; who tells nothing is in no sum."""
    telling = [hall.waiting for hall in halls if hall.waiting is not None]
    if not telling:
        return say("Halls: {halls} · nothing is known of who waits", halls=len(halls))
    return say(
        "Halls: {halls} · to be seen to: {urgent} · waiting: {waiting}, as {telling} of them tell",
        halls=len(halls),
        urgent=sum(hall.rank >= 2 for hall in halls),
        waiting=count(sum(telling)),
        telling=len(telling),
    )


class _Tile:
    """The place of one hall. Halls change places; the elements stay, and change their words."""

    def __init__(self, desk: Desk, say: Words) -> None:
        self._desk, self._say = desk, say
        with Tag("li", classes="card tile") as self.root:
            with Tag("div", classes="tile-top"):
                with Tag("h2"):
                    self._name = Tag("a")
                self._county = Tag("span", classes="soft")
            with Tag("p", classes="tile-state"):
                self._rank = Tag("span", classes="tag rank")
                self._state = Tag("span", classes="tag")
                self._age = Tag("span", classes="soft now")
            with Tag("dl", classes="tile-figures"):
                self._waiting = self._figure(say("Waiting"), "big")
                self._longest = self._figure(say("Longest wait"))
                self._windows = self._figure(say("Windows open"))
                self._issued = self._figure(say("Numbers today"))
            self._congestion = Tag("p", classes="tile-congestion now")
            with Tag("ul", classes="tile-alarms now"):
                self._alarms = [Tag("li") for _ in range(MOST_ALARMS + 1)]
            self._data = Tag("p", classes="tile-data")

    def show(self, wall: Wall, hall: WallHall) -> None:
        """This hall now."""
        say, config = self._say, self._desk.config
        self.root.mark_as(f"hall-{hall.id}")
        self._name.say(hall_name(config, say, hall.id))
        place = Place(period=hall.day or "", county=county_of(config, hall.id), hall=hall.id)
        self._name.attribute("href", place.href())
        county = county_of(config, hall.id)
        self._county.say("" if county is None else county_name(config, say, county))
        sign, word, colour = RANKS[hall.rank]
        _wear(self._rank, colour, f"{sign} {say(word)}")
        sign, word, colour = STATES[hall.state]
        _wear(self._state, colour, f"{sign} {say(word)}")
        seconds = None if hall.heard_ms is None else (wall.at_ms - hall.heard_ms) / 1000
        told = age(say, seconds)
        # What a hall that is gone had said is no news: it is told as of then, and shown as such.
        past = hall.state != "online" and hall.day is not None
        self._age.say(
            say("figures of {age}", age=told) if past else say("last heard {age}", age=told)
        )
        self.root.dress("past", past)
        self._figures(hall)
        self._troubles(hall)

    def _figures(self, hall: WallHall) -> None:
        say = self._say
        self._waiting.say(count(hall.waiting))
        self._longest.say(
            say("nobody waits") if hall.waiting == 0 else minutes(say, hall.longest_ms)
        )
        windows = f"{count(hall.windows_open)} / {count(hall.windows)}"
        self._windows.say(count(None) if hall.windows_open is None else windows)
        self._issued.say(count(hall.issued))
        percent = hall.congestion
        self._congestion.say(
            say("congested: {value} % of what the hall bears", value=percent)
            if percent is not None
            else say("congestion: below the hall's own limit")
        )
        self._congestion.dress("worse", percent is not None)
        self._congestion.show(hall.day is not None)

    def _troubles(self, hall: WallHall) -> None:
        say = self._say
        other = [one for one in hall.alarms if one.kind != "congestion"]
        told = [
            f"{RANKS[one.severity][0]} {alarm(say, one)}{self._seen(one.seen)}" for one in other
        ]
        more = len(told) - MOST_ALARMS
        told = told[:MOST_ALARMS]
        if more > 0:
            told.append(say("and {n} more", n=more))
        for line, text in zip(self._alarms, [*told, *[""] * len(self._alarms)], strict=False):
            line.say(text)
            line.show(bool(text))
        data = [
            say("rows on their way: {n}", n=hall.missing) if hall.missing else "",
            say("events set aside, in no figure: {n}", n=hall.set_aside) if hall.set_aside else "",
            say("It has told of no business day yet.") if hall.day is None else "",
        ]
        text = " · ".join(filter(None, data))
        self._data.say(text)
        self._data.show(bool(text))

    def _seen(self, seen: bool) -> str:
        return f" ({self._say('seen')})" if seen else ""

    def _figure(self, label: str, worn: str = "") -> Tag:
        with Tag("div", classes=worn):
            Tag("dt", label)
            return Tag("dd", classes="now")


def _wear(tag: Tag, colour: str, text: str) -> None:
    tag.say(text)
    for one in ("good", "care", "bad"):
        tag.dress(one, one == colour)
