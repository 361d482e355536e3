"""The page of halls: who is heard, what their day counts, what is missing or set aside."""

from typing import Final

from central.console.desk import Desk
from central.console.dress import dress
from central.console.grid import Cell, Column, Grid
from central.console.visitor import Visitor
from central.halls import HallRow
from central.reader import QuarantineView
from central.rights import sees
from central.workers import WorkerRow
from screens.ages import age
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Halls")

STATES: Final = {
    "online": (later("online"), "good"),
    "offline": (later("offline"), "bad"),
    "unknown": (later("not known"), "care"),
    "never": (later("never heard"), "bad"),
}
WORKERS: Final = {
    "online": (later("online"), "good"),
    "offline": (later("offline"), "bad"),
    "silent": (later("not known"), "care"),
}
_NONE: Final = "—"


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    say = frame.say
    cut = Tag("p", classes="fault").attribute("role", "alert").mark_as("cut")
    with Tag("section", classes="card"):
        Tag("h2", say("Halls and their facts"))
        halls = Grid(
            say("Halls and their facts"), _columns(say), "halls", say("No hall has been heard yet.")
        )
    with Tag("section", classes="card"):
        Tag("h2", say("Set aside"))
        hint = say("Messages that were not taken as facts, the newest first. A technician looks.")
        Tag("p", hint, "soft")
        nothing = say("Nothing is set aside.")
        aside = Grid(say("Set aside"), _aside_columns(say), "set-aside", nothing)
    with Tag("section", classes="card"):
        Tag("h2", say("Taking in"))
        hint = say("Workers of central, as each said of itself; counts since its start.")
        Tag("p", hint, "soft")
        none = say("No worker has said anything lately.")
        workers = Grid(say("Taking in"), _worker_columns(say), "workers", none)

    def draw() -> None:
        view = desk.live.view()
        cut.say(say("Central is cut off from its broker: {why}", why=view.ingest.problem))
        cut.show(not view.ingest.online)
        halls.show([_row(say, row) for row in desk.halls(visitor)])
        own = [one for one in view.quarantine if sees(desk.config, visitor.account, one.hall)]
        aside.show([_aside(desk, one) for one in own])
        workers.show([_worker(say, one) for one in view.workers])

    desk.follow(frame, visitor, draw)


def _columns(say: Words) -> list[Column]:
    return [
        Column(say("Hall")),
        Column(say("State")),
        Column(say("Day")),
        Column(say("Tickets"), True),
        Column(say("Waiting"), True),
        Column(say("Finished"), True),
        Column(say("Ratings"), True),
        Column(say("Facts"), True),
        Column(say("Confirmed through"), True),
        Column(say("Missing"), True),
        Column(say("Set aside"), True),
    ]


def _row(say: Words, row: HallRow) -> list[Cell]:
    """None is "not known", and never a zero."""
    word, kind = STATES[row.state]
    day = row.today
    counts = (day.issued, day.waiting, day.finished, day.rated) if day else (None,) * 4
    return [
        Cell(say.pick(row.name, row.name_en or row.name), note=row.id),
        Cell(say(word), kind, say("last heard {age}", age=age(say, row.age_s))),
        Cell(day.day if day else _NONE),
        *(Cell(_figure(count)) for count in counts),
        Cell(_figure(row.facts)),
        Cell(_figure(row.through), note=row.stream or ""),
        Cell(_figure(row.missing), "care" if row.missing else "", _hole(say, row)),
        Cell(_figure(row.set_aside), "bad" if row.set_aside else ""),
    ]


def _aside_columns(say: Words) -> list[Column]:
    return [
        Column(say("Time")),
        Column(say("Kind")),
        Column(say("Hall")),
        Column(say("Reason")),
        Column(say("Bytes"), True),
    ]


def _aside(desk: Desk, one: QuarantineView) -> list[Cell]:
    return [
        Cell(desk.wall(one.received_ms)),
        Cell(one.kind),
        Cell(one.hall or one.topic, note="" if one.n is None else f"n {one.n}"),
        Cell(one.reason),
        Cell(str(one.size)),
    ]


def _hole(say: Words, row: HallRow) -> str:
    return "" if row.hole_age_s is None else say("oldest hole: {age}", age=age(say, row.hole_age_s))


def _worker_columns(say: Words) -> list[Column]:
    return [
        Column(say("Worker")),
        Column(say("State")),
        Column(say("Messages"), True),
        Column(say("New rows"), True),
        Column(say("Known already"), True),
        Column(say("Set aside"), True),
        Column(say("Transactions"), True),
    ]


def _worker(say: Words, row: WorkerRow) -> list[Cell]:
    word, kind = WORKERS[row.state]
    told = say("last heard {age}", age=age(say, row.age_s))
    one = row.told
    counts = (one.messages, one.rows, one.duplicates, one.quarantined, one.groups)
    return [
        Cell(row.name),
        Cell(say(word), kind, f"{told} {one.problem}".strip()),
        *(Cell(str(count)) for count in counts),
    ]


def _figure(count: int | None) -> str:
    return _NONE if count is None else str(count)
