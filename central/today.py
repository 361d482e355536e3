"""The counts of each hall's newest business day, kept up by adding only what has come since."""

import json
import threading
from dataclasses import dataclass

from central.reader import Reader
from insight.day import DayCounts, count
from protocol import facts


@dataclass(frozen=True)
class Day:
    """A hall's newest business day as far as central has its facts."""

    day: str
    counts: DayCounts


@dataclass(frozen=True)
class _Kept:
    stream: str
    begin: int
    day: str
    place: int
    """Place in the fact table up to which rows are counted; what comes late has a later one."""
    counts: DayCounts


class Today:
    """Ask it from any thread. Raises ReaderError as the reader does."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[str, _Kept] = {}
        self._gate = threading.Lock()

    def of(self, hall: str) -> Day | None:
        """The day that the hall opened last; None if central knows of none."""
        with self._gate:
            begin = self._reader.day_begin(hall)
            if begin is None:
                return None
            kept = self._kept.get(hall)
            if kept is None or (kept.stream, kept.begin) != (begin.stream, begin.n):
                kept = _Kept(begin.stream, begin.n, begin.day, 0, DayCounts())
            rows = self._reader.day_rows(hall, kept.stream, kept.begin, kept.place)
            fresh = count(
                (n, facts.from_data(kind, json.loads(data)))
                for _, n, kind, data in rows
                if kind in facts.TYPES
            )
            place = max([kept.place, *(place for place, *_ in rows)])
            kept = _Kept(kept.stream, kept.begin, kept.day, place, kept.counts + fresh)
            self._kept[hall] = kept
            return Day(kept.day, kept.counts)
