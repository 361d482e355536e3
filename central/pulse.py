"""What a hall says of its windows and its alarms, kept up by adding only what has come since."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from central.hall_facts import HallFacts
from central.reader import Reader
from central.store.port import marks

_ALARMS: Final = ("alarm.raised", "alarm.escalated", "alarm.acknowledged", "alarm.cleared")
_MODES: Final = {
    "window.opened": "open",
    "window.resumed": "open",
    "window.paused": "paused",
    "window.closed": "closed",
    "staff.logged_in": "closed",
    "staff.logged_out": "closed",
}
"""What a window does after each fact; a login opens none (F5)."""

_TYPES: Final = (*_ALARMS, *_MODES)


@dataclass(frozen=True)
class OpenAlarm:
    """Named by the n of its raising."""

    stream: str
    n: int
    kind: str
    about: str
    severity: int
    value: int
    limit: int
    since_ms: int
    """When it was raised, by the hall's clock."""
    seen: bool
    """Somebody has acknowledged it."""


@dataclass(frozen=True)
class Pulse:
    """Of one hall, as far as its facts are here."""

    alarms: tuple[OpenAlarm, ...]
    """The worst first."""
    modes: Mapping[str, str]
    """Window → open, paused or closed; windows of which nobody has said it are absent."""

    def severities(self) -> Mapping[int, int]:
        """Severity → open alarms."""
        return Counter(alarm.severity for alarm in self.alarms)

    @property
    def congestion(self) -> int | None:
        """Percent of what the hall bears, by its open alarm; None: below its own limit."""
        return next((one.value for one in self.alarms if one.kind == "congestion"), None)


@dataclass
class _Kept:
    stream: str
    place: int
    seal: str | None = None
    """Of what came at this place."""
    raised: dict[int, tuple[Mapping[str, Any], int]] = field(default_factory=dict)
    later: dict[int, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    """Alarm → n and fields of its last escalation."""
    seen: dict[int, int] = field(default_factory=dict)
    cleared: set[int] = field(default_factory=set)
    modes: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Window → n of the last fact about it, and what it does."""


class Pulses:
    """Ask it from any thread. Facts may come late and in any order. Raises ReaderError."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[str, _Kept] = {}
        self._gate = threading.Lock()

    def of(self, hall: str, stream: str) -> Pulse:
        """As its present stream says: alarms of a lost disk are nobody's any more."""
        with self._gate:
            kept = self._kept.get(hall)
            facts = HallFacts(self._reader, hall)
            if kept is None or kept.stream != stream or not facts.holds(kept.place, kept.seal):
                kept = _Kept(stream, 0)
            self._catch_up(hall, facts, kept)
            self._kept[hall] = kept
            modes = {window: mode for window, (_, mode) in sorted(kept.modes.items())}
            return Pulse(tuple(sorted(_open(kept), key=_worst_first)), modes)

    def _catch_up(self, hall: str, facts: HallFacts, kept: _Kept) -> None:
        last = facts.last()
        if last == kept.place:
            return
        rows = self._reader.select(
            "SELECT type, n, at_ms, data FROM fact WHERE hall = ? AND stream = ?"
            f" AND rare IN ({marks(_TYPES)}) AND place > ? AND place <= ?",
            *(hall, kept.stream, *_TYPES, kept.place, last),
        )
        _take(kept, rows)
        kept.place, kept.seal = last, facts.seal(last)


def _take(kept: _Kept, rows: Iterable[tuple[Any, ...]]) -> None:
    for kind, n, at_ms, text in rows:
        data = json.loads(text)
        if kind in _MODES:
            window = data["window"]
            kept.modes[window] = max(kept.modes.get(window, (0, "")), (n, _MODES[kind]))
        elif kind == "alarm.raised":
            kept.raised[n] = data, at_ms
        elif kind == "alarm.escalated":
            before = kept.later.get(data["alarm"])
            if before is None or before[0] < n:
                kept.later[data["alarm"]] = n, data
        elif kind == "alarm.acknowledged":
            kept.seen[data["alarm"]] = max(n, kept.seen.get(data["alarm"], 0))
        else:
            kept.cleared.add(data["alarm"])
    over = kept.cleared & kept.raised.keys()
    for n in over:
        del kept.raised[n]
        kept.later.pop(n, None)
        kept.seen.pop(n, None)
    kept.cleared -= over


def _open(kept: _Kept) -> Iterable[OpenAlarm]:
    for n, (raised, at_ms) in kept.raised.items():
        escalated, now = kept.later.get(n, (0, raised))
        yield OpenAlarm(
            kept.stream,
            n,
            raised["kind"],
            raised["about"],
            now["severity"],
            now["value"],
            now["limit"],
            at_ms,
            kept.seen.get(n, 0) > escalated,
        )


def _worst_first(alarm: OpenAlarm) -> tuple[int, int]:
    return -alarm.severity, alarm.n
