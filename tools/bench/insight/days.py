"""Days of a hall that never was: people come, wait, are served and rate, as a gateway tells it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heapify, heapreplace
from random import Random

from protocol.envelope import Entry
from protocol.facts import (
    DayOpened,
    DeviceRecord,
    Fact,
    PrintConfirmed,
    RatingGiven,
    RatingPrompted,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketNoShow,
    WindowOpened,
)

FIRST_MS = 1_767_574_800_000
"""2026-01-05, a Monday, 09:00 in Shanghai."""

DAY_MS = 86_400_000
OPEN_MS = 8 * 3_600_000


@dataclass
class Years:
    """One hall's stream, day after day."""

    visits: int
    """People a day."""
    windows: int = 12
    seed: int = 1
    n: int = 0
    _dice: Random = field(init=False)

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)

    def day(self, number: int) -> Iterator[Entry]:
        """The facts of one day, in the order of n; some nine for each visit."""
        begin = FIRST_MS + number * DAY_MS
        day = (date(2026, 1, 5) + timedelta(number)).isoformat()
        yield self._entry(begin, DayOpened(day))
        for window in range(self.windows):
            yield self._entry(begin, WindowOpened(str(window), f"clerk-{window}"))
        yield from self._visits(day, begin)

    def _visits(self, day: str, begin: int) -> Iterator[Entry]:
        """Told when each visit is over. That is not the order of a real hall; the folding does the
        same work."""
        free = [(begin, str(window)) for window in range(self.windows)]
        heapify(free)
        arrivals = sorted(self._dice.randrange(OPEN_MS) for _ in range(self.visits))
        for number, offset in enumerate(arrivals, 1):
            came = begin + offset
            at, window = free[0]
            called = max(came + 1000, at)
            took = int(self._dice.lognormvariate(12.6, 0.6))
            heapreplace(free, (called + took, window))
            yield from self._visit(day, number, came, called, took, window)

    def _visit(
        self, day: str, number: int, came: int, called: int, took: int, window: str
    ) -> Iterator[Entry]:
        staff = f"clerk-{window}"
        yield self._entry(came, self._press())
        issued = self._entry(came, TicketIssued(day, "ABC"[number % 3], number, "d0", 3))
        yield issued
        yield self._entry(came + 900, PrintConfirmed(issued.n, False))
        yield self._entry(called, TicketCalled(issued.n, window, staff=staff))
        if self._dice.random() < 0.04:
            yield self._entry(called + 60_000, TicketNoShow(issued.n, window, staff))
            return
        started = self._entry(called + 15_000, ServiceStarted(issued.n, window, staff))
        yield started
        items = (f"item-{self._dice.randrange(20)}",)
        ended = called + 15_000 + took
        yield self._entry(ended, ServiceFinished(started.n, issued.n, window, staff, items))
        yield self._entry(ended + 300, RatingPrompted(started.n, window))
        if self._dice.random() < 0.8:
            level = self._dice.choices((5, 4, 3, 2, 1), (80, 12, 5, 2, 1))[0]
            yield self._entry(ended + 5000, self._press())
            yield self._entry(ended + 5000, RatingGiven(started.n, window, level))

    def _press(self) -> DeviceRecord:
        return DeviceRecord("d0", 7, self.n + 1, 2, 0, "0100000001")

    def _entry(self, at_ms: int, fact: Fact) -> Entry:
        self.n += 1
        return Entry("hall-1", "5eed0001", self.n, fact, None, at_ms, "boot", at_ms - FIRST_MS)
