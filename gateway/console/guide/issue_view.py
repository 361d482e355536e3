"""Giving a number: the business, then in which class. Two taps."""

from typing import Literal

from gateway.console.guide.doing import Doing, Pressed, new_key
from gateway.console.guide.given_view import GivenView
from gateway.console.guide.words import priority_name, range_words
from gateway.console.naming import business_name
from gateway.expecting import Expected
from gateway.hall.plan import Business
from gateway.hall.tickets import TakeTicket
from gateway.store import Done
from gateway.web.hall_reading import Glance
from screens.console.tags import Tag

Given = Literal["normal", "special", "credit"]
"""The classes that a guide gives; see `TakeTicket.priority`."""


class IssueView:
    """The tablet's home."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._business: str | None = None
        self._triage: int | None = None
        self._present = True
        self._key = ""
        self._waiting: dict[str, Tag] = {}
        self.root = Tag("div").mark_as("issue")
        with self.root:
            self._list = Tag("section").attribute("aria-label", doing.say("Businesses"))
            with self._list:
                self._businesses()
            self._sheet = Tag("section", classes="card guide-sheet").mark_as("sheet")
            with self._sheet:
                self._make_sheet()
            self._given = GivenView(doing, self.begin)
        self.begin()

    def begin(self) -> None:
        """The next person."""
        self._business, self._triage = None, None
        self._given.hide()
        self._show()

    def choose(self, business: str, triage: int | None = None) -> None:
        """A business is chosen, by the guide or by answers to the hall's questions."""
        self._business, self._triage, self._key = business, triage, new_key()
        self._given.hide()
        self._say_present(True)
        self._name.say(business_name(self._doing.say, self._doing.plan, business))
        self._show()

    def give(self, done: Done) -> None:
        """Show a number that was given elsewhere: of a booking, or of a card."""
        self._business = None
        self._given.give(done, new_key())
        self._show()

    def draw(self, seen: Glance, expected: Expected) -> None:
        """How many wait, and how long it takes."""
        say = self._doing.say
        for code, tag in self._waiting.items():
            count = len(seen.state.waiting_for(frozenset({code})))
            words = say("{n} waiting", n=count)
            if expected.serves(code):
                words += " · " + range_words(say, expected.newcomer(code))
            else:
                words += " · " + say("no window open")
            tag.say(words)
        self._given.draw(seen, expected)

    def _businesses(self) -> None:
        """By the groups of hall.toml; those without a group first."""
        plan, say = self._doing.plan, self._doing.say
        by_group: dict[str, list[Business]] = {"": []}
        for group in plan.groups:
            by_group[group.code] = []
        for one in plan.businesses:
            by_group[one.group].append(one)
        names = {"": say("Which business?")}
        names |= {one.code: say.pick(one.name, one.name_en or one.name) for one in plan.groups}
        for code, members in by_group.items():
            if not members:
                continue
            Tag("h2", names[code])
            with Tag("div", classes="guide-tiles"):
                for one in members:
                    self._tile(one)

    def _tile(self, one: Business) -> None:
        say, code = self._doing.say, one.code
        button = self._doing.button(
            "", lambda: self.choose(code), "button guide-tile", f"business-{code}"
        )
        with button:
            Tag("strong", code, "guide-letter")
            with Tag("span", classes="guide-tile-words"):
                Tag("span", say.pick(one.name, one.name_en or one.name), "guide-tile-name")
                self._waiting[code] = Tag("span", classes="guide-tile-waits now")

    def _make_sheet(self) -> None:
        doing, say = self._doing, self._doing.say
        self._name = Tag("h2", classes="guide-sheet-name").mark_as("chosen")
        self._led = Tag("p", say("By the answers to the questions."), "soft")
        with Tag("div", classes="guide-pair").attribute("role", "group") as pair:
            pair.attribute("aria-label", say("Where is the person?"))
            self._here = doing.button(
                say("In the hall: on paper"), lambda: self._say_present(True), name="present"
            )
            self._afar = doing.button(
                say("From afar: no paper"), lambda: self._say_present(False), name="afar"
            )
        Tag("p", say("Give the number as:"), "guide-label")
        with Tag("div", classes="guide-tiles"):
            doing.button(
                say("Normal number"), self._take("normal"), "button main guide-take", "take-normal"
            )
            special, credit = priority_name(say, "special"), priority_name(say, "credit")
            with doing.button("", self._take("special"), "button guide-take", "take-special"):
                Tag("span", special)
                Tag("span", say("old, ill, disabled, pregnant, with a small child"), "guide-small")
            with doing.button("", self._take("credit"), "button guide-take", "take-credit"):
                Tag("span", credit)
                Tag("span", say("tax credit class A, shown by the person"), "guide-small")
        doing.button(say("Back"), self.begin, name="sheet-back")

    def _take(self, priority: Given) -> Pressed:
        async def take() -> None:
            if self._business is None:
                return
            wish = TakeTicket(self._business, priority, self._present, self._triage)
            done = await self._doing.wish(wish, self._key)
            if done is not None:
                self.give(done)

        return take

    def _say_present(self, present: bool) -> None:
        self._present = present
        self._here.attribute("aria-pressed", "true" if present else "false")
        self._afar.attribute("aria-pressed", "false" if present else "true")

    def _show(self) -> None:
        chosen = self._business is not None
        self._list.show(not chosen and not self._given.shown)
        self._sheet.show(chosen)
        self._led.show(self._triage is not None)
