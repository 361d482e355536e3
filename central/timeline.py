"""All facts of one ticket, in order, each with its identity: what every number comes from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal

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
        """The fields of its `ticket.issued`."""
        return next(one.data for one in self.lines if (one.stream, one.n) == (self.stream, self.n))


def timeline(reader: Reader, hall: str, stream: str, n: int) -> Timeline | None:
    """None: this hall has no such ticket. Raises ReaderError."""

    def rows(where: str, *values: object) -> Sequence[tuple[Any, ...]]:
        sql = f"SELECT {_COLUMNS} FROM fact WHERE hall = ? AND {where}"
        return reader.select(sql, hall, *values)

    issued = rows("stream = ? AND n = ? AND type = 'ticket.issued'", stream, n)
    if not issued:
        return None
    own = rows("stream = ? AND ticket = ?", stream, n)
    found = [*issued, *own]
    data = json.loads(issued[0][8])
    for before in (data.get("booking"), data.get("triage")):
        if before is not None:
            found += rows("stream = ? AND n = ?", stream, before)
    for service in [row[1] for row in own if row[3] == "service.started"]:
        found += rows("stream = ? AND service = ?", stream, service)
        found += rows("other_stream = ? AND service = ?", stream, service)
    for cause in {row[4] for row in found if row[4] is not None}:
        by_name = "SELECT place FROM record WHERE hall = ? AND identity = ?"
        found += rows(f"place = ({by_name})", hall, cause)
    lines = {row[2]: _line(row) for row in found}
    ordered = sorted(lines.values(), key=lambda one: (one.stream != stream, one.stream, one.n))
    return Timeline(hall, stream, n, _timed(ordered))


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
