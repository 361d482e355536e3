"""From the city's figures down to one ticket: at every level the parts add up to the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from central.city import City, CityDays
from central.hall_facts import HallFacts
from central.reader import Reader
from insight.book import Book
from insight.parts import KINDS, add_up, by_window, of_visit
from insight.scope import HALL
from insight.tally import Tally
from insight.visit_nouns import Visit

Period = tuple[str, str]
"""First and last business day."""


@dataclass(frozen=True)
class Level:
    """A whole and its parts. None: nothing was told, which is no zero."""

    whole: Tally | None
    parts: Mapping[str, Tally | None]
    missing: Mapping[str, Sequence[str]]
    """Hall → days on which others were open and of which it has told nothing."""

    @property
    def adds_up(self) -> bool:
        """Whether no count and no second of the whole is in no part, or in two."""
        told = {id: part for id, part in self.parts.items() if part is not None}
        return add_up(told) == (self.whole or Tally())


@dataclass(frozen=True)
class TicketPart:
    """One ticket, and what it adds to the place where it is looked at."""

    stream: str
    n: int
    visit: Visit
    tally: Tally


class Drill:
    """Reads levels. Every method raises NotCountedError and ReaderError as the city does."""

    def __init__(self, city: City, reader: Reader, zone: tzinfo) -> None:
        self._city, self._reader, self._zone = city, reader, zone

    def halls(self, halls: Sequence[str], period: Period) -> Level:
        """The halls of a city or a county."""
        told = self._city.of(halls, *period)
        parts = {
            one.hall: one.tallies.get(HALL, Tally()) if one.days else None for one in told.halls
        }
        whole = told.sums.get(HALL, Tally()) if told.days else None
        return Level(whole, parts, _missing(told))

    def windows(self, hall: str, period: Period) -> Level:
        """The windows of a hall, NO_WINDOW among them."""
        told = self._city.of([hall], *period, KINDS)
        tallies = told.halls[0].tallies
        whole = tallies.get(HALL, Tally()) if told.days else None
        return Level(whole, by_window(tallies), {})

    def days(self, hall: str, window: str | None, period: Period) -> Level:
        """The days of a hall, or of one of its windows."""
        rollup = self._city.by_day([hall], *period, KINDS)[hall]
        if window is None:
            parts = {day: tallies.get(HALL, Tally()) for day, tallies in rollup.items()}
            whole = self.windows(hall, period).whole
        else:
            parts = {day: by_window(of).get(window, Tally()) for day, of in rollup.items()}
            whole = self.windows(hall, period).parts.get(window)
        return Level(whole, dict(sorted(parts.items())), {})

    def tickets(self, hall: str, window: str | None, day: str) -> tuple[Level, list[TicketPart]]:
        """The numbers of a day that were given out in a hall, or that have added anything to one of
        its windows; read from the facts themselves, in the order of issue."""
        whole = self._whole(hall, window, day)
        found = list(self._tickets(hall, window, day))
        parts = {f"{one.stream}-{one.n}": one.tally for one in found}
        return Level(whole, parts, {}), found

    def _whole(self, hall: str, window: str | None, day: str) -> Tally | None:
        level = self.windows(hall, (day, day))
        return level.whole if window is None else level.parts.get(window)

    def _tickets(self, hall: str, window: str | None, day: str) -> Iterator[TicketPart]:
        book = Book(self._zone)
        book.take(HallFacts(self._reader, hall).of_day(day))
        for (stream, n), visit in sorted(book.visits.items()):
            of_hall, of_windows = of_visit(visit, self._zone)
            tally = of_hall if window is None else of_windows.get(window)
            if tally is not None and visit.issued.day == day:
                yield TicketPart(stream, n, visit, tally)


def _missing(told: CityDays) -> dict[str, Sequence[str]]:
    return {one.hall: told.missing(one) for one in told.halls if told.missing(one)}
