"""The figures of past days and months, from tallies that are kept beside the store.

The open day's figures are `gateway.figures`, whose book begins with the start and needs no file:
they are there at once, even while years are counted anew here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

from gateway.hall_facts import HallFacts
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.store.store import Store
from insight.book import Rollup
from insight.rollups import Rollups
from insight.scope import Kind, Scope
from insight.tally import Tally
from runtime.kept_file import HallTallies, KeptFile, KeptFileError
from runtime.kept_up import GoOn, KeptUp, NotCountedError

Sums = tuple[list[str], dict[Scope, Tally]]
"""Business days that have tallies, and their sums by scope."""

T = TypeVar("T")


def file_of(store: Path) -> Path:
    """Where the tallies of this database lie."""
    return store.with_name(f"{store.stem}-figures.db")


@dataclass(frozen=True)
class _Open:
    """What is open while all goes well."""

    reader: Reader
    tallies: HallTallies
    rollups: Rollups

    def close(self) -> None:
        """Let go of database and file."""
        self.tallies.file.close()
        self.reader.close()


class KeptFigures(KeptUp):
    """The hall's figures, from kept tallies of past days; any thread may ask."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        super().__init__()
        self._store, self._zone = store, zone
        self._now: _Open | None = None

    def of(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> tuple[int, Rollup]:
        """The last fact that is in them, and the tallies of the days from `first` to `last`.

        Raises NotCountedError where facts of before are still being counted.
        """
        return self._asked(lambda tallies: tallies.days(first, last, kinds))

    def sums(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> tuple[int, Sums]:
        """The same, put together."""
        return self._asked(lambda tallies: tallies.sums(first, last, kinds))

    def _asked(self, question: Callable[[HallTallies], T]) -> tuple[int, T]:
        return self._once_counted(self._count, lambda: self._told(question), self._why_not)

    def _why_not(self) -> str:
        place, n = self._opened().rollups.place, self._store.n
        return (
            f"历史数据正在重新统计（{place}/{n}）。 Figures of the past are being counted from the"
            f" facts ({place} of {n}); ask again in a moment."
        )

    def _count(self, go_on: GoOn) -> bool:
        try:
            return self._opened().rollups.catch_up(go_on)
        except (StoreError, KeptFileError) as error:
            self._close()
            told = f"历史统计暂不可用。 Figures of the past cannot be kept: {error}"
            raise NotCountedError(told) from error

    def _told(self, question: Callable[[HallTallies], T]) -> tuple[int, T]:
        now = self._opened()
        try:
            return now.rollups.place, question(now.tallies)
        except KeptFileError as error:
            self._close()
            told = f"历史统计暂不可用。 Figures of the past cannot be read: {error}"
            raise NotCountedError(told) from error

    def _opened(self) -> _Open:
        if self._now is None:
            reader = self._store.reader()
            try:
                file = KeptFile(file_of(self._store.path))
            except KeptFileError:
                reader.close()
                raise
            tallies = HallTallies(file, reader.at.hall)
            try:
                rollups = Rollups(self._zone, HallFacts(reader), tallies)
            except (StoreError, KeptFileError):
                file.close()
                reader.close()
                raise
            self._now = _Open(reader, tallies, rollups)
        return self._now

    def _close(self) -> None:
        if self._now is not None:
            self._now.close()
            self._now = None
