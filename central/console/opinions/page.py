"""The page of opinions."""

from dataclasses import replace
from typing import Any, Final

from central.console.choosing import Choosing
from central.console.desk import Desk
from central.console.dress import dress
from central.console.grid import Cell, Column, Grid
from central.console.opinions.reading import Choice, Seen, look, terms_of
from central.console.rereading import Rereading
from central.console.visitor import Visitor
from insight.supervision import Matter, Stage, Step, Summary
from protocol.stamp import DAY_MS
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Opinions and bad ratings")

PERIODS: Final = {
    "30": later("30 days"),
    "90": later("90 days"),
    "365": later("a year"),
}
KINDS: Final = {
    "": later("both"),
    "opinion": later("comment book"),
    "case": later("bad ratings"),
}
STAGES: Final[dict[Stage, str]] = {
    "new": later("nobody has it yet"),
    "routed": later("is being answered"),
    "replied": later("answered"),
    "reopened": later("opened again"),
    "closed": later("closed"),
    "confirmed": later("the person was right; to be put right"),
    "unfounded": later("unfounded; to be called back"),
    "fixed": later("put right; to be called back"),
    "called": later("called back; to be closed"),
}
STEPS: Final[dict[Step, str]] = {
    "reply": later("the answer"),
    "verify": later("looking into it"),
    "fix": later("putting it right"),
    "close": later("the end"),
    "review": later("the appeal's decision"),
}
FORMS: Final = {
    "complaint": later("complaint"),
    "suggestion": later("suggestion"),
    "praise": later("praise"),
    "question": later("question"),
}
TOPICS: Final = {
    "conduct": later("Conduct"),
    "quality": later("Quality and speed"),
    "rights": later("Rights infringed"),
    "other": later("Other"),
}
"""Those of a hall that names none itself; central.toml's `[[topic]]` goes before."""
_NONE: Final = "—"


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    say = frame.say
    choice = Choice()

    def change(**to: Any) -> None:
        nonlocal choice
        choice = replace(choice, **to)
        reading.again()

    halls = {"": say("all halls")} | {
        row.id: say.pick(row.name, row.name_en or row.name) for row in desk.halls(visitor)
    }
    with Tag("section", classes="card choices").attribute("aria-label", say("What is shown")):
        periods = {days: say(text) for days, text in PERIODS.items()}
        Choosing("days", say("Period"), lambda value: change(days=int(value))).offer(periods, "30")
        Choosing("hall", say("Hall"), lambda value: change(hall=value)).offer(halls, "")
        kinds = {kind: say(text) for kind, text in KINDS.items()}
        Choosing("kind", say("What"), lambda value: change(kind=value or None)).offer(kinds, "")
    sheet = _Sheet(desk, say)
    reading = Rereading(frame, visitor, lambda account: look(desk, account, choice), sheet.show)


class _Sheet:
    """What is drawn again with each reading."""

    def __init__(self, desk: Desk, say: Words) -> None:
        self._desk, self._say = desk, say
        self._terms = terms_of(desk.config)
        self._topics = {code: say(name) for code, name in TOPICS.items()} | {
            one.id: say.pick(one.name, one.name_en or one.name) for one in desk.config.topic
        }
        with Tag("section", classes="card"):
            Tag("h2", say("By hall"))
            self._as_of = Tag("p", classes="soft").mark_as("as-of")
            self._halls = Grid(say("By hall"), self._columns(say("Hall")), "by-hall", "—")
        with Tag("section", classes="card"):
            Tag("h2", say("What is open"))
            self._how_many = Tag("p", classes="soft").mark_as("how-many")
            columns = [say("What"), say("Hall"), say("Stage"), say("Age"), say("Clock")]
            self._list = Grid(say("What is open"), [Column(one) for one in columns], "open")
        with Tag("section", classes="card"):
            Tag("h2", say("Comment books by topic"))
            self._by_topic = Grid(
                say("Comment books by topic"),
                self._columns(say("Topic")),
                "by-topic",
                say("Nothing was written."),
            )

    def show(self, seen: Seen) -> None:
        """Draw a reading."""
        say = self._say
        self._as_of.say(
            say("As of {time}, as far as the halls were heard.", time=self._desk.wall(seen.at_ms))
        )
        names = {hall: say.pick(*both) for hall, both in seen.names.items()}
        self._halls.show([self._sums(names[hall], one) for hall, one in seen.halls.items()])
        topics = {what: self._topics.get(what, what) for what in seen.topics}
        self._by_topic.show([self._sums(topics[what], one) for what, one in seen.topics.items()])
        self._list.show([self._row(names[hall], one, seen.at_ms) for hall, one in seen.listed])
        shown, there = len(seen.listed), seen.open
        if not there:
            self._how_many.say(say("Nothing is open."))
        elif shown < there:
            told = say("{shown} of {n}, the longest overdue first.", shown=shown, n=there)
            self._how_many.say(told)
        else:
            self._how_many.say(say("{n}, the longest overdue first.", n=there))

    def _columns(self, first: str) -> list[Column]:
        say = self._say
        return [
            Column(first),
            Column(say("Open"), True),
            Column(say("Overdue"), True),
            Column(say("Written in the period"), True),
            Column(say("First answer, median"), True),
            Column(say("Opened again"), True),
        ]

    def _sums(self, name: str, one: Summary) -> list[Cell]:
        say = self._say
        late = say("{n} overdue", n=one.overdue) if one.overdue else "0"
        of = say("of {n} answered", n=one.answered) if one.answered else say("none answered")
        took = _NONE if one.answer_s is None else length(say, one.answer_s)
        return [
            Cell(name),
            Cell(str(one.open)),
            Cell(late, "bad" if one.overdue else ""),
            Cell(str(one.written)),
            Cell(took, note=of if one.written else ""),
            Cell(str(one.reopened)),
        ]

    def _row(self, hall: str, one: Matter, now_ms: int) -> list[Cell]:
        say = self._say
        if one.kind == "case":
            what, form = say("Rating {level}", level=one.what), say("bad rating")
        else:
            what, form = self._topics.get(one.what, one.what), say(FORMS[one.form])
        again = say("opened again {n} times", n=one.reopened) if one.reopened else ""
        return [
            Cell(what, note=form),
            Cell(hall, note=f"n {one.n}"),
            Cell(say(STAGES[one.stage]), note=again),
            Cell(length(say, (now_ms - one.opened.wall_ms) / 1000)),
            self._clock(one, now_ms),
        ]

    def _clock(self, one: Matter, now_ms: int) -> Cell:
        """In words: what is late and for how long, or what is waited for and how long it has."""
        say, late = self._say, one.late(self._terms, now_ms)
        if late is not None:
            step, ms = late
            told = say("overdue by {time}", time=length(say, ms / 1000))
            return Cell(told, "bad", say(STEPS[step]))
        waits = one.waits(self._terms)
        if not waits:
            return Cell(say("nobody waits"))
        step, due_ms = min(waits.items(), key=lambda pair: pair[1])
        left = say("{time} left", time=length(say, (due_ms - now_ms) / 1000))
        soon = due_ms - now_ms < DAY_MS
        return Cell(left, "care" if soon else "", say(STEPS[step]))


def length(say: Words, seconds: float) -> str:
    """A length of time, in the biggest unit of which there are two."""
    if seconds >= 2 * 86400:
        return say("{n} days", n=int(seconds // 86400))
    if seconds >= 2 * 3600:
        return say("{n} hours", n=int(seconds // 3600))
    return say("{n} minutes", n=int(seconds // 60))
