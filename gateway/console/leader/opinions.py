"""The comment book: each entry is sent to somebody, answered and closed, by its clock."""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import Final

from gateway.console.desk import Desk
from gateway.console.leader.acting import Acting
from gateway.console.leader.book import Book, Line
from gateway.console.leader.forms import Field, Form, Said
from gateway.console.leader.names import CHANNELS, OPINION_KINDS, OPINION_STAGES
from gateway.console.leader.spans import left
from gateway.console.leader.story import Story, desk_name
from gateway.console.visitor import Visitor
from gateway.hall.concerned import NameConcerned
from gateway.hall.here import Duty
from gateway.hall.opinion_life import ANSWERED, LIFE, OpinionStep, remaining_ms
from gateway.hall.opinion_nouns import OWN, Opinion, OpinionStage
from gateway.hall.opinions import (
    CallBackOpinion,
    CloseOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    RouteOpinion,
    SubmitOpinion,
)
from gateway.web.hall_reading import Glance
from gateway.web.opinion_reading import seen_by
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later

TITLE: Final = later("Comment book")

DUTIES: Final = frozenset({Duty.LEADER})

_TO_DESK, _TO_PERSON = "desk:", "to:"


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = Acting(desk, visitor, frame)
    _ = page.as_of
    shelf = _Opinions(page)
    shelf.book = Book(page, shelf, page.say("Entries"), page.say("The comment book is settled."))
    _new_entry(page)

    def draw() -> None:
        seen = page.look(DUTIES)
        if seen is not None:
            page.as_of.draw(seen)
            shelf.book.draw(seen)

    frame.follow(desk.bell, draw)


class _Opinions:
    """Entries, those that wait for an answer first, by what is left of their time."""

    book: "Book[int, Opinion]"

    def __init__(self, page: Acting) -> None:
        self._page = page

    def entries(self, seen: Glance) -> Sequence[tuple[int, Opinion]]:
        rules = self._page.desk.api.plan.quality.opinion
        found = seen_by(seen.state, self._page.visitor.actor())

        def urgency(each: tuple[int, Opinion]) -> tuple[bool, bool, int]:
            n, one = each
            closed = one.stage is OpinionStage.CLOSED
            ms = remaining_ms(one, rules, seen.now)
            return closed, ms is None, -n if ms is None else ms

        return sorted(found, key=urgency)

    def line(self, key: int, one: Opinion, seen: Glance) -> Line:
        say, plan = self._page.say, self._page.desk.api.plan
        ms = remaining_ms(one, plan.quality.opinion, seen.now)
        topic = plan.quality.topic.get(one.submitted.topic)
        about = (
            one.submitted.topic if topic is None else self._page.either(topic.name, topic.name_en)
        )
        kind = say(OPINION_KINDS[one.submitted.kind])
        has = self._holder(one)
        return Line(
            title=f"{key} · {about} · {kind}",
            more=" · ".join(filter(None, (say(CHANNELS[one.submitted.channel]), has))),
            tags=((say(OPINION_STAGES[one.stage]), _DRESS.get(one.stage, "")),),
            clock="" if ms is None else left(say, ms),
            late=ms is not None and ms < 0,
        )

    def mark(self, key: int, one: Opinion) -> Hashable:
        return one.steps

    def fill(self, key: int, one: Opinion, seen: Glance) -> None:
        page, say = self._page, self._page.say
        steps = LIFE[one.stage]
        if one.about is not None:
            Tag("p", say("It is about {name}.", name=page.name(one.about)))
        Story(page, partial(page.desk.api.facts, one.steps))
        if OpinionStep.ROUTE in steps:
            self._form("route", key, [self._whom(one)], say("Send on"))
        if OpinionStep.REPLY in steps:
            self._form("reply", key, [_words(page, say("Answer"))], say("Answer it"))
        if OpinionStep.CLOSE in steps:
            self._form("close", key, [], say("Close the entry"))
        if OpinionStep.CALL_BACK in steps:
            called = [reached(page), _words(page, say("How the call went"))]
            self._form("call_back", key, called, say("Note the call"), "")
        if OpinionStep.REOPEN in steps:
            why = [_words(page, say("Why the answer was none"))]
            self._form("reopen", key, why, say("Open again"), "")
        whom = Field("about", say("Whom it is about"), "select", people(page, True), False)
        self._form("concerns", key, [whom], say("Say so"), "")

    def _holder(self, one: Opinion) -> str:
        if one.stage in ANSWERED:
            return ""
        last = one.hops[-1]
        return desk_name(self._page, last.desk) if last.desk else self._page.name(last.staff)

    def _whom(self, one: Opinion) -> Field:
        page = self._page
        desks = [
            (_TO_DESK + code, desk_name(page, code)) for code in page.desk.api.plan.quality.desk
        ]
        persons = [(_TO_PERSON + token, name) for token, name in people(page) if token != one.about]
        return Field("whom", page.say("Desk or person"), "select", [*desks, *persons], True)

    def _form(
        self, name: str, n: int, fields: list[Field], button: str, look: str = "main"
    ) -> None:
        Form(self._page, name, fields, button, partial(self._send, name, n), look)

    async def _send(self, name: str, n: int, said: Said) -> None:
        page, say, words = self._page, self._page.say, said.get("words", "")
        match name:
            case "route":
                whom = said["whom"]
                kind, _, token = whom.partition(":")
                given = {"desk": token} if kind == "desk" else {"to": token}
                done = await page.wish(RouteOpinion, say("It is sent on."), opinion=n, **given)
            case "reply":
                done = await page.wish(
                    ReplyToOpinion, say("It is answered."), opinion=n, words=words
                )
            case "close":
                done = await page.wish(CloseOpinion, say("It is closed."), opinion=n)
            case "call_back":
                done = await page.wish(
                    CallBackOpinion,
                    say("The call is noted."),
                    opinion=n,
                    words=words,
                    reached=said["reached"] == "yes",
                )
            case "reopen":
                done = await page.wish(
                    ReopenOpinion, say("It is open again."), opinion=n, words=words
                )
            case _:
                about = said["about"] or None
                done = await page.wish(NameConcerned, say("It is noted."), opinion=n, about=about)
        if done:
            self.book.settled()


