"""What has to be brought, told to the person at once; and the papers that a clerk has printed."""

from collections.abc import Sequence

from gateway.console.clerk.deeds import PRINT_KEY
from gateway.console.slip_fate import Print, SlipFate
from gateway.hall.plan import HallPlan
from gateway.hall.slips import PrintCard, PrintChecklist, PrintStaffDay
from gateway.hall.state import HallState
from protocol.facts import ServiceFinished, SlipAsked
from screens.console.tags import Tag
from screens.languages import Words


class SlipView:
    """Of a service that ended for want of papers or with a card, until the next person is called.

    A hall without a printer has the list from the printer of this computer.
    """

    def __init__(self, say: Words, plan: HallPlan, print_: Print) -> None:
        self.say, self._plan, self._print = say, plan, print_
        self._fates: list[tuple[SlipFate, SlipAsked]] = []
        self._section = Tag("section", classes="card clerk-slip").mark_as("slip")
        self._section.show(False)

    def clear(self) -> None:
        """It is told."""
        self._fates = []
        self._section.show(False)

    def tell(self, n: int, fact: ServiceFinished, label: str) -> None:
        """Show it, if papers are missing or there is a card to print. n: of the fact."""
        papers = self._plan.papers(fact.items, fact.missing)
        self._fates = []
        self._section.show(bool(papers) or (fact.card and self._plan.prints))
        self._section.clear()
        with self._section:
            if papers:
                self._list(n, fact, label, papers)
            if fact.card:
                self._card(n, fact, label, bool(papers))

    def draw(self, state: HallState) -> None:
        """What became of the papers."""
        for fate, asked in self._fates:
            fate.draw(state, asked)

    def _list(
        self, n: int, fact: ServiceFinished, label: str, papers: Sequence[tuple[str, str]]
    ) -> None:
        say = self.say
        Tag("p", say.pick(self._plan.name, self._plan.name_en or self._plan.name), "print-only")
        Tag("h2", say("{label}: tell the person to bring", label=label))
        with Tag("ol"):
            for zh, en in papers:
                Tag("li", say.pick(zh, en or zh))
        if fact.card:
            Tag("p", say("The number of today goes first then: come with it."))
        with Tag("div", classes="print-row"):
            button = Tag("button", classes="button").attribute("type", "button")
            button.attribute("data-key", PRINT_KEY).attribute("aria-keyshortcuts", PRINT_KEY)
            with button.mark_as("print"):
                Tag("span", say("Print the list"))
                Tag("kbd", PRINT_KEY)
            if not self._plan.prints:
                button.on("click", js_handler="() => window.print()")
                return
            wish = PrintChecklist(fact.service)
            button.on("click", lambda: self._print(wish), args=[])
            self._fates.append((SlipFate(say, "print-fate"), SlipAsked("checklist", n)))

    def _card(self, n: int, fact: ServiceFinished, label: str, listed: bool) -> None:
        if not self._plan.prints:
            return
        say, wish = self.say, PrintCard(fact.service)
        if not listed:
            Tag("h2", say("{label}: the card for coming again", label=label))
        with Tag("div", classes="print-row"):
            button = Tag("button", say("Print the card"), "button").attribute("type", "button")
            button.mark_as("print-card").on("click", lambda: self._print(wish), args=[])
            self._fates.append((SlipFate(say, "card-fate"), SlipAsked("card", n)))


class DayView:
    """The counts of the own day on paper, whether or not the clerk still sits at a window."""

    def __init__(self, say: Words, plan: HallPlan, print_: Print) -> None:
        self._prints = plan.prints
        self._section = Tag("section", classes="card clerk-day").mark_as("own-day")
        with self._section:
            Tag("h2", say("My day"))
            with Tag("div", classes="print-row"):
                button = Tag("button", say("Print the counts of my day"), "button")
                button.attribute("type", "button").mark_as("print-day")
                button.on("click", lambda: print_(PrintStaffDay()), args=[])
                self._fate = SlipFate(say, "day-fate")

    def draw(self, state: HallState, staff: str | None) -> None:
        """Bring it up to date; staff: whose page it is."""
        self._section.show(self._prints and state.day is not None and staff is not None)
        self._fate.draw(state, SlipAsked("staff_day", day=state.day or "", of=staff))
