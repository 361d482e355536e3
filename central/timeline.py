"""All facts of one ticket, in order, each with its identity: what every number comes from."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal

from central.hall_facts import CARRIED
from central.reader import Reader

CLOCK_SLACK_MS: Final = 1_000
"""A wall clock may drift so far between two facts without being told as set."""

Clock = Literal["first", "steady", "set", "restarted", "other"]
"""What the time since the fact before rests on: it is the first; the machine's steady clock; the
same, while the wall clock was set meanwhile; the wall clock alone, since the machine was started
anew; another stream's clock."""

_COLUMNS: Final = "stream, n, identity, type, cause, at_ms, boot, mono_ms, data, received_ms"


@dataclass(frozen=True)
class Line:
    """One fact."""

    stream: str
    n: int
    identity: str
    """The name under which it is known everywhere; (stream, n) is its row."""
    type: str
    cause: str | None
    """Identity of the device record whose outcome it is."""
    at_ms: int
    """By the hall's wall clock, a label."""
    boot: str
    mono_ms: int
    data: Mapping[str, Any]
    received_ms: int
    """When central had it, by its own clock."""
    since_ms: int | None = None
    """Since the line before."""
    clock: Clock = "first"

    @property
    def window(self) -> str | None:
        """Where; None: at no window."""
        window = self.data.get("window")
        return window if isinstance(window, str) else None


@dataclass(frozen=True)
class Timeline:
    """Of one ticket."""

    hall: str
    stream: str
    n: int
    lines: tuple[Line, ...]

    @property
    def issued(self) -> Mapping[str, Any]:
        """The fields of its `ticket.issued`, or of what it was carried by."""
        return next(one.data for one in self.lines if (one.stream, one.n) == (self.stream, self.n))


def timeline(reader: Reader, hall: str, stream: str, n: int) -> Timeline | None:
    """None: this hall has no such ticket. Raises ReaderError."""

    def rows(where: str, *values: object) -> Sequence[tuple[Any, ...]]:
        sql = f"SELECT {_COLUMNS} FROM fact WHERE hall = ? AND {where}"
        return reader.select(sql, hall, *values)

    path = _path(rows, stream, n)
    if not path:
        return None
    found: list[tuple[Any, ...]] = []
    for at, begin in path.items():
        own = rows("stream = ? AND ticket = ?", at, begin[1])
        found += [begin, *own]
        data = json.loads(begin[8])
        for before in (data.get("booking"), data.get("triage")):
            if before is not None:
                found += rows("stream = ? AND n = ?", at, before)
        for service in [row[1] for row in own if row[3] == "service.started"]:
            found += rows("stream = ? AND service = ?", at, service)
            found += rows("other_stream = ? AND service = ?", at, service)
    for cause in {row[4] for row in found if row[4] is not None}:
        by_name = "SELECT place FROM record WHERE hall = ? AND identity = ?"
        found += rows(f"place = ({by_name})", hall, cause)
    lines = {row[2]: _line(row) for row in found}
    rank = {at: place for place, at in enumerate(path)}
    ordered = sorted(
        lines.values(), key=lambda one: (rank.get(one.stream, len(rank)), one.stream, one.n)
    )
    first, begin = next(iter(path.items()))
    return Timeline(hall, first, begin[1], _timed(ordered))


_Rows = Callable[..., Sequence[tuple[Any, ...]]]


def _path(rows: _Rows, stream: str, n: int) -> dict[str, tuple[Any, ...]]:
    """The row by which a ticket stands in each stream that it was carried through, from the first
    on; empty: there is none."""
    path: dict[str, tuple[Any, ...]] = {}
    begin = rows(f"stream = ? AND n = ? AND type IN {_GIVEN}", stream, n)
    while begin and begin[0][0] not in path:
        path = {begin[0][0]: begin[0], **path}
        data = json.loads(begin[0][8])
        if begin[0][3] != "ticket.carried":
            break
        begin = rows(f"stream = ? AND n = ? AND type IN {_GIVEN}", data["stream"], data["was"])
    while path:
        last, row = next(reversed(path.items()))
        carried = rows(CARRIED, last)
        after = [one for one in carried if json.loads(one[8])["was"] == row[1]]
        if not after or after[0][0] in path:
            break
        path[after[0][0]] = after[0]
    return path


_GIVEN: Final = "('ticket.issued', 'ticket.carried')"


def _line(row: tuple[Any, ...]) -> Line:
    stream, n, identity, type, cause, at_ms, boot, mono_ms, data, received_ms = row
    fields = json.loads(data)
    return Line(stream, n, identity, type, cause, at_ms, boot, mono_ms, fields, received_ms)


def _timed(lines: Sequence[Line]) -> tuple[Line, ...]:
    timed = list(lines[:1])
    for before, line in pairwise(lines):
        since_ms, clock = _since(before, line)
        timed.append(replace(line, since_ms=since_ms, clock=clock))
    return tuple(timed)


def _since(before: Line, line: Line) -> tuple[int | None, Clock]:
    by_wall = line.at_ms - before.at_ms
    if line.stream != before.stream:
        return None, "other"
    if line.boot != before.boot:
        return max(0, by_wall), "restarted"
    steady = max(0, line.mono_ms - before.mono_ms)
    return steady, "steady" if abs(steady - by_wall) <= CLOCK_SLACK_MS else "set"
