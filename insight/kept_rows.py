"""Kept tallies as rows of a database. The programs that have one run the SQL that stands here."""

import json
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from typing import Any, Final

from insight.book import Rollup
from insight.kept import Bounds, Change, Kept, Late, Mark
from insight.scope import Kind, Scope
from insight.tally import Tally
from protocol.compact_json import compact_json

SCHEMA: Final = """
-- Derived from the facts: whoever deletes this file loses nothing, it is counted anew.
CREATE TABLE mark (              -- how far a hall's tallies go
    hall      TEXT NOT NULL PRIMARY KEY,
    place     INTEGER NOT NULL,
    seal      TEXT NOT NULL,
    held_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
    hall    TEXT NOT NULL,
    day     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    counts  TEXT NOT NULL,       -- JSON: counts; how many lengths of each name are in the next one
    lengths BLOB NOT NULL,       -- seconds, one after another
    PRIMARY KEY (hall, day, kind, id)
) STRICT;
CREATE TABLE late (              -- facts that came when the visits of their day were let go
    hall         TEXT NOT NULL,
    stream       TEXT NOT NULL,
    n            INTEGER NOT NULL,
    about_stream TEXT NOT NULL,
    about        INTEGER NOT NULL,
    PRIMARY KEY (hall, stream, n, about_stream, about)
) STRICT, WITHOUT ROWID;
CREATE TABLE stale (             -- days to be counted anew
    hall TEXT NOT NULL,
    day  TEXT NOT NULL,
    PRIMARY KEY (hall, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE bound (             -- n up to which facts had come when a day was let go
    hall   TEXT NOT NULL,
    day    TEXT NOT NULL,
    stream TEXT NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (hall, day, stream)
) STRICT, WITHOUT ROWID;
"""

TABLES: Final = ("mark", "tally", "late", "stale", "bound")

Row = tuple[Any, ...]

_CODES: Final = ("I", "Q")
"""Lengths of four bytes, or of eight."""


class SpoiltError(Exception):
    """A row is none that was written here; the text is a sentence."""


Select = Callable[[str, Row], Iterable[Row]]
"""Runs a SELECT with its values."""


def statements(hall: str, change: Change) -> Iterator[tuple[str, list[Row]]]:
    """SQL, and the rows that it is run for, in this order and in one transaction."""
    of_days = [(hall, day) for day in sorted(change.whole)]
    yield "DELETE FROM tally WHERE hall = ? AND day = ?", of_days
    gone = [
        (hall, day, scope.kind, scope.id)
        for (day, scope), tally in change.tallies.items()
        if not tally
    ]
    yield "DELETE FROM tally WHERE hall = ? AND day = ? AND kind = ? AND id = ?", gone
    there = [
        (hall, day, scope.kind, scope.id, *pack(tally))
        for (day, scope), tally in change.tallies.items()
        if tally
    ]
    yield "INSERT OR REPLACE INTO tally VALUES (?, ?, ?, ?, ?, ?)", there
    late = [(hall, *one.at, *one.about) for one in change.late]
    yield "INSERT OR IGNORE INTO late VALUES (?, ?, ?, ?, ?)", late
    yield "DELETE FROM bound WHERE hall = ? AND day = ?", [(hall, day) for day in change.bounds]
    bounds = [
        (hall, day, stream, last)
        for day, of_day in change.bounds.items()
        for stream, last in of_day.items()
    ]
    yield "INSERT INTO bound VALUES (?, ?, ?, ?)", bounds
    yield "INSERT OR IGNORE INTO stale VALUES (?, ?)", [(hall, day) for day in change.stale]
    yield "DELETE FROM stale WHERE hall = ? AND day = ?", of_days
    mark = change.mark
    yield (
        "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?)",
        [(hall, mark.place, mark.seal, mark.held_from)],
    )


