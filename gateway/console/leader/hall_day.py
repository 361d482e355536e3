"""The business day: opening one, and going on after numbers that were written by hand."""

from collections.abc import Hashable, Sequence
from datetime import date
from functools import partial
from typing import Any

from gateway.console.leader.acting import Acting
from gateway.console.leader.forms import Field, Form, Said
from gateway.hall.here import Actor
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.plan import Business
from gateway.web.body import DayToOpen
from gateway.web.hall_reading import Glance
from gateway.web.opening import wall_date
from gateway.web.words import clock_time
from screens.console.tags import Tag

MOST_NUMBER = 99_999


class DayPart:
    """Which day is open, and two forms."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        self._made_of: Hashable = None
        self._goes_on_of: Hashable = None
        with Tag("section", classes="card later"):
            Tag("h2", say("Business day"))
            self._day = Tag("p", classes="now").mark_as("day")
            with Tag("details") as self._opening:
                Tag("summary", say("Open a business day")).mark_as("open-day")
                self._form = Tag("div")
            with Tag("details") as self._going_on:
                Tag("summary", say("Go on after numbers written by hand")).mark_as("go-on")
                self._on_form = Tag("div")

    def draw(self, seen: Glance) -> None:
        """Bring it up to date."""
        page, say, state = self._page, self._page.say, seen.state
        today = wall_date(seen.now.wall_ms, page.desk.zone).isoformat()
        if state.day is None:
            self._day.say(say("No day is open: no numbers are given out."))
        else:
            time = clock_time(state.opened_ms, page.desk.zone)
            told = say("{day}, opened at {time}", day=state.day, time=time)
            late = " " + say("Today is {day}.", day=today) if state.day < today else ""
            self._day.say(told + late)
        if (made_of := (state.day, today)) != self._made_of:
            self._made_of = made_of
            self._opening.attribute("open", "open" if (state.day or "") < today else None)
            self._form.clear()
            with self._form:
                self._fill(state.day, today)
        plan = page.desk.api.plan
        left = tuple(one for one in plan.businesses if one.code not in state.last_number)
        self._going_on.show(bool(left) and state.day is not None)
        if left != self._goes_on_of:
            self._goes_on_of = left
            self._on_form.clear()
            with self._on_form:
                self._fill_going_on(left)

    def _fill(self, day: str | None, today: str) -> None:
        page, say = self._page, self._page.say
        if day is None:
            hint = say("This store is new: say how far today's numbers went, 0 for none.")
        else:
            hint = say("Only where numbers of that day were written by hand: the last of each.")
        fields = [
            Field("day", say("Day"), "date", needed=True, value=today),
            *(self._last(one, day is None) for one in page.desk.api.plan.businesses),
        ]
        Tag("p", hint, "soft")
        Form(page, "day", fields, say("Open this day"), self._open)

    def _last(self, one: Business, needed: bool) -> Field:
        label = f"{one.code} {self._page.either(one.name, one.name_en)}"
        return Field(f"after-{one.code}", label, "number", needed=needed, most=MOST_NUMBER)

    def _fill_going_on(self, left: Sequence[Business]) -> None:
        page, say = self._page, self._page.say
        options = [(one.code, f"{one.code} {page.either(one.name, one.name_en)}") for one in left]
        fields = [
            Field("business", say("Business"), "select", options, needed=True),
            Field("last", say("Last number by hand"), "number", needed=True, most=MOST_NUMBER),
        ]
        Form(page, "go-on", fields, say("Go on after it"), self._go_on)

    async def _open(self, said: Said) -> None:
        page, prefix = self._page, "after-"
        after = {
            name.removeprefix(prefix): _number(text)
            for name, text in said.items()
            if name.startswith(prefix) and text
        }
        wanted = DayToOpen.model_validate({"day": said["day"], "after": after})
        opened = await page.people(partial(self._opened, wanted))
        if opened is not None:
            page.frame.tell(page.say("The day {day} is open.", day=opened.isoformat()))

    def _opened(self, wanted: DayToOpen, by: Actor) -> date:
        return self._page.desk.deeds.open_day(wanted.asked_by(by))

    async def _go_on(self, said: Said) -> None:
        page = self._page
        told = page.say("The numbers go on after it.")
        last = _number(said["last"])
        await page.wish(ContinueNumbers, told, business=said["business"], last=last)


def _number(text: str) -> Any:
    """As a whole number; else as it is, for whoever checks it to refuse."""
    return int(text) if text.isascii() and text.isdecimal() else text
