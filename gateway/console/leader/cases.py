"""Bad ratings: each is verified, put right, told to the person and closed, by its clocks."""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import Final

from gateway.console.desk import Desk
from gateway.console.leader.acting import Acting
from gateway.console.leader.book import Book, Line
from gateway.console.leader.forms import Field, Form, Said
from gateway.console.leader.names import APPEALS, CASE_STAGES, CASE_STEPS, RATINGS, TAGS
from gateway.console.leader.opinions import reached
from gateway.console.leader.spans import left
from gateway.console.leader.story import Story
from gateway.console.visitor import Visitor
from gateway.hall import case_life
from gateway.hall.case_life import LIFE, CaseStep
from gateway.hall.case_nouns import Appeal, Case, CaseStage
from gateway.hall.cases import CallBackCase, CloseCase, FixCase, ReviewCase, VerifyCase
from gateway.hall.here import Duty
from gateway.web.hall_reading import Glance
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import Words, later, window_name

TITLE: Final = later("Bad ratings")

DUTIES: Final = frozenset({Duty.LEADER})


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = Acting(desk, visitor, frame)
    _ = page.as_of
    shelf = _Cases(page)
    shelf.book = Book(page, shelf, page.say("Cases"), page.say("No bad rating is to be settled."))

    def draw() -> None:
        seen = page.look(DUTIES)
        if seen is not None:
            page.as_of.draw(seen)
            shelf.book.draw(seen)

    frame.follow(desk.bell, draw)


def _clock(say: Words, step: CaseStep, ms: int) -> str:
    """What is left for this step."""
    return say("{step}: {left}", step=say(CASE_STEPS[step]), left=left(say, ms))


class _Cases:
    """Cases, those with a step to take first, by what is left of its time."""

    book: "Book[int, Case]"

    def __init__(self, page: Acting) -> None:
        self._page = page

    def entries(self, seen: Glance) -> Sequence[tuple[int, Case]]:
        def urgency(each: tuple[int, Case]) -> tuple[bool, int]:
            n, one = each
            waits = self._waits(one)
            return not waits, min((wait.remaining_ms(seen.now) for wait in waits), default=-n)

        return sorted(seen.state.cases.items(), key=urgency)

    def line(self, key: int, one: Case, seen: Glance) -> Line:
        say, plan = self._page.say, self._page.desk.api.plan
        window = plan.window.get(one.window)
        next_one = min(self._waits(one), key=lambda wait: wait.remaining_ms(seen.now), default=None)
        ms = None if next_one is None else next_one.remaining_ms(seen.now)
        clock = ""
        if next_one is not None and ms is not None:
            clock = _clock(say, next_one.step, ms)
        appeal = APPEALS[one.appeal]
        return Line(
            title=f"{one.label} · {say(RATINGS[one.level])}" if one.level in RATINGS else one.label,
            more=" · ".join(
                filter(
                    None,
                    (
                        one.day,
                        window_name(say, one.window, None if window is None else window.name),
                        self._page.name(one.staff),
                        *(say(TAGS[tag]) for tag in one.tags),
                    ),
                )
            ),
            tags=(
                (say(CASE_STAGES[one.stage]), _DRESS.get(one.stage, "")),
                *(((say(appeal), "care"),) if appeal else ()),
            ),
            clock=clock,
            late=ms is not None and ms < 0,
        )

    def mark(self, key: int, one: Case) -> Hashable:
        return one.steps

    def fill(self, key: int, one: Case, seen: Glance) -> None:
        page, say, steps = self._page, self._page.say, LIFE[one.stage]
        if one.follow_up is not None:
            text = say("How it was handled was rated: {level}", level=say(RATINGS[one.follow_up]))
            Tag("p", text)
        for wait in self._waits(one):
            ms = wait.remaining_ms(seen.now)
            clock = Tag("p", _clock(say, wait.step, ms), "clock")
            clock.dress("late", ms < 0)
        Story(page, partial(page.desk.api.facts, one.steps))
        if CaseStep.CONFIRM in steps:
            found = (("yes", say("the person was right")), ("no", say("unfounded")))
            verdict = Field("confirmed", say("What was found"), "select", found, needed=True)
            how = Field("words", say("How it was"), "area", needed=True)
            self._form("verify", key, [verdict, how], say("Verify"))
        if CaseStep.FIX in steps:
            what = Field("words", say("What was put right"), "area", needed=True)
            self._form("fix", key, [what], say("It is put right"))
        if one.appeal is Appeal.PENDING:
            decided = (("yes", say("upheld: it does not count")), ("no", say("rejected")))
            verdict = Field("upheld", say("The appeal is"), "select", decided, needed=True)
            why = Field("words", say("Why"), "area", needed=True)
            self._form("review", key, [verdict, why], say("Decide the appeal"))
        if CaseStep.CALL_BACK in steps:
            how = Field("words", say("How the call went"), "area", needed=True)
            self._form("call_back", key, [reached(page), how], say("Note the call"))
        if CaseStep.CLOSE in steps:
            self._form("close", key, [], say("Close the case"))

    def _waits(self, one: Case) -> list[case_life.Wait]:
        return case_life.waits(one, self._page.desk.api.plan.quality.case)

    def _form(self, name: str, n: int, fields: list[Field], button: str) -> None:
        Form(self._page, name, fields, button, partial(self._send, name, n))

    async def _send(self, name: str, n: int, said: Said) -> None:
        page, say, words = self._page, self._page.say, said.get("words", "")
        match name:
            case "verify":
                confirmed = said["confirmed"] == "yes"
                done = await page.wish(
                    VerifyCase, say("It is verified."), case=n, words=words, confirmed=confirmed
                )
            case "fix":
                done = await page.wish(FixCase, say("It is noted."), case=n, words=words)
            case "review":
                upheld = said["upheld"] == "yes"
                done = await page.wish(
                    ReviewCase, say("The appeal is decided."), case=n, words=words, upheld=upheld
                )
            case "call_back":
                came = said["reached"] == "yes"
                done = await page.wish(
                    CallBackCase, say("The call is noted."), case=n, words=words, reached=came
                )
            case _:
                done = await page.wish(CloseCase, say("It is closed."), case=n)
        if done:
            self.book.settled()


_DRESS: Final = {
    CaseStage.OPEN: "bad",
    CaseStage.CONFIRMED: "care",
    CaseStage.CLOSED: "good",
}
