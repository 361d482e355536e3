"""The figures of each hall's newest business day, kept up by adding only what has come since."""

import threading
from collections.abc import Mapping, Sequence
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
    begins: dict[str, int]
    """Streams, each with its first row that is in the book."""
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
            days = sorted({begin.day for begin in openings if begin.day <= newest.day})
            book = self._caught_up(hall, days[-KEPT_DAYS:][0], openings)
            tallies = book.rollup.get(newest.day, {})
            waiting = [
                visit
                for subject, visit in book.visits.items()
                if visit.queue is not None and book.stream_of(subject) == newest.stream
            ]
            return Day(
                newest.day,
                tallies.get(HALL, Tally()),
                len(waiting),
                tuple((one.joined, one.early_ms) for one in waiting if one.joined is not None),
                frozenset(scope.id for scope in tallies if scope.kind == "window"),
            )

    def _caught_up(self, hall: str, first: str, openings: Sequence[DayBegin]) -> Book:
        """first: the day from which on visits are kept."""
        begins: dict[str, int] = {}
        for begin in openings:
            if begin.day >= first:
                begins.setdefault(begin.stream, begin.n)
        kept = self._kept.get(hall)
        facts = HallFacts(self._reader, hall)
        if (
            kept is None
            or not _covers(kept.begins, begins)
            or not facts.holds(kept.place, kept.seal)
        ):
            last = facts.last()
            kept = _Kept(begins, last, facts.seal(last), Book(self._zone))
            for stream, n in begins.items():
                kept.book.take(facts.between(stream, n, MOST_N, kept.place))
            self._kept[hall] = kept  # of a disk that has failed meanwhile no half of a day
        last = facts.last()  # what comes meanwhile is of the next time: a backlog has no end
        while kept.place < last and (arrivals := facts.after(kept.place, PORTION)):
            # Of a backlog the days before are passed by: they would be held, and let go again.
            kept.book.take(
                arrival.entry
                for arrival in arrivals
                if arrival.entry.n >= begins.get(arrival.entry.stream, MOST_N)
            )
            kept.place, kept.seal = arrivals[-1].place, arrivals[-1].entry.identity
        if kept.begins != begins:
            kept.begins = begins
            kept.book.forget(first)
            for day in [day for day in kept.book.rollup if day < first]:
                del kept.book.rollup[day]
        kept.book.late.clear()  # of days before: this tells of the newest alone
        return kept.book


def _covers(kept: Mapping[str, int], wanted: Mapping[str, int]) -> bool:
    """Whether all that is wanted has been taken in from its beginning."""
    return all(stream in kept and kept[stream] <= n for stream, n in wanted.items())
