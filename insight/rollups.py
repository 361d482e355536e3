"""Tallies by day and scope, kept on a disk beside the facts and never a second truth.

What is on the disk is at every moment what a recount of the facts up to its mark gives, except for
days that are named there as stale; those are counted anew before anybody is told of them. Visits of
the newest days are held in memory and change their tallies fact by fact. Days before are let go.
What comes for one of them later makes it stale, and it is counted anew: from the facts that had
come before it was let go, and those that came late.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from insight.book import Book
from insight.kept import Arrival, Bounds, Change, Facts, File, Kept, Late, Mark, day_of
from insight.scope import Scope
from insight.tally import Tally

PORTION: Final = 8192
"""Facts of one transaction."""

HELD_DAYS: Final = 2
"""The newest day and the one before it: somebody may be served past midnight with yesterday's
number (H1)."""

ENDLESS: Final = (1 << 63) - 1
"""Beyond every n."""

Changed = dict[tuple[str, Scope], Tally]


class Rollups:
    """Of one hall. One thread at a time."""

    def __init__(self, zone: tzinfo, facts: Facts, file: File, portion: int = PORTION) -> None:
        """Raises what `facts` and `file` raise, here and below; nothing is half written then, and
        whoever makes a new one goes on from there."""
        self._zone, self._facts, self._file = zone, facts, file
        self._portion = portion
        kept = file.kept()
        if kept is None or (kept.mark.place and facts.seal(kept.mark.place) != kept.mark.seal):
            file.clear()
            kept = Kept()
        self._mark = kept.mark
        self._late = set(kept.late)
        self._stale = set(kept.stale)
        self._bounds: dict[str, Bounds] = dict(kept.bounds)
        self._book = self._held()

    @property
    def place(self) -> int:
        """The last fact that is in the tallies."""
        return self._mark.place

    @property
    def book(self) -> Book:
        """The visits of the days that are held, up to `place`."""
        return self._book

    def catch_up(self, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Take in what has come, and count anew what is stale. False: `go_on` has said no first."""
        while arrivals := self._facts.after(self._mark.place, self._portion):
            self._take(arrivals)
            if not go_on():
                return False
        for day in sorted(self._stale):
            self._recount(day)
            if not go_on():
                return False
        return True

    def _take(self, arrivals: Sequence[Arrival]) -> None:
        changed = self._book.take(arrival.entry for arrival in arrivals)
        place = arrivals[-1].place
        held_from, stale = self._mark.held_from, set()
        tallies: Changed = {}
        for day, scope in changed:
            if day < held_from:  # of a stream that had been silent: the visits of before are gone
                stale.add(day)
            else:
                tallies[day, scope] = self._book.rollup[day].get(scope, Tally())
        bounds: dict[str, Bounds] = dict.fromkeys(stale, self._book.heard)
        days = sorted(day for day in self._book.rollup if day >= held_from)
        if len(days) > HELD_DAYS:
            held_from = days[-HELD_DAYS]
            bounds |= dict.fromkeys(days[:-HELD_DAYS], self._book.heard)
            self._book.forget(held_from)
        late = self._came_late()
        days_of = (day_of(self._facts, one.about) for one in late)
        touched = {day for day in days_of if day is not None}  # else its ticket is late, too
        mark = Mark(place, self._seal(place), held_from)
        self._keep(Change(mark, tallies, frozenset(), late, frozenset(stale | touched), bounds))
        if any(day >= held_from for day in touched):
            # Of a held day something was let go that is needed now: what is in memory is not whole.
            self._book = self._held()
            return
        for day in [day for day in self._book.rollup if day < held_from]:
            del self._book.rollup[day]

    def _came_late(self) -> frozenset[Late]:
        late = frozenset(
            Late(at, about) for about, places in self._book.late.items() for at in places
        )
        self._book.late.clear()
        return late

    def _recount(self, day: str) -> None:
        held = day >= self._mark.held_from
        bounds = self._book.heard if held else self._bounds.get(day, self._book.heard)
        tallies = self._count(day, bounds).rollup.get(day, {})
        written = {(day, scope): tally for scope, tally in tallies.items()}
        self._keep(Change(self._mark, written, whole=frozenset({day})))

    def _held(self) -> Book:
        """A book of the days that are held, as far as the mark."""
        held_from = self._mark.held_from
        book = self._count(held_from, dict.fromkeys(self._facts.streams(), ENDLESS))
        book.forget(held_from)
        for about in list(book.late):
            if day_of(self._facts, about) is not None:  # of days before, which are not counted here
                del book.late[about]
        for day in [day for day in book.rollup if day < held_from]:
            del book.rollup[day]
        return book

    def _count(self, day: str, bounds: Bounds) -> Book:
        """The visits of this day and of later ones, of what had come by the mark and these
        bounds, or late."""
        book = Book(self._zone)
        first = _firsts(self._facts, day)
        for stream, last in bounds.items():
            book.take(self._facts.between(stream, first.get(stream, 0), last, self._mark.place))
        beyond = [
            (stream, n)
            for stream, n in {one.at for one in self._late}
            if not first.get(stream, 0) <= n <= bounds.get(stream, 0)
        ]
        late = (self._facts.at(*one) for one in beyond)
        book.take(entry for entry in late if entry is not None)
        return book

    def _keep(self, change: Change) -> None:
        self._file.keep(change)
        self._mark = change.mark
        self._late |= change.late
        self._stale = (self._stale | change.stale) - change.whole
        self._bounds |= change.bounds

    def _seal(self, place: int) -> str:
        seal = self._facts.seal(place)
        if seal is None:
            raise ValueError(f"the fact at {place} is gone while it is counted")
        return seal


def _firsts(facts: Facts, day: str) -> Mapping[str, int]:
    """Stream → a row after which its tickets of this day and of later ones stand: the opening of
    the day, or of the last one before it that is known."""
    found: dict[str, int] = {}
    for stream, n, opened in facts.opened():
        if opened <= day:
            found[stream] = max(n, found.get(stream, 0))
    return found
