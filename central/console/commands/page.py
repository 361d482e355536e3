"""The page of commands."""

from datetime import datetime
from typing import Any, Final

from central.commands.asked import Asking, Making
from central.commands.errors import CommandError
from central.commands.reading import AskingView, CommandView
from central.commands.wanted import wanted_of
from central.console.choosing import Choosing
from central.console.commands.reading import Seen, look
from central.console.commands.words import CAUSES, LIMITS, NAMES, PROGRAMS, STATES, told
from central.console.desk import Desk
from central.console.doing import doing
from central.console.dress import dress
from central.console.forms import Field, Said, form
from central.console.grid import Cell, Column, Grid
from central.console.rereading import Rereading
from central.console.visitor import Visitor
from central.people.nouns import Account
from central.rights import COMMANDERS, sees
from screens.ages import age
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Commands")

EVERY_S: Final = 2.0

_ALL: Final = "all"
_LONG: Final = 4400
"""Characters of a list of days: of 400, which is what a command takes."""


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    dress()
    chosen = ""

    def choose(asking: str) -> None:
        nonlocal chosen
        chosen = asking
        reading.again()

    sheet = _Sheet(desk, frame.say, choose)
    reading = Rereading(frame, visitor, lambda _: look(desk, chosen), sheet.show, EVERY_S)

    def asked() -> None:
        choose("")

    _Forms(desk, visitor, frame, asked)


class _Forms:
    """What may be asked here."""

    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame, asked: Any) -> None:
        self._desk, self._say = desk, frame.say
        say = frame.say
        halls = {_ALL: say("all halls")} | {
            row.id: say.pick(row.name, row.name_en or row.name) for row in desk.halls(visitor)
        }
        hall = Field("hall", say("Hall"), options=halls)
        forms = (
            (
                "notice",
                say("Notices"),
                say("They take the place of those before. Without any text there is none."),
                [
                    Field("zh", say("In Chinese"), required=False, most=120),
                    Field("en", say("In English"), required=False, most=240),
                    Field("until", say("Until"), "datetime-local", required=False),
                ],
                self._notice,
            ),
            (
                "close",
                say("Closed days"),
                say(
                    "They take the place of those before. Without any day the halls are open. Write"
                    " them as 2026-12-24 2026-12-25."
                ),
                [
                    Field("days", say("Days"), required=False, most=_LONG),
                    Field(
                        "cause",
                        say("Cause"),
                        options={cause: say(text) for cause, text in CAUSES.items()},
                    ),
                ],
                self._close,
            ),
            (
                "threshold",
                say("Limits of alarms"),
                say(
                    "They take the place of those before. What is left empty is as in each hall's"
                    " own file."
                ),
                [
                    Field(limit, say(text), "number", required=False)
                    for limit, text in LIMITS.items()
                ],
                self._threshold,
            ),
        )
        for name, title, hint, fields, deed in forms:
            with Tag("section", classes="card"):
                Tag("h2", title)
                Tag("p", hint, "soft")
                send = doing(visitor, frame, deed, say("It is kept for the halls."), asked)
                form(name, [hall, *fields], say("Send"), send)

    def _notice(self, by: Account, said: Said) -> None:
        until = self._until(said["until"])
        notice = {"zh": said["zh"].strip(), "en": said["en"].strip()} | until
        notices = [notice] if said["zh"].strip() or said["en"].strip() else []
        self._ask(by, said, "notice.set", wanted_of("notice.set", {"notices": notices}))

    def _close(self, by: Account, said: Said) -> None:
        days = said["days"].replace(",", " ").replace("，", " ").split()
        data = {"days": days, "cause": said["cause"]}
        self._ask(by, said, "hall.close", wanted_of("hall.close", data))

    def _threshold(self, by: Account, said: Said) -> None:
        typed = {name: said[name].strip() for name in LIMITS if said[name].strip()}
        if not all(number.isascii() and number.isdigit() for number in typed.values()):
            raise CommandError("请填整数。 Write whole numbers; nothing was sent.")
        limits = {name: int(number) for name, number in typed.items()}
        self._ask(by, said, "threshold.set", wanted_of("threshold.set", {"limits": limits}))

    def _ask(self, by: Account, said: Said, name: str, make: Making) -> None:
        commanding = self._desk.commanding
        if by.duty not in COMMANDERS:
            raise CommandError("您的岗位无此权限。 This is not for somebody of your duty.")
        every = [hall for hall in commanding.halls() if sees(commanding.config, by, hall)]
        halls = every if said["hall"] == _ALL else [said["hall"]]
        if not halls or not set(halls) <= set(every):
            raise CommandError("没有这个大厅。 There is no such hall; nothing was sent.")
        commanding.ask(Asking(by.token, name, halls, make, None))

    def _until(self, text: str) -> dict[str, int]:
        if not text:
            return {}
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=self._desk.zone)
        except ValueError as error:
            raise CommandError("时间有误。 That is no time; nothing was sent.") from error
        return {"until_ms": int(at.timestamp() * 1000)}


