"""What stands beside the person: who waits, and the numbers that may come back."""

from collections.abc import Awaitable, Callable

from gateway.console.clerk.buttons import Button
from gateway.console.clerk.deeds import LISTS_KEY, Deed, may_resume
from gateway.console.clerk.person_view import waits
from gateway.console.clerk.sight import Number, Queue, Sight
from gateway.console.clerk.wanted import Press
from gateway.console.clerk.words import BUTTONS, range_words
from gateway.console.naming import business_name
from gateway.expecting import Expected
from gateway.hall.plan import HallPlan
from screens.console.tags import Tag
from screens.languages import Words

OfTicket = Callable[[Deed, int, Press], Awaitable[None]]


class QueueView:
    """How many wait for the own businesses, how long, and what a newcomer has before them."""

    def __init__(self, say: Words, plan: HallPlan) -> None:
        self.say, self._plan = say, plan
        self._rows: dict[str, tuple[Tag, Tag, Tag]] = {}
        with Tag("section", classes="card").mark_as("queues"):
            Tag("h2", say("Waiting for this window"))
            with Tag("div", classes="clerk-waits"):
                self._waiting = Tag("span", classes="big now").mark_as("waiting")
                self._longest = Tag("span", classes="now").mark_as("longest")
            with Tag("table"):
                with Tag("thead"), Tag("tr"):
                    for text in (say("Business"), say("Waiting"), say("Longest"), say("Expected")):
                        Tag("th", text).attribute("scope", "col")
                self._body = Tag("tbody")

    def draw(self, sight: Sight, expected: Expected) -> None:
        """Bring them up to date."""
        say = self.say
        self._waiting.say(str(sight.waiting))
        longest = max((one.longest_s for one in sight.queues if one.longest_s), default=None)
        nobody, time = say("Nobody waits"), waits(say, longest)
        self._longest.say(nobody if longest is None else say("longest {time}", time=time))
        if list(self._rows) != [one.business for one in sight.queues]:
            self._make(sight.queues)
        for one in sight.queues:
            count, longest_wait, newcomer = self._rows[one.business]
            count.say(str(one.waiting))
            longest_wait.say(waits(say, one.longest_s))
            newcomer.say(range_words(say, expected.newcomer(one.business)))

    def _make(self, queues: tuple[Queue, ...]) -> None:
        self._body.clear()
        self._rows.clear()
        with self._body:
            for one in queues:
                with Tag("tr"):
                    Tag("td", business_name(self.say, self._plan, one.business))
                    cells = (Tag("td", classes="now"), Tag("td", classes="now"))
                    self._rows[one.business] = (*cells, Tag("td", classes="now"))


class ListsView:
    """Numbers on hold, and missed ones that may come back."""

    def __init__(self, say: Words, of_ticket: OfTicket) -> None:
        self.say, self._of_ticket = say, of_ticket
        self._shown: tuple[tuple[Number, ...], tuple[Number, ...], bool] | None = None
        section = Tag("section", classes="card").attribute("data-key", LISTS_KEY)
        with section.attribute("tabindex", "-1").mark_as("lists"):
            with Tag("h2"):
                Tag("span", say("On hold and missed"))
                Tag("kbd", LISTS_KEY, "tag")
            self._nobody = Tag("p", say("Nobody"), "soft now")
            self._list = Tag("ul", classes="clerk-list now")

    def draw(self, sight: Sight) -> None:
        """Anew only when something of it has changed."""
        now = (sight.held, sight.missed, may_resume(sight.at))
        if now == self._shown:
            return
        self._shown = now
        self._nobody.show(not sight.held and not sight.missed)
        self._list.clear()
        self._list.show(bool(sight.held or sight.missed))
        with self._list:
            for number in sight.held:
                self._row(number, Deed.RESUME_TICKET, self.say("on hold"), now[2])
            for number in sight.missed:
                self._row(number, Deed.REINSTATE, self.say("missed"), True)

    def _row(self, number: Number, deed: Deed, state: str, able: bool) -> None:
        n, label = number

        async def pressed(press: Press) -> None:
            await self._of_ticket(deed, n, press)

        with Tag("li"):
            with Tag("span"):
                Tag("strong", label)
                Tag("span", f" {state}", "soft")
            button = Button(self.say(BUTTONS[deed]), pressed)
            button.attribute("aria-label", f"{label}: {self.say(BUTTONS[deed])}")
            button.mark_as(f"{deed}-{label}")
            button.able(able)
