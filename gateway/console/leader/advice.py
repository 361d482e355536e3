"""Recommendations: answered, replied to and closed, the overdue ones first; and the register."""

from collections.abc import Hashable, Sequence
from datetime import date
from functools import partial
from typing import Final

from nicegui import run

from gateway.console.desk import Desk
from gateway.console.leader.acting import Acting
from gateway.console.leader.book import Book, Line
from gateway.console.leader.forms import Field, Form, Said
from gateway.console.leader.names import ADVICE_STAGES, GIVERS, POSITIONS, STATUSES
from gateway.console.leader.spans import DAY_MS, left
from gateway.console.leader.story import Story, desk_name
from gateway.console.visitor import Visitor
from gateway.hall.here import Duty
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.recommendation_terms import lateness
from gateway.hall.recommendations import (
    LIFE,
    AnswerRecommendation,
    CloseRecommendation,
    RecommendationStep,
    ReplyToRecommendation,
)
from gateway.hall.wish import MOST_N
from gateway.register import Register
from gateway.web.hall_reading import Glance
from gateway.web.recommendation_answers import answer_of
from gateway.web.recommendations import Which, is_in, of_now
from insight import advice_words
from insight.advice import PERSONAL
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later

TITLE: Final = later("Recommendations")

DUTIES: Final = frozenset({Duty.LEADER})

PARTS: Final[tuple[tuple[Which, str], ...]] = (
    ("open", later("Open")),
    ("overdue", later("Overdue")),
    ("adopted", later("Adopted")),
    ("partly", later("Partly adopted")),
    ("not_adopted", later("Not adopted")),
    ("lapsed", later("Lapsed")),
    ("all", later("All")),
)

MOST_PAST: Final = 200
"""Of all time, the newest ones that a page shows."""


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = Acting(desk, visitor, frame)
    _ = page.as_of
    shelf = _Register(page)
    with Tag("nav", classes="parts").attribute("aria-label", page.say("Parts of the register")):
        buttons = {part: shelf.button(part, text) for part, text in PARTS}
    shelf.book = Book(page, shelf, page.say("Recommendations"), page.say("There is none."))

    def draw() -> None:
        seen = page.look(DUTIES)
        if seen is not None:
            for part, button in buttons.items():
                button.attribute("aria-pressed", "true" if part == shelf.part else "false")
            page.as_of.draw(seen)
            shelf.book.draw(seen)

    frame.follow(desk.bell, draw)