class _Sheet:
    """What is drawn again with each reading."""

    def __init__(self, desk: Desk, say: Words, choose: Any) -> None:
        self._desk, self._say = desk, say
        with Tag("section", classes="card"):
            Tag("h2", say("What was asked"))
            columns = [say("Time"), say("What"), say("By whom"), say("Halls"), say("How it stands")]
            self._askings = Grid(
                say("What was asked"),
                [Column(one) for one in columns],
                "askings",
                say("Nothing was asked yet."),
            )
        with Tag("section", classes="card") as self._one:
            Tag("h2", say("Hall by hall"))
            with Tag("div", classes="choices"):
                self._choosing = Choosing("asking", say("What"), choose)
            self._content = Tag("p").mark_as("content")
            columns = [say("Hall"), say("How it stands"), say("The hall's words"), say("The hall")]
            self._halls = Grid(
                say("Hall by hall"), [Column(one) for one in columns], "of-halls", "—"
            )
            self._more = Tag("p", classes="soft")

    def show(self, seen: Seen) -> None:
        """Draw a reading."""
        say = self._say
        self._askings.show([self._asking(one, seen) for one in seen.askings])
        self._one.show(seen.chosen is not None)
        if seen.chosen is None:
            return
        options = {one.id: f"{self._at(one.asked_ms)} {self._what(one)}" for one in seen.askings}
        self._choosing.offer(options, seen.chosen.id)
        self._content.say(told(say, seen.chosen.name, seen.data, self._at))
        rows = {row.id: row for row in self._desk.live.view().rows}
        self._halls.show([self._hall(one, rows.get(one.hall)) for one in seen.halls])
        self._more.say(say("{count} more halls have done it.", count=seen.more))
        self._more.show(seen.more > 0)

    def _asking(self, one: AskingView, seen: Seen) -> list[Cell]:
        say = self._say
        who = seen.people.get(one.by, one.by.removeprefix("program:"))
        counts = sorted(one.counts.items(), key=lambda item: list(STATES).index(item[0]))
        kinds = {STATES[state][1] for state in one.counts}
        kind = next((kind for kind in ("bad", "care", "good") if kind in kinds), "")
        return [
            Cell(self._at(one.asked_ms)),
            Cell(self._what(one)),
            Cell(say(PROGRAMS[one.by]) if one.by in PROGRAMS else who),
            Cell(str(one.halls)),
            Cell(" · ".join(f"{say(STATES[state][0])} {count}" for state, count in counts), kind),
        ]

    def _hall(self, one: CommandView, row: Any) -> list[Cell]:
        say = self._say
        word, kind = STATES[one.state]
        parts = (
            say("{done} of {parts} parts", done=one.done, parts=one.parts) if one.parts > 1 else ""
        )
        reply = one.reply
        words = "" if reply is None else say.pick(reply.zh, reply.en or reply.zh)
        if row is None:
            return [Cell(one.hall), Cell(say(word), kind, parts), Cell(words or "—"), Cell("—")]
        heard = say("last heard {age}", age=age(say, row.age_s))
        presence = say("online") if row.online else say("offline")
        return [
            Cell(say.pick(row.name, row.name_en or row.name), note=row.id),
            Cell(say(word), kind, parts),
            Cell(words or "—"),
            Cell(presence, "good" if row.online else "bad", heard),
        ]

    def _what(self, one: AskingView) -> str:
        return self._say(NAMES[one.name])

    def _at(self, at_ms: int) -> str:
        return self._desk.wall(at_ms)[:16]
