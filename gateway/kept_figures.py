"""The figures of past days and months, from tallies that are kept beside the store.

The open day's figures are `gateway.figures`, whose book begins with the start and needs no file:
they are there at once, even while years are counted anew here.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Final, TypeVar

from gateway.hall_facts import HallFacts
from gateway.kept_file import KeptFile, KeptFileError, file_of
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.store.store import Store
from insight.book import Rollup
from insight.rollups import Rollups
from insight.scope import Kind, Scope
from insight.tally import Tally

Sums = tuple[list[str], dict[Scope, Tally]]
"""Business days that have tallies, and their sums by scope."""

T = TypeVar("T")

log = logging.getLogger(__name__)

EVERY_S: Final = 30.0
"""So often what has been committed since is taken in, asked or not."""

TURN_S: Final = 0.2
"""So long facts are counted before whoever waits has a turn."""

WAIT_S: Final = 3.0
"""So long a question waits for what is still to be counted."""


class NotCountedError(Exception):
    """The tallies are not up to date, or cannot be kept; the text is a sentence for people."""


class KeptFigures:
    """Ask it from any thread. `start`, then `stop`, which joins its own."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store, self._zone = store, zone
        self._gate = threading.Lock()
        self._open: tuple[Reader, KeptFile, Rollups] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="figures", daemon=True)

    def start(self) -> None:
        """Begin to keep them up."""
        self._thread.start()

    def stop(self) -> None:
        """Keep them up no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._gate:
            self._close()

    def of(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> tuple[int, Rollup]:
        """The last fact that is in them, and the tallies of the days from `first` to `last`.

        Raises NotCountedError where facts of before are still being counted.
        """
        return self._asked(lambda file: file.days(first, last, kinds))

    def sums(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> tuple[int, Sums]:
        """The same, put together."""
        return self._asked(lambda file: file.sums(first, last, kinds))

    def _asked(self, question: Callable[[KeptFile], T]) -> tuple[int, T]:
        until = time.monotonic() + WAIT_S
        while True:
            with self._gate:
                if self._turn(lambda: True):
                    return self._told(question)
                place = self._opened()[0].place
            if time.monotonic() >= until:
                raise NotCountedError(
                    f"历史数据正在重新统计（{place}/{self._store.n}）。 Figures of the past are"
                    f" being counted from the facts ({place} of {self._store.n}); ask again in a"
                    " moment."
                )

    def _run(self) -> None:
        wait_s, failed = 0.0, False
        while not self._stop.wait(wait_s):
            try:
                with self._gate:
                    whole = self._turn(lambda: not self._stop.is_set())
            except NotCountedError as error:
                if not failed:
                    log.warning("%s", error)
                failed, wait_s = True, EVERY_S
            else:
                failed, wait_s = False, EVERY_S if whole else TURN_S  # others work meanwhile

    def _turn(self, go_on: Callable[[], bool]) -> bool:
        """Count for a while. Whether all is counted."""
        until = time.monotonic() + TURN_S
        try:
            rollups, _ = self._opened()
            return rollups.catch_up(lambda: go_on() and time.monotonic() < until)
        except (StoreError, KeptFileError) as error:
            self._close()
            told = f"历史统计暂不可用。 Figures of the past cannot be kept: {error}"
            raise NotCountedError(told) from error

    def _told(self, question: Callable[[KeptFile], T]) -> tuple[int, T]:
        rollups, file = self._opened()
        try:
            return rollups.place, question(file)
        except KeptFileError as error:
            self._close()
            told = f"历史统计暂不可用。 Figures of the past cannot be read: {error}"
            raise NotCountedError(told) from error

    def _opened(self) -> tuple[Rollups, KeptFile]:
        if self._open is None:
            reader = self._store.reader()
            try:
                file = KeptFile(file_of(self._store.path), reader.at.hall)
            except KeptFileError:
                reader.close()
                raise
            try:
                rollups = Rollups(self._zone, HallFacts(reader), file)
            except (StoreError, KeptFileError):
                file.close()
                reader.close()
                raise
            self._open = reader, file, rollups
        _, file, rollups = self._open
        return rollups, file

    def _close(self) -> None:
        if self._open is not None:
            reader, file, _ = self._open
            self._open = None
            file.close()
            reader.close()
