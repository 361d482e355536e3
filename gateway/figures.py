"""The open day's figures, kept up from what is committed (docs/measures.md)."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, TypeVar

from gateway.now import medians
from gateway.store.store import Store
from insight.book import Book
from insight.day_log import DayLog
from insight.figures import Figure
from insight.measures import MEASURES
from insight.scope import Scope
from insight.tally import Tally

T = TypeVar("T")

PORTION: Final = 2048

KEPT_DAYS: Final = 2
"""The open day and the one before it: somebody may be served past midnight with yesterday's
number (H1)."""


@dataclass(frozen=True)
class DayFigures:
    """Every figure of one business day, as far as the facts have come."""

    day: str | None
    """None: no day is open."""
    n: int
    """The last fact in it."""
    scopes: dict[Scope, list[Figure]]
    """Of the hall, and of each business, window, person and slot that has any."""


class Figures:
    """Ask it from any thread. A question costs what has been committed since the one before."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone
        self._gate = threading.Lock()
        self._book = Book(zone)
        self._log = DayLog()
        self._n: int | None = None
        """The last fact that is in the book; None: it has not begun."""

    def today(self) -> DayFigures:
        """Of the open day. Raises StoreError when the database does not answer."""
        day = self._store.state.day
        with self._gate:
            n = self._catch_up()
            tallies = self._book.rollup.get(day, {}) if day is not None else {}
            period = (day or "", day or "")
            return DayFigures(
                day,
                n,
                {
                    scope: [measure.figure(tally, scope, period) for measure in MEASURES]
                    for scope, tally in tallies.items()
                },
            )

    def of_day(self, make: Callable[[Mapping[Scope, Tally], DayLog, int], T]) -> T:
        """What is made of the open day's tallies and log and of the last fact in them, none of
        which may be kept or changed. Raises as `today`."""
        day = self._store.state.day
        with self._gate:
            n = self._catch_up()
            tallies = self._book.rollup.get(day, {}) if day is not None else {}
            return make(tallies, self._log, n)

    def handling_s(self) -> dict[str, float]:
        """Median of handling by business in the open day, in seconds. Raises as `today`."""
        return self.of_day(lambda tallies, _log, _n: medians(tallies))

    def _catch_up(self) -> int:
        if self._n is not None and self._n >= self._store.n:
            return self._n
        with self._store.reader() as reader:
            if self._n is None:
                self._n = min(reader.days_opened(KEPT_DAYS), default=1) - 1
            while entries := reader.entries(self._n, PORTION):
                self._book.take(entries)
                self._log.take(entries)
                self._n = entries[-1].n
        self._book.late.clear()  # of days before: this tells of the open day alone
        days = sorted(self._book.rollup)
        if len(days) > KEPT_DAYS:
            self._book.forget(days[-KEPT_DAYS])
            for day in days[:-KEPT_DAYS]:
                del self._book.rollup[day]
        return self._n