class _Register:
    """The open ones, the overdue first; or what became of those of before."""

    book: "Book[int, Recommendation]"

    def __init__(self, page: Acting) -> None:
        self._page = page
        self._register = Register(page.desk.api.store)
        self._past: list[tuple[int, Recommendation]] = []
        self._titles: dict[int, tuple[Recommendation, str]] = {}
        self.part: Which = "open"

    def button(self, part: Which, text: str) -> Tag:
        """Shows a part of the register."""
        page = self._page
        made = Tag("button", page.say(text), "button").mark_as(f"part-{part}")
        made.attribute("type", "button")
        return made.on("click", lambda: page.told(self._turn_to(part)), args=[])

    def entries(self, seen: Glance) -> Sequence[tuple[int, Recommendation]]:
        if self.part not in ("open", "overdue"):
            return self._past
        plan = self._page.desk.api.plan
        found = of_now(plan, seen, self.part, MOST_N)
        return sorted(found, key=lambda each: -self._late_days(each[1], seen))

    def line(self, key: int, one: Recommendation, seen: Glance) -> Line:
        say = self._page.say
        status = one.taken_up
        late = self._lateness(one, seen)
        return Line(
            title=self._title(key, one, seen),
            more=" · ".join((str(key), say(GIVERS[one.by]), _plan(self._page, one))).rstrip(" ·"),
            tags=(
                (say(ADVICE_STAGES[one.stage]), _DRESS.get(one.stage, "")),
                *(((say(STATUSES[status]), ""),) if status is not None else ()),
            ),
            clock=self._clock(one, seen, late),
            late=late is not None,
        )

    def mark(self, key: int, one: Recommendation) -> Hashable:
        return one.stage, one.answer, one.reply

    def fill(self, key: int, one: Recommendation, seen: Glance) -> None:
        page, say = self._page, self._page.say
        told = answer_of(page.desk.api.plan, seen, key, one)
        for sentence in (told.why, told.expect):
            if sentence is not None:
                Tag("p", say.pick(sentence.zh, sentence.en))
        Story(page, partial(self._register.history, key))
        steps = LIFE.get(one.stage, {})
        if RecommendationStep.ANSWER in steps:
            self._form("answer", key, self._answer_fields(), say("Answer it"))
        if RecommendationStep.REPLY in steps and one.is_reviewed:
            became = [(code, say(text)) for code, text in STATUSES.items()]
            status = Field("status", say("What was taken up"), "select", became, needed=True)
            self._form("reply", key, [status, _words(say("Reply"))], say("Reply to it"))
        if RecommendationStep.CLOSE in steps:
            done = Field("done_on", say("Done on (empty: nothing was adopted)"), "date")
            self._form("close", key, [done, _words(say("How it ended"))], say("Close it"))

    def _answer_fields(self) -> list[Field]:
        say, desks = self._page.say, self._page.desk.api.plan.quality.desk
        positions = [(code, say(text)) for code, text in POSITIONS.items()]
        responsible = [("", say("none")), *((code, desk_name(self._page, code)) for code in desks)]
        return [
            Field("position", say("Position"), "select", positions, needed=True),
            _words(say("What is thought of it")),
            Field("action", say("What will be done")),
            Field("desk", say("By which desk"), "select", responsible),
            Field("due", say("By when (needed unless it is refused)"), "date"),
        ]

    def _title(self, key: int, one: Recommendation, seen: Glance) -> str:
        known = self._titles.get(key)
        if known is not None and known[0] is one:
            return known[1]
        title = one.rule if not one.about else f"{one.rule} · {one.about}"
        if one.by == "rule":
            about = self._page.name(one.about) if one.rule in PERSONAL else one.about
            what = advice_words.what(one.rule, about)
            title = title if what is None else self._page.say.pick(what.zh, what.en)
        self._titles[key] = (one, title)
        return title

    def _lateness(self, one: Recommendation, seen: Glance) -> tuple[str, int] | None:
        return lateness(one, self._page.desk.api.plan.quality.advice, seen.now, seen.state.day)

    def _late_days(self, one: Recommendation, seen: Glance) -> int:
        late = self._lateness(one, seen)
        return -1 if late is None else late[1]

    def _clock(self, one: Recommendation, seen: Glance, late: tuple[str, int] | None) -> str:
        say, rules = self._page.say, self._page.desk.api.plan.quality.advice
        if late is not None:
            step = say("answer") if late[0] == "answer" else say("action")
            return f"{step}: " + say("{d} d over", d=late[1])
        if one.stage is RecommendationStage.GIVEN:
            return left(say, rules.answer_days * DAY_MS - seen.now.since_ms(one.since))
        due = None if one.answer is None or not one.is_open else one.answer.due
        if due is None or seen.state.day is None:
            return ""
        days = (date.fromisoformat(due) - date.fromisoformat(seen.state.day)).days
        return say("{d} d left", d=days) if days else say("due today")

    def _form(self, name: str, n: int, fields: list[Field], button: str) -> None:
        Form(self._page, name, fields, button, partial(self._send, name, n))

    async def _send(self, name: str, n: int, said: Said) -> None:
        page, say = self._page, self._page.say
        given = {field: text or None for field, text in said.items()} | {"words": said["words"]}
        match name:
            case "answer":
                given["action"] = said["action"]
                done = await page.wish(
                    AnswerRecommendation, say("It is answered."), recommendation=n, **given
                )
            case "reply":
                done = await page.wish(
                    ReplyToRecommendation, say("It is replied to."), recommendation=n, **given
                )
            case _:
                done = await page.wish(
                    CloseRecommendation, say("It is closed."), recommendation=n, **given
                )
        if done:
            self.book.settled()

    async def _turn_to(self, part: Which) -> None:
        if part not in ("open", "overdue"):
            found = await run.io_bound(
                self._register.newest, lambda one: is_in(one, part), MOST_N, MOST_PAST
            )
            self._past = found or []
        self.part = part
        self.book.choose(None)


_DRESS: Final = {
    RecommendationStage.GIVEN: "care",
    RecommendationStage.CLOSED: "good",
}


def _words(label: str) -> Field:
    return Field("words", label, "area", needed=True)


def _plan(page: Acting, one: Recommendation) -> str:
    """Who does what was answered, and by when."""
    answer = one.answer
    if answer is None:
        return ""
    desk = desk_name(page, answer.desk) if answer.desk else ""
    due = page.say("by {day}", day=answer.due) if answer.due else ""
    return " ".join(filter(None, (desk, due)))
