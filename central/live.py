"""What the halls do now, read once for all who look: a page never asks the database itself."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from central.config import Config
from central.halls import HallRow, hall_rows
from central.ingest import IngestStatus
from central.reader import QuarantineView, Reader, ReaderError
from central.today import Today
from central.workers import WorkerRow, aged, worker_rows
from screens.bell import Bell

log = logging.getLogger(__name__)

LEAST_S: Final = 1.0
"""So long at least it is not read again, however much comes in."""
SHARE: Final = 5
"""Of the time, one part in so many goes into reading at most."""
EVERY_S: Final = 5.0
"""It is read again after so long without news, too."""
QUARANTINED: Final = 20
"""Messages that were set aside, the newest, that are shown."""


@dataclass(frozen=True)
class View:
    """One reading."""

    rows: Sequence[HallRow]
    quarantine: Sequence[QuarantineView]
    ingest: IngestStatus
    at_s: float
    """When it was read; unix time."""
    workers: Sequence[WorkerRow] = ()


class Live:
    """Ask it from any thread. Before `start` and after `stop` each question reads anew."""

    def __init__(
        self,
        config: Config,
        reader: Reader,
        today: Today,
        status: Callable[[], IngestStatus],
        news: Bell,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """news: rings with each commit. clock: unix seconds."""
        self.bell = Bell()
        """Rings with each reading."""
        self._config, self._reader, self._today = config, reader, today
        self._status, self._clock, self._news = status, clock, news
        self._read: View | ReaderError | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Keep it up."""
        self._refresh()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Keep it up no more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def view(self) -> View:
        """The newest reading, ages as of now. Raises ReaderError."""
        found = self._read if self._thread is not None else self._refresh()
        if not isinstance(found, View):
            raise found or ReaderError("Central has not read its database yet.")
        now = self._clock()
        return replace(
            found,
            rows=[_aged(row, now) for row in found.rows],
            workers=[aged(row, now) for row in found.workers],
        )

    def _run(self) -> None:
        heard = self._news.count
        while not self._stop.is_set():
            began = time.monotonic()
            self._refresh()
            took = time.monotonic() - began
            if self._stop.wait(max(LEAST_S, (SHARE - 1) * took)):
                return
            until = began + EVERY_S
            while self._news.count == heard and time.monotonic() < until:
                if self._stop.wait(0.1):
                    return
            heard = self._news.count

    def _refresh(self) -> View | ReaderError:
        now, status = self._clock(), self._status()
        try:
            rows = hall_rows(self._config, self._reader, self._today, status, now)
            aside = self._reader.quarantine(QUARANTINED)
            workers = worker_rows(self._reader, now)
            found: View | ReaderError = View(rows, aside, status, now, workers)
        except ReaderError as error:
            if not isinstance(self._read, ReaderError):
                log.warning("%s", error)
            found = error
        self._read = found
        self.bell.ring()
        return found


def _aged(row: HallRow, now_s: float) -> HallRow:
    heard = row.heard_ms
    return row if heard is None else replace(row, age_s=max(0, int(now_s - heard / 1000)))