def kept_of(hall: str, select: Select) -> Kept | None:
    """What the tables say of a hall beside its tallies; None: nothing."""
    marks = list(select("SELECT place, seal, held_from FROM mark WHERE hall = ?", (hall,)))
    if not marks:
        return None
    late = select("SELECT stream, n, about_stream, about FROM late WHERE hall = ?", (hall,))
    bounds: dict[str, dict[str, int]] = {}
    for day, stream, last in select("SELECT day, stream, last FROM bound WHERE hall = ?", (hall,)):
        bounds.setdefault(day, {})[stream] = last
    told: dict[str, Bounds] = dict(bounds)
    stale = select("SELECT day FROM stale WHERE hall = ?", (hall,))
    return Kept(
        Mark(*marks[0]),
        frozenset(Late((row[0], row[1]), (row[2], row[3])) for row in late),
        frozenset(day for (day,) in stale),
        told,
    )


def days_of(hall: str, select: Select, first: str, last: str, kinds: Iterable[Kind] = ()) -> Rollup:
    """Tallies of the days from `first` to `last`; of all kinds unless some are named."""
    found: Rollup = {}
    for day, kind, id, *packed in _tallies(hall, select, first, last, kinds):
        found.setdefault(day, {})[Scope(kind, id)] = unpack([tuple(packed)])
    return found


def sums_of(
    hall: str, select: Select, first: str, last: str, kinds: Iterable[Kind] = ()
) -> tuple[list[str], dict[Scope, Tally]]:
    """The days of these that have tallies, and the sums of those by scope: the same as of
    `days_of`, but a month's are put together in one go."""
    days, rows = set(), dict[Scope, list[Row]]()
    for day, kind, id, *packed in _tallies(hall, select, first, last, kinds):
        days.add(day)
        rows.setdefault(Scope(kind, id), []).append(tuple(packed))
    return sorted(days), {scope: unpack(packed) for scope, packed in rows.items()}


def _tallies(
    hall: str, select: Select, first: str, last: str, kinds: Iterable[Kind]
) -> Iterable[Row]:
    named = tuple(kinds)
    also = f" AND kind IN ({', '.join('?' * len(named))})" if named else ""
    sql = (
        "SELECT day, kind, id, counts, lengths FROM tally"
        f" WHERE hall = ? AND day BETWEEN ? AND ?{also}"
    )
    return select(sql, (hall, first, last, *named))


def pack(tally: Tally) -> tuple[str, bytes]:
    """A tally as columns. Each length stands as often as it came about: so a month's are put
    together without looking at one by one."""
    names = sorted(tally.spreads)
    longest = max((max(spread) for spread in tally.spreads.values()), default=0)
    code = _CODES[longest >= 1 << 32]
    lengths = array(code)
    for name in names:
        spread = sorted(tally.spreads[name].items())
        lengths.extend(chain.from_iterable(repeat(second, times) for second, times in spread))
    if sys.byteorder == "big":
        lengths.byteswap()
    told = [tally.counts, {name: sum(tally.spreads[name].values()) for name in names}, code]
    return compact_json(told), lengths.tobytes()


def unpack(rows: Iterable[Row]) -> Tally:
    """The sum of the tallies in these rows. Raises SpoiltError."""
    sums: Counter[str] = Counter()
    parts: dict[str, list[array[int]]] = {}
    for text, packed in rows:
        try:
            counts, spreads = _unpacked(text, packed)
            sums.update(counts)
        except (ValueError, TypeError, AttributeError) as error:
            raise SpoiltError(f"A row holds no tally: {error}.") from error
        for name, lengths in spreads.items():
            parts.setdefault(name, []).append(lengths)
    tally = Tally()
    tally.counts = {name: count for name, count in sums.items() if count}
    tally.spreads = {name: dict(Counter(chain.from_iterable(of))) for name, of in parts.items()}
    return tally


def _unpacked(text: str, packed: bytes) -> tuple[dict[str, int], dict[str, "array[int]"]]:
    """Counts, and lengths by name. Raises ValueError, TypeError or AttributeError for other things
    than `pack` makes."""
    counts, sizes, code = json.loads(text)
    if code not in _CODES:
        raise ValueError(f"lengths of kind {code}")
    lengths: array[int] = array(code)
    lengths.frombytes(packed)
    if sys.byteorder == "big":
        lengths.byteswap()
    found, begin = {}, 0
    for name, size in sizes.items():
        found[name] = lengths[begin : begin + size]
        begin += size
    if begin != len(lengths):
        raise ValueError(f"{len(lengths)} lengths where {begin} are named")
    return counts, found
