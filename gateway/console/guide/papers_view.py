"""Papers of which nobody knows whether they came out, and those that did not."""

from gateway.console.guide.doing import Doing, Pressed, new_key
from gateway.console.guide.sight import Deed
from gateway.console.guide.words import DEEDS, DONE
from gateway.console.naming import business_name
from gateway.console.slip_fate import LOOKS, STATES, SlipFate
from gateway.hall import papers, unclaimed
from gateway.hall.paper_nouns import PaperState
from gateway.hall.papers import ReprintTicket, SeePaper
from gateway.hall.slips import MOST_BLANK, PrintBlankCards
from gateway.web.hall_reading import Glance
from gateway.web.reading import Reading
from protocol.facts import SlipAsked
from screens.console.tags import Tag

_Row = tuple[int, str, str, PaperState, int | None]
"""Ticket, its label, its business, what is known of its paper, and in how many minutes it lapses.
"""


class PapersView:
    """What is in doubt, and what was sent to the printer again from here."""

    def __init__(self, doing: Doing) -> None:
        self._doing, say = doing, doing.say
        self._shown: tuple[_Row, ...] | None = None
        self._keys: dict[int, str] = {}
        self._asked: list[int] = []
        """Tickets printed again from here, while they are on their way."""
        self.root = Tag("section", classes="guide-papers").mark_as("papers")
        with self.root:
            Tag("h2", say("Did their paper come out?"))
            self._printer = Tag("p", classes="card now").mark_as("printer")
            self._none = Tag("p", classes="card now")
            self._list = Tag("ul", classes="guide-list").mark_as("paper-list")
            with Tag("section", classes="card guide-blank") as blank:
                self._blank()
            blank.show(doing.plan.prints and doing.plan.rules.card_days > 0)

    def _blank(self) -> None:
        doing, say = self._doing, self._doing.say
        Tag("h2", say("Cards to be filled in by hand"))
        Tag("p", say("For a day without the system: have some ready before."), "soft")
        with doing.form(self._print_blank, "blank-form"):
            with Tag("label", classes="field"):
                Tag("span", say("How many"))
                field = Tag("input").attribute("type", "number").attribute("name", "count")
                field.attribute("min", "1").attribute("max", str(MOST_BLANK))
                field.attribute("value", "5").mark_as("blank-count")
            Tag("button", say("Print blank cards"), "button").attribute("type", "submit").mark_as(
                "blank-print"
            )
        with Tag("div", classes="print-row"):
            self._fate = SlipFate(say, "blank-fate")

    async def _print_blank(self, fields: dict[str, str]) -> None:
        doing, given = self._doing, fields.get("count", "").strip()
        count = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 0
        if not 1 <= count <= MOST_BLANK:
            doing.frame.tell(doing.say("Say how many: 1 to {n}.", n=MOST_BLANK), refused=True)
            return
        if await doing.wish(PrintBlankCards(count), new_key()) is not None:
            doing.frame.tell(doing.say("{n} blank cards are sent to the printer.", n=count))

    def begin(self) -> None:
        """Nothing is kept from before."""
        self._asked = []

    def draw(self, seen: Glance, reading: Reading) -> None:
        """Of now."""
        say, view = self._doing.say, reading.view
        if view is not None:
            self._printer.say(say.pick(view.printer.zh, view.printer.en))
        self._fate.draw(seen.state, SlipAsked("card"))
        rows = self._rows(seen)
        self._none.show(not rows)
        mute = any(one.state is PaperState.MUTE for one in seen.state.papers.values())
        all_came = say("Every paper of today came out.")
        self._none.say(say("The printer never answers: ask people for it.") if mute else all_came)
        if rows == self._shown:
            return
        self._shown = rows
        self._list.clear()
        with self._list:
            for row in rows:
                self._line(*row)

    def _rows(self, seen: Glance) -> tuple[_Row, ...]:
        state = seen.state
        listed = {*papers.doubtful(state), *(n for n in self._asked if n in state.papers)}
        return tuple(
            (n, one.issued.label, one.business, papers.of(state, n), self._left_min(seen, n))
            for n in sorted(listed)
            if (one := state.tickets.get(n)) is not None
        )

    def _left_min(self, seen: Glance, n: int) -> int | None:
        """Begun minutes."""
        left = unclaimed.left_ms(self._doing.plan.rules, seen.state, seen.now, n)
        return None if left is None else -(-left // 60_000)

    def _line(
        self, n: int, label: str, business: str, state: PaperState, left_min: int | None
    ) -> None:
        doing, say = self._doing, self._doing.say
        with Tag("li", classes="card guide-paper-row").mark_as(f"paper-{label}"):
            Tag("strong", label, "guide-row-number")
            with Tag("span", classes="guide-row-words"):
                Tag("span", business_name(say, doing.plan, business))
                Tag("span", say.pick(*STATES[state]), f"tag now {LOOKS[state]}")
                if left_min is not None:
                    void = say("Void in {n} min unless somebody has it", n=left_min)
                    Tag("span", void, "tag now").mark_as(f"void-{label}")
            with Tag("span", classes="guide-deeds"):
                if state is not PaperState.COMING:
                    again, see = Deed.REPRINT, Deed.SEE_PAPER
                    doing.button(
                        say(DEEDS[again]),
                        self._deed(again, n, label),
                        "button main",
                        f"reprint-{label}",
                    )
                    doing.button(
                        say(DEEDS[see]), self._deed(see, n, label), name=f"see-paper-{label}"
                    )

    def _deed(self, deed: Deed, n: int, label: str) -> Pressed:
        async def do() -> None:
            key = self._keys.setdefault(n, new_key())
            wish = ReprintTicket(n) if deed is Deed.REPRINT else SeePaper(n)
            if await self._doing.wish(wish, f"{key}-{deed}") is None:
                return
            del self._keys[n]
            if deed is Deed.REPRINT and n not in self._asked:
                self._asked.append(n)
            self._doing.frame.tell(self._doing.say(DONE[deed], label=label))

        return do
