"""The city's figures (06.4): sums over its halls. A hall without data is named, and no zero."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Final, TypeVar

from central.hall_facts import HallFacts
from central.reader import Reader, ReaderError
from insight.book import Rollup
from insight.kept import whole
from insight.rollups import Rollups
from insight.scope import Kind, Scope
from insight.tally import Tally
from runtime.kept_file import HallTallies, KeptFile, KeptFileError
from runtime.kept_up import GoOn, KeptUp, NotCountedError

T = TypeVar("T")

TOLD: Final[tuple[Kind, ...]] = ("hall",)
"""What of a hall goes into the city's sums. Codes of businesses and windows are each hall's own,
and people are no city's to compare."""

NOT_YET: Final = (
    "历史数据正在重新统计，请稍后再试。 Figures of the past are being counted from the facts; ask"
    " again in a moment."
)


@dataclass(frozen=True)
class HallDays:
    """What one hall has told of a period."""

    hall: str
    days: tuple[str, ...]
    """Business days that it has opened."""
    tallies: dict[Scope, Tally] = field(repr=False)


@dataclass(frozen=True)
class CityDays:
    """What all halls have told of a period."""

    days: tuple[str, ...]
    """Business days that any hall has opened."""
    halls: tuple[HallDays, ...]

    @property
    def sums(self) -> dict[Scope, Tally]:
        """Of the whole city."""
        return whole({hall.hall: hall.tallies for hall in self.halls})

    def missing(self, hall: HallDays) -> tuple[str, ...]:
        """Days that others have opened and this hall has not, as far as it was heard."""
        return tuple(day for day in self.days if day not in hall.days)


class City(KeptUp):
    """The figures of all halls, from kept tallies; any thread may ask."""

    PASSING = (NotCountedError, ReaderError)

    def __init__(self, reader: Reader, zone: tzinfo, path: Path) -> None:
        """path: where the tallies are kept, a file of this process or its machine."""
        super().__init__()
        self._reader, self._zone, self._path = reader, zone, path
        self._file: KeptFile | None = None
        self._halls: dict[str, tuple[HallTallies, Rollups]] = {}

    def of(
        self, halls: Sequence[str], first: str, last: str, kinds: Sequence[Kind] = TOLD
    ) -> CityDays:
        """Of the days from `first` to `last`. Raises NotCountedError where facts of before are
        still being counted, and ReaderError."""

        def told() -> CityDays:
            each = tuple(self._told(hall, first, last, kinds) for hall in halls)
            return CityDays(tuple(sorted({day for one in each for day in one.days})), each)

        return self._counted(halls, told)

    def by_day(
        self, halls: Sequence[str], first: str, last: str, kinds: Sequence[Kind] = TOLD
    ) -> dict[str, Rollup]:
        """Hall → day → tallies, with every day that the hall has opened. Raises as `of` does."""
        return self._counted(
            halls, lambda: {hall: self._days(hall, first, last, kinds) for hall in halls}
        )

    def opened(self, halls: Sequence[str], last: str) -> set[str]:
        """Business days until this one that any of these halls has opened. Raises ReaderError."""
        return {day for hall in halls for day in self._openings(hall, "0000", last)}

    def _counted(self, halls: Sequence[str], answer: Callable[[], T]) -> T:
        """The answer, once all is counted of these halls."""
        return self._once_counted(
            lambda go_on: self._count_of(halls, go_on), answer, lambda: NOT_YET
        )

    def _count(self, go_on: GoOn) -> bool:
        return self._count_of([view.hall for view in self._reader.halls()], go_on)

    def _count_of(self, halls: Iterable[str], go_on: GoOn) -> bool:
        try:
            return all(self._opened(hall)[1].catch_up(go_on) for hall in halls)
        except (KeptFileError, ReaderError) as error:
            self._close()
            if isinstance(error, ReaderError):
                raise
            told = f"历史统计暂不可用。 Figures of the past cannot be kept: {error}"
            raise NotCountedError(told) from error

    def _told(self, hall: str, first: str, last: str, kinds: Sequence[Kind]) -> HallDays:
        file, _ = self._opened(hall)
        with self._reading():
            counted, sums = file.sums(first, last, kinds)
        days = self._openings(hall, first, last).union(counted)
        return HallDays(hall, tuple(sorted(days)), sums)

    def _days(self, hall: str, first: str, last: str, kinds: Sequence[Kind]) -> Rollup:
        file, _ = self._opened(hall)
        with self._reading():
            counted = file.days(first, last, kinds)
        return {day: {} for day in self._openings(hall, first, last)} | counted

    def _openings(self, hall: str, first: str, last: str) -> set[str]:
        return {one.day for one in self._reader.openings(hall) if first <= one.day <= last}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except KeptFileError as error:
            self._close()
            told = f"历史统计暂不可用。 Figures of the past cannot be read: {error}"
            raise NotCountedError(told) from error

    def _opened(self, hall: str) -> tuple[HallTallies, Rollups]:
        if self._file is None:
            self._file = KeptFile(self._path)
        if hall not in self._halls:
            file = HallTallies(self._file, hall)
            self._halls[hall] = file, Rollups(self._zone, HallFacts(self._reader, hall), file)
        return self._halls[hall]

    def _close(self) -> None:
        self._halls.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
