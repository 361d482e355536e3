"""The figures of each hall's newest business day, kept up by adding only what has come since."""

import threading
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from central.hall_facts import HallFacts
from central.reader import DayBegin, Reader
from insight.book import Book
from insight.scope import HALL
from insight.tally import Tally
from protocol.stamp import Moment

PORTION: Final = 4096

MOST_N: Final = (1 << 63) - 1
"""Beyond every row."""

KEPT_DAYS: Final = 2
"""The newest day and the one before it, whose people may wait past midnight (H1)."""


@dataclass(frozen=True)
class Day:
    """A hall's newest business day as far as central has its facts."""

    day: str
    tally: Tally
    waiting: int
    """People who wait now, those with a number of the day before among them."""
    queued: tuple[tuple[Moment, int], ...] = ()
    """When each of them joined, and how many ms before the time of their booking."""
    called_at: frozenset[str] = frozenset()
    """Windows that have called or served somebody on this day."""


@dataclass
class _Kept:
    stream: str
    begin: int
    """The first row of the stream that is in the book."""
    place: int
    """Place in the fact table up to which rows are in it; what comes late has a later one."""
    seal: str | None
    """Of what came at this place."""
    book: Book


class Today:
    """Ask it from any thread. Raises ReaderError as the reader does."""

    def __init__(self, reader: Reader, zone: tzinfo) -> None:
        self._reader, self._zone = reader, zone
        self._kept: dict[str, _Kept] = {}
        self._gate = threading.Lock()

    def of(self, hall: str) -> Day | None:
        """The day that the hall opened last; None if central knows of none."""
        with self._gate:
            openings = self._reader.openings(hall)
            if not openings:
                return None
            newest = openings[-1]
            days = [begin for begin in openings if begin.stream == newest.stream][-KEPT_DAYS:]
            book = self._caught_up(hall, days)
            tallies = book.rollup.get(newest.day, {})
            waiting = [visit for visit in book.visits.values() if visit.queue is not None]
            return Day(
                newest.day,
                tallies.get(HALL, Tally()),
                len(waiting),
                tuple((one.joined, one.early_ms) for one in waiting if one.joined is not None),
                frozenset(scope.id for scope in tallies if scope.kind == "window"),
            )

    def _caught_up(self, hall: str, days: list[DayBegin]) -> Book:
        begin = days[0]
        kept = self._kept.get(hall)
        facts = HallFacts(self._reader, hall)
        if (
            kept is None
            or kept.stream != begin.stream
            or kept.begin > begin.n
            or not facts.holds(kept.place, kept.seal)
        ):
            last = facts.last()
            kept = _Kept(begin.stream, begin.n, last, facts.seal(last), Book(self._zone))
            kept.book.take(facts.between(kept.stream, kept.begin, MOST_N, kept.place))
            self._kept[hall] = kept  # of a disk that has failed meanwhile no half of a day
        while arrivals := facts.after(kept.place, PORTION):
            kept.book.take(
                arrival.entry
                for arrival in arrivals
                if arrival.entry.stream == kept.stream and arrival.entry.n >= kept.begin
            )
            kept.place, kept.seal = arrivals[-1].place, arrivals[-1].entry.identity
        if kept.begin < begin.n:
            kept.begin = begin.n
            kept.book.forget(begin.day)
            for day in [day for day in kept.book.rollup if day < begin.day]:
                del kept.book.rollup[day]
        kept.book.late.clear()  # of days before: this tells of the newest alone
        return kept.book
