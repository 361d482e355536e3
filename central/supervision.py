"""What halls' facts tell of opinions and bad ratings, taken in as they come, in memory."""

import json
import threading
from collections.abc import Iterable
from typing import Any, Final

from central.hall_facts import HallFacts
from central.reader import Reader
from central.store.port import marks
from insight.supervision import LEAST_GOOD, READS, Kind, Matter, Told, read, subject_of
from protocol import facts
from protocol.facts import RatingGiven
from protocol.stamp import DAY_MS, Moment, Stamp

KEPT_DAYS: Final = 400
"""What was closed so long ago is let go of: a year and the month before it can be looked at."""

PORTION: Final = 4096

_TYPES: Final = tuple(sorted(kind.TYPE for kind in READS))
_Subject = tuple[str, Kind, int]
"""Stream, kind, n."""


class _Hall:
    def __init__(self) -> None:
        self.place = 0
        self.seal: str | None = None
        """Of what came at this place."""
        self.told: dict[_Subject, list[Told]] = {}
        self.matters: dict[_Subject, Matter] = {}

    def take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        changed = set()
        for place, stream, n, kind, at_ms, boot, mono_ms, data in rows:
            self.place = place
            fact = facts.from_data(kind, json.loads(data))
            stamp = Stamp(n, Moment(at_ms, boot, mono_ms))
            subject = subject_of(stamp, fact)
            if subject is not None:
                key = (stream, *subject)
                self.told.setdefault(key, []).append((stamp, fact))
                changed.add(key)
        for key in changed:
            matter = read(self.told[key])
            if matter is not None:
                self.matters[key] = matter

    def let_go(self, before_ms: int) -> None:
        for key, matter in list(self.matters.items()):
            if matter.closed is not None and matter.closed.wall_ms < before_ms:
                del self.matters[key]
                del self.told[key]


class Supervision:
    """Ask it from any thread; the first question of a hall reads all of its facts of this kind."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._gate = threading.Lock()
        self._halls: dict[str, _Hall] = {}

    def of(self, hall: str, now_ms: int) -> list[Matter]:
        """What is open, and what was closed lately; the oldest first. Raises ReaderError."""
        with self._gate:
            arrived = HallFacts(self._reader, hall)
            kept = self._halls.setdefault(hall, _Hall())
            if not arrived.holds(kept.place, kept.seal):
                kept = self._halls[hall] = _Hall()
            last = arrived.last()
            while rows := self._reader.select(_SQL, hall, kept.place, last, *_TYPES, PORTION):
                kept.take(rows)
            kept.place, kept.seal = last, arrived.seal(last)
            kept.let_go(now_ms - KEPT_DAYS * DAY_MS)
            return sorted(kept.matters.values(), key=lambda one: (one.opened.wall_ms, one.n))


_SQL: Final = (
    "SELECT place, stream, n, type, at_ms, boot, mono_ms, data FROM fact"
    f" WHERE hall = ? AND place > ? AND place <= ? AND type IN ({marks(_TYPES)})"
    f" AND (type <> '{RatingGiven.TYPE}' OR CAST(data ->> 'level' AS BIGINT) < {LEAST_GOOD})"
    " ORDER BY place LIMIT ?"
)
"""Good ratings, of which there are many, open no case."""
