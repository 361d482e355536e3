"""A November of one hall, written fact by fact, and what people do about their scores of it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gateway.hall import cases, scores
from gateway.hall.here import Actor, Duty
from gateway.store import Do, Done, OpenDay, Store
from gateway.store.transaction import Transaction
from protocol import facts
from protocol.stamp import Moment
from tests.hall.hall import PLAN
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock

MONTH = "2026-11"
NINE = 1_795_482_000_000
"""2026-11-24 09:00 in Shanghai."""
MINUTE = 60_000
WANG, LI, ZHAO, QIAN = "wang", "li", "zhao", "qian"
CLERKS = {"1": WANG, "2": LI}
SERVED = 16
"""By each of the two, on each of two days: enough to be ranked."""


@dataclass
class November:
    """The hall's store, and what stands in it."""

    store: Store
    clock: FakeClock
    services: dict[str, list[int]]
    """Clerk → services, in order."""
    ratings: dict[int, int]
    """Service → its `rating.given`."""

    def end(self) -> None:
        """The first day of December is open."""
        self.clock.wall = max(self.clock.wall, NINE + 7 * 86_400_000)
        self.store.commit(OpenDay("2026-12-01"))

    def want(self, wish: Any, duty: Duty, staff: str) -> Done:
        return self.store.commit(Do(wish, Actor(duty, staff)))

    def write(self, fact: facts.Fact) -> int:
        """A fact that comes now."""
        return int(self.store.commit(Run(lambda tx: tx.write(fact))))

    def appeal(self, about: int, staff: str = WANG) -> int:
        wish = scores.AppealScore(month=MONTH, about=about, words="误评")
        return self.want(wish, Duty.CLERK, staff).n

    def decide(self, appeal: int, upheld: bool = True, staff: str = ZHAO) -> int:
        wish = scores.DecideScore(appeal=appeal, upheld=upheld, words="核实")
        return self.want(wish, Duty.LEADER, staff).n

    def settle_case(self, service: int) -> int:
        """A bad rating is verified, appealed against, and the appeal upheld."""
        verify = cases.VerifyCase(case=service, confirmed=True, words="查")
        self.want(verify, Duty.LEADER, ZHAO)
        staff = next(one for one, those in self.services.items() if service in those)
        self.want(cases.AppealCase(case=service, words="诉"), Duty.CLERK, staff)
        review = cases.ReviewCase(case=service, upheld=True, words="核")
        return self.want(review, Duty.LEADER, QIAN).n


def november(path: Path, served: int = SERVED) -> November:
    """Two days in which Wang and Li serve; Wang takes longer, and is rated badly once."""
    clock = FakeClock(wall=NINE)
    return filled(Store.open(path, PLAN, clock), clock, served)


def filled(store: Store, clock: FakeClock, served: int = SERVED) -> November:
    """The same in a store that is open."""
    clock.wall = NINE
    hall = November(store, clock, {WANG: [], LI: []}, {})
    for day in (24, 25):
        store.commit(Run(lambda tx, day=day: _day(tx, hall, f"2026-11-{day}", served)))
        clock.wall += 86_400_000
        clock.mono += 86_400_000
    return hall


def _day(tx: Transaction, hall: November, day: str, served: int) -> None:
    begin = tx.now
    tx.write(facts.DayOpened(day))
    for window, staff in CLERKS.items():
        if tx.head.state.at(window).staff is None:
            tx.write(facts.StaffLoggedIn(staff, window))
        tx.write(facts.WindowOpened(window, staff))
    number = 0
    for i in range(served):
        for window, staff in CLERKS.items():
            number += 1
            _serve(tx, hall, begin, i, number, window, staff, day)
    for window, staff in CLERKS.items():
        _at(tx, begin, 7 * 60 * MINUTE)
        tx.write(facts.WindowClosed(window, staff))


def _serve(
    tx: Transaction,
    hall: November,
    begin: Moment,
    i: int,
    number: int,
    window: str,
    staff: str,
    day: str,
) -> None:
    came_ms = (20 + i * 25) * MINUTE
    took_ms = (6 if staff == LI else 7) * MINUTE + i * 1000
    _at(tx, begin, came_ms)
    ticket = tx.write(facts.TicketIssued(day, "B", number, "", 0))
    tx.write(facts.TicketCalled(ticket, window, staff=staff))
    service = tx.write(facts.ServiceStarted(ticket, window, staff))
    hall.services[staff].append(service)
    _at(tx, begin, came_ms + took_ms)
    tx.write(facts.ServiceFinished(service, ticket, window, staff))
    level = 1 if staff == WANG and i == 5 else 5
    hall.ratings[service] = tx.write(facts.RatingGiven(service, window, level))


def _at(tx: Transaction, begin: Moment, after_ms: int) -> None:
    tx.now = replace(begin, wall_ms=begin.wall_ms + after_ms, mono_ms=begin.mono_ms + after_ms)
