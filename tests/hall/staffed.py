"""A hall with people in it: guides, clerks and a leader who say what they want."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from gateway.hall import wishes
from gateway.hall.calls import CallNext, NoShow
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.nouns import Ticket
from gateway.hall.plan import Business, HallPlan, Item, Paper, Window
from gateway.hall.reasons import Reason
from gateway.hall.rules import Rules
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from protocol.facts import Fact, TicketCalled, TicketIssued
from protocol.facts.ticket import Priority
from tests.hall.hall import Hall

GUIDE = Actor(Duty.GUIDE, "guide-1")
LEADER = Actor(Duty.LEADER, "leader-1")
ADMINISTRATOR = Actor(Duty.ADMINISTRATOR, "root")
KIOSK = Actor(Duty.KIOSK)
BOARD = Actor(Duty.BOARD, board="d000000000000001")
LI, WANG, ZHAO = (Actor(Duty.CLERK, name) for name in ("li", "wang", "zhao"))
CLERKS = (LI, WANG, ZHAO)

SECOND, MINUTE = 1_000, 60_000

PAPERS = (Paper("id", "身份证件"), Paper("form", "申请表"))
PLAN = HallPlan(
    hall="hall-1",
    name="长安区办税厅",
    businesses=(Business("A", "发票领用"), Business("B", "申报纳税"), Business("C", "车购税")),
    windows=(
        Window("1", "1号窗口", ("A", "B")),
        Window("2", "2号窗口", ("B", "C")),
        Window("3", "3号窗口", ("A", "B", "C")),
    ),
    boards=(),
    items=(
        Item("new", "新办", "A", papers=PAPERS),
        Item("change", "变更", "A"),
        Item("sale", "过户", "C", papers=PAPERS),
    ),
)

T = TypeVar("T")


@dataclass
class Staffed(Hall):
    """`want` gives the fact or the reason; what is wanted and given is of one type: `get`."""

    plan: HallPlan = PLAN

    def want(self, by: Actor, wish: Any, who: str | None = None) -> Fact | Reason:
        """What follows from a wish, which has become a fact then."""
        here = Here(self.plan, self.state, self.now, by, who, token="text-1")
        outcome = wishes.decide(here, wish)
        if not isinstance(outcome, Reason):
            self.add(outcome)
        return outcome

    def get(self, kind: type[T], by: Actor, wish: Any, who: str | None = None) -> T:
        """The same where it must be granted."""
        outcome = self.want(by, wish, who)
        assert isinstance(outcome, kind), outcome
        return outcome

    def issue(
        self, business: str = "A", priority: Priority = "normal", who: str | None = None
    ) -> int:
        """A guide takes a number for somebody, or a booking becomes one; its ticket."""
        if priority == "booked":
            return self.booked(business, 0)
        assert priority != "card"
        self.get(TicketIssued, GUIDE, TakeTicket(business, priority), who)
        return self.n

    def booked(self, business: str, in_ms: int) -> int:
        """Somebody who has booked for then is here."""
        here = Here(self.plan, self.state, self.now, GUIDE)
        fact = wishes.decide(here, TakeTicket(business))
        assert isinstance(fact, TicketIssued)
        not_before_ms = self.now.wall_ms + in_ms
        return self.add(replace(fact, priority="booked", not_before_ms=not_before_ms))

    def staff(self, window: str, by: Actor) -> None:
        """A clerk sits down at a window and opens it."""
        self.want(by, LogIn(window=window))
        self.want(by, OpenWindow(window=window))

    def call(self, window: str, by: Actor = LEADER) -> TicketCalled:
        """Whoever is next."""
        return self.get(TicketCalled, by, CallNext(window=window))

    def done(self, window: str, by: Actor = LEADER) -> TicketCalled:
        """Call whoever is next and serve them; the call."""
        called = self.call(window, by)
        assert not isinstance(self.want(by, Start(window=window)), Reason)
        assert not isinstance(self.want(by, Finish(window=window)), Reason)
        return called

    def missed(self, window: str, by: Actor = LEADER) -> int:
        """Call whoever is next in vain; the ticket."""
        called = self.call(window, by)
        assert not isinstance(self.want(by, NoShow(window=window)), Reason)
        return called.ticket

    def rules(self, **change: Any) -> None:
        """Another hall.toml, from now on."""
        self.plan = replace(self.plan, rules=replace(self.plan.rules, **change))

    def wait(self, ms: int) -> None:
        """Time goes by, on every clock."""
        self.jump(ms)
        self.now = replace(self.now, mono_ms=self.now.mono_ms + ms)

    def jump(self, ms: int) -> None:
        """Somebody, or NTP, sets the wall clock."""
        self.now = replace(self.now, wall_ms=self.now.wall_ms + ms)

    def reboot(self) -> None:
        """The machine starts anew; its monotonic clock begins again."""
        self.now = replace(self.now, boot=f"boot-{self.n}", mono_ms=10)

    def ticket(self, n: int) -> Ticket:
        """As it stands."""
        return self.state.tickets[n]


def opened(**rules: Any) -> Staffed:
    """A hall at the beginning of a day; recalls need no gap unless told."""
    hall = Staffed(replace(PLAN, rules=Rules(**{"recall_gap_s": 0, **rules})))
    hall.open()
    return hall
