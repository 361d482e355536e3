"""A hall in simulated time: the real rules decide and apply, the real book counts.

Only the clock and the people are made up. What somebody wants goes through `wishes.decide`, what
follows through `fold.apply`, and every fact into an `insight.book.Book`.
"""

from collections.abc import Callable
from datetime import date, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Any

from gateway.hall import fold, wishes
from gateway.hall.day import decide_open
from gateway.hall.here import Actor, Here
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import EMPTY
from insight.book import Book
from protocol.envelope import Entry
from protocol.facts import Fact
from protocol.stamp import Moment, Stamp

STREAM = "5eed0011"
BOOT = "5eed0012"

Act = Callable[[], None]


class Floor:
    """One hall on one day."""

    def __init__(self, plan: HallPlan, day: date) -> None:
        """Raises ValueError where the rules do not let the day be opened."""
        self.plan = plan
        self.day = day
        self.state = EMPTY
        self.entries: list[Entry] = []
        self.now_s = 0.0
        """Seconds of the day."""
        self._midnight_ms = int(datetime.combine(day, datetime.min.time(), plan.zone).timestamp())
        self._midnight_ms *= 1000
        self._queue: list[tuple[float, int, Act]] = []
        self._order = count()
        self._book = Book(plan.zone)
        self._counted = 0
        self._listeners: list[Act] = []
        opened = decide_open(self.state, day.isoformat())
        if isinstance(opened, Reason):
            raise ValueError(opened.en)
        self._add(opened)

    @property
    def now(self) -> Moment:
        """As the rules are told it."""
        ms = round(self.now_s * 1000)
        return Moment(self._midnight_ms + ms, BOOT, ms)

    def ms(self, seconds: float) -> int:
        """Unix ms of a second of this day."""
        return self._midnight_ms + round(seconds * 1000)

    def want(self, by: Actor, wish: Any) -> tuple[int, Fact] | Reason:
        """What follows: the fact with its n, or why none does."""
        outcome = wishes.decide(Here(self.plan, self.state, self.now, by, token="text"), wish)
        return outcome if isinstance(outcome, Reason) else (self._add(outcome), outcome)

    def get(self, by: Actor, wish: Any) -> tuple[int, Fact]:
        """The same where the rules must grant it: a refusal is a fault of the study."""
        outcome = self.want(by, wish)
        if isinstance(outcome, Reason):
            raise RuntimeError(f"The hall refused {wish}: {outcome.en}")
        return outcome

    def at(self, second: float, act: Act) -> None:
        """Do something then; what is past is done at once."""
        heappush(self._queue, (max(second, self.now_s), next(self._order), act))

    def later(self, seconds: float, act: Act) -> None:
        """Do something after so many seconds."""
        self.at(self.now_s + seconds, act)

    def when_somebody_waits(self, act: Act) -> None:
        """Do this whenever somebody begins to wait."""
        self._listeners.append(act)

    def somebody_waits(self) -> None:
        """Somebody has begun to."""
        for act in self._listeners:
            act()

    def run(self) -> None:
        """Until nobody does anything any more."""
        while self._queue:
            self.now_s, _, act = heappop(self._queue)
            act()

    @property
    def book(self) -> Book:
        """Of all facts so far."""
        self._book.take(self.entries[self._counted :])
        self._counted = len(self.entries)
        return self._book

    def _add(self, fact: Fact) -> int:
        n, now = len(self.entries) + 1, self.now
        self.state = fold.apply(self.state, Stamp(n, now), fact)
        self.entries.append(
            Entry(self.plan.hall, STREAM, n, fact, None, now.wall_ms, now.boot, now.mono_ms)
        )
        return n
