"""A number that was just given, very large, with what its owner has to know."""

from gateway.console.guide import qr
from gateway.console.guide.doing import Doing, Pressed
from gateway.console.guide.words import in_fours, priority_name, range_words
from gateway.console.naming import business_name
from gateway.console.slip_fate import LOOKS, STATES
from gateway.expecting import Expected
from gateway.hall import papers
from gateway.hall.nouns import Stage
from gateway.hall.papers import ReprintTicket
from gateway.store import Done
from gateway.web.hall_reading import Glance
from protocol.facts import TicketIssued
from screens.console.tags import Tag


class GivenView:
    """Stays until the next person is there."""

    def __init__(self, doing: Doing, go_on: Pressed) -> None:
        self._doing, say = doing, doing.say
        self._n = 0
        self._issued: TicketIssued | None = None
        self._key = ""
        self._section = Tag("section", classes="card guide-given").mark_as("given")
        with self._section:
            with Tag("div", classes="guide-given-main"):
                self._business = Tag("p", classes="guide-what")
                self._number = Tag("h2", classes="guide-number").mark_as("number")
                self._range = Tag("p", classes="guide-range now").mark_as("range")
                self._ahead = Tag("p", classes="now")
                self._paper = Tag("p", classes="tag guide-paper now").mark_as("paper")
                self._again = doing.button(say("Print again"), self._reprint, name="given-reprint")
            with Tag("figure", classes="guide-code"):
                self._picture = Tag("img").mark_as("qr")
                self._picture.attribute("alt", say("Code of the number, for a phone to read"))
                self._code = Tag("figcaption").mark_as("given-code")
            doing.button(say("Next person"), go_on, "button main guide-go-on", "next-person")
        self.hide()

    @property
    def shown(self) -> bool:
        """Whether a number is shown now."""
        return self._issued is not None

    def give(self, done: Done, key: str) -> None:
        """Show this one. key: for a second paper of it."""
        assert isinstance(done.fact, TicketIssued)
        say, issued = self._doing.say, done.fact
        code = self._doing.desk.api.codes.of(done.n, issued) or ""
        self._n, self._issued, self._key = done.n, issued, key
        words = business_name(say, self._doing.plan, issued.business)
        if issued.priority != "normal":
            words = f"{words} · {priority_name(say, issued.priority)}"
        self._business.say(words)
        self._number.say(issued.label)
        self._picture.attribute("src", qr.picture(code))
        self._code.say(in_fours(code))
        self._section.show(True)

    def hide(self) -> None:
        """Show none."""
        self._issued = None
        self._section.show(False)

    def draw(self, seen: Glance, expected: Expected) -> None:
        """How it stands now."""
        ticket = seen.state.tickets.get(self._n)
        if self._issued is None or ticket is None:
            return
        say = self._doing.say
        if ticket.stage is Stage.AWAY:
            self._range.say(say("Waits once it is checked in, in the hall"))
            self._ahead.show(False)
        else:
            if ticket.stage is not Stage.WAITING:
                self._range.say(say("Called"))
            elif expected.calls(self._n):
                told = range_words(say, expected.ticket(self._n))
                self._range.say(say("Expected: {range}", range=told))
            else:
                self._range.say(say("No open window serves this now"))
            self._ahead.show(True)
            self._ahead.say(say("{n} ahead when it was taken", n=self._issued.ahead))
        self._draw_paper(seen)

    def _draw_paper(self, seen: Glance) -> None:
        assert self._issued is not None
        say, looks = self._doing.say, ("good", "care", "bad")
        if not self._issued.on_paper:
            look, words, again = "", say("No paper: the code is shown to a phone"), False
        elif not self._doing.plan.prints:
            look, words, again = "care", say("This hall has no printer: write it down"), False
        else:
            paper = papers.of(seen.state, self._n)
            look, words = LOOKS[paper], say.pick(*STATES[paper])
            again = look in ("care", "bad")
        for one in looks:
            self._paper.dress(one, one == look)
        self._paper.say(words)
        self._again.show(again)

    async def _reprint(self) -> None:
        say = self._doing.say
        if await self._doing.wish(ReprintTicket(self._n), f"{self._key}-{self._n}") is not None:
            self._doing.frame.tell(say("It is being printed again: the same number."))