_DRESS: Final = {
    OpinionStage.NEW: "care",
    OpinionStage.REOPENED: "care",
    OpinionStage.REPLIED: "good",
}


def people(page: Acting, nobody: bool = False) -> list[tuple[str, str]]:
    """Those who serve and answer, by their names; first nobody, where that is a choice."""
    known = [(one.token, one.shown) for one in page.desk.api.members()]
    return [("", page.say("nobody by name")), *known] if nobody else known


def reached(page: Acting) -> Field:
    """Whether a call came through."""
    say = page.say
    options = (("yes", say("reached")), ("no", say("not reached")))
    return Field("reached", say("The person was"), "select", options, True)


def _words(page: Acting, label: str) -> Field:
    return Field("words", label, "area", needed=True)


def _new_entry(page: Acting) -> None:
    say, plan = page.say, page.desk.api.plan
    topics = [(one.code, page.either(one.name, one.name_en)) for one in plan.quality.topics]
    channels = [(code, say(text)) for code, text in CHANNELS.items() if code not in OWN]
    kinds = [(code, say(text)) for code, text in OPINION_KINDS.items()]
    fields = [
        Field("channel", say("How it came"), "select", channels, True, "paper"),
        Field("kind", say("Kind"), "select", kinds, True),
        Field("topic", say("Topic"), "select", topics, True),
        Field("about", say("Whom it is about"), "select", people(page, True)),
        Field("words", say("What was written or said"), "area", needed=True),
        Field("contact", say("How to reach the person (may be left out)"), most=100),
    ]
    with Tag("details", classes="card"):
        Tag("summary", say("Write a new entry")).mark_as("new")
        within = Tag("div")

        def blank() -> None:
            within.clear()
            with within:
                Form(page, "new", fields, say("Write it into the book"), send)

        async def send(said: Said) -> None:
            given = {**said, "about": said["about"] or None}
            if await page.wish(SubmitOpinion, say("It stands in the book."), **given):
                blank()

        blank()
