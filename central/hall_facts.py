"""The facts of one hall as tallies take them in: the order in which they came to central."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from central.reader import Reader
from central.store.lines import FREQUENT
from central.store.port import marks
from insight.kept import TELLING, Arrival
from insight.windows import STANDS, TURNS
from protocol import facts
from protocol.envelope import Entry

_COLUMNS: Final = "place, stream, n, type, cause, at_ms, boot, mono_ms, data"

_KNOWN: Final = tuple(sorted(facts.TYPES))
"""Types of this version: a newer one may have stored others before it was taken back."""

PORTION: Final = 4096

CARRIED: Final = "other_stream = ? AND service IS NULL AND type = 'ticket.carried'"
"""What was carried out of a stream over a change of disks."""


class HallFacts:
    """See insight.kept.Facts; every method raises ReaderError."""

    def __init__(self, reader: Reader, hall: str) -> None:
        self._reader, self._hall = reader, hall

    def after(self, place: int, limit: int) -> Sequence[Arrival]:
        """The next ones: what comes late has a later place."""
        where = f"place > ? AND type IN ({marks(_KNOWN)}) ORDER BY place LIMIT ?"
        rows = self._rows(where, place, *_KNOWN, limit)
        return [Arrival(row[0], self._entry(row)) for row in rows]

    def between(self, stream: str, first: int, last: int, place: int) -> Iterator[Entry]:
        """Those that tallies read."""
        where = (
            "stream = ? AND n BETWEEN ? AND ? AND place <= ?"
            f" AND type IN ({marks(TELLING)}) ORDER BY n LIMIT ?"
        )
        while rows := self._rows(where, stream, first, last, place, *TELLING, PORTION):
            yield from map(self._entry, rows)
            first = rows[-1][2] + 1

    def at(self, stream: str, n: int) -> Entry | None:
        """One of them. A row that holds what its board had sent to a stream before is in none."""
        where = f"stream = ? AND n = ? AND type IN ({marks(_KNOWN)})"
        rows = self._rows(where, stream, n, *_KNOWN)
        return self._entry(rows[0]) if rows else None

    def of_day(self, day: str) -> Iterator[Entry]:
        """Those that tallies read about the numbers given out on this business day, whenever and
        in whichever stream they came."""
        issued = "type = 'ticket.issued' AND data ->> 'day' = ?"
        for stream, first, last in self._reader.select(
            f"SELECT stream, min(n), max(n) FROM fact WHERE hall = ? AND {issued} GROUP BY stream",
            *(self._hall, day),
        ):
            yield from self._told(f"{issued} AND stream = ?", day, stream)
            yield from self._about(stream, first, last)
            yield from self._carried(day, stream)

    def _carried(self, day: str, before: str) -> Iterator[Entry]:
        """What of a stream went on in another, of the numbers of a day; and from there."""
        into: dict[str, list[int]] = {}
        where = f"{CARRIED} AND data ->> 'day' = ?"
        for entry in self._told(where, before, day):
            yield entry
            into.setdefault(entry.stream, []).append(entry.n)
        for stream, rows in into.items():
            if stream != before:
                yield from self._about(stream, min(rows), max(rows))
                yield from self._carried(day, stream)

    def _about(self, stream: str, first: int, last: int) -> Iterator[Entry]:
        """What is told of tickets with these numbers in a stream, and of their services."""
        started = []
        for entry in self._told("stream = ? AND ticket BETWEEN ? AND ?", stream, first, last):
            yield entry
            if isinstance(entry.fact, facts.ServiceStarted):
                started.append(entry.n)
        if started:
            among = stream, min(started), max(started)
            yield from self._told("stream = ? AND service BETWEEN ? AND ?", *among)
            yield from self._told("other_stream = ? AND service BETWEEN ? AND ?", *among)

    def last(self) -> int:
        """Place of what came last; 0 where nothing has."""
        rows = self._reader.select("SELECT places FROM hall WHERE hall = ?", self._hall)
        return int(rows[0][0]) if rows else 0

    def streams(self) -> list[str]:
        """Those that the hall has been heard with, the newest last."""
        rows = self._reader.select(
            "SELECT stream FROM head WHERE hall = ? ORDER BY place", self._hall
        )
        return [stream for (stream,) in rows]

    def opened(self) -> list[tuple[str, int, str]]:
        """Business days."""
        found = self._reader.openings(self._hall)
        return [(begin.stream, begin.n, begin.day) for begin in found]

    def seal(self, place: int) -> str | None:
        """The identity of the fact: where rows were numbered anew it is another's."""
        sql = "SELECT identity FROM fact WHERE hall = ? AND place = ?"
        rows = self._reader.select(sql, self._hall, place)
        return str(rows[0][0]) if rows else None

    def holds(self, place: int, seal: str | None) -> bool:
        """Whether what was taken in up to this place is still what is there. Not so where the
        database was set back to an older copy: the halls then send again, and places are given
        anew."""
        return place == 0 or self.seal(place) == seal

    def of_types(self, stream: str, types: Sequence[str]) -> list[Entry]:
        """All facts of a stream that are of these types, in the order of n."""
        assert not FREQUENT.intersection(types), "no index has them by type"
        where = f"rare IN ({marks(types)}) AND stream = ? ORDER BY n"
        return [self._entry(row) for row in self._rows(where, *types, stream)]

    def rows_of(
        self, stream: str, first: int, last: int, types: Sequence[str], limit: int
    ) -> list[Entry]:
        """The first ones of these types with n from `first` to `last`."""
        where = f"stream = ? AND n BETWEEN ? AND ? AND type IN ({marks(types)}) ORDER BY n LIMIT ?"
        return [self._entry(row) for row in self._rows(where, stream, first, last, *types, limit)]

    def first_turn(self, stream: str, first: int) -> int:
        """The earliest row that says what a window did when row `first` was written, if it did not
        just stand closed; else `first`."""
        turns, stands = ([kind.TYPE for kind in of] for of in (TURNS, STANDS))
        sql = f"""
            SELECT min(n) FROM fact WHERE hall = ? AND stream = ?
            AND rare IN ({marks(stands)}) AND n IN (
                SELECT max(n) FROM fact WHERE hall = ? AND stream = ? AND n < ?
                AND rare IN ({marks(turns)}) GROUP BY data ->> 'window')"""
        ((n,),) = self._reader.select(
            sql, self._hall, stream, *stands, self._hall, stream, first, *turns
        )
        return first if n is None else int(n)

    def _told(self, where: str, *values: object) -> list[Entry]:
        also = f"{where} AND type IN ({marks(TELLING)})"
        return [self._entry(row) for row in self._rows(also, *values, *TELLING)]

    def _rows(self, where: str, *values: object) -> Sequence[tuple[Any, ...]]:
        sql = f"SELECT {_COLUMNS} FROM fact WHERE hall = ? AND {where}"
        return self._reader.select(sql, self._hall, *values)

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        _, stream, n, kind, cause, at_ms, boot, mono_ms, data = row
        fact = facts.from_data(kind, json.loads(data))
        return Entry(self._hall, stream, n, fact, cause, at_ms, boot, mono_ms)
