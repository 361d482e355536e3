"""What a hall's facts tell of the days before: who came when, and how long each kept a window."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from statistics import fmean
from typing import Final

from gateway.store.read import Reader
from insight.book import Book
from insight.forecast import Day
from insight.staffing import SLOT_MIN, occupied_ms
from insight.visits import Visit
from insight.windows import Spell, Turn, spells
from protocol.envelope import Entry
from protocol.facts import DayOpened, Fact
from protocol.stamp import Stamp
from tools.staffing.settings import StaffingError

PORTION: Final = 4096


@dataclass(frozen=True)
class Past:
    """Of some days, the oldest first."""

    arrivals: Mapping[str, Sequence[Day]]
    """By business: people who joined, by half hour."""
    occupied_s: Mapping[str, float]
    """Mean, of the businesses that were served."""
    services: Mapping[str, int]


def read(reader: Reader, before: date, most_days: int, begins: Sequence[int], zone: tzinfo) -> Past:
    """The last days before this one. Raises StaffingError where there is none."""
    days = [day for day in reader.days() if day < before.isoformat()][-most_days:]
    if not days:
        raise StaffingError(f"The hall has no day before {before}: nothing can be expected of it.")
    book = Book(zone)
    for entries in _portions(reader, (reader.opened(days[0]) or 1) - 1):
        book.take(entries)
    return of_visits(book.visits.values(), days, begins, zone)


def of_visits(
    visits: Iterable[Visit],
    days: Sequence[str],
    begins: Sequence[int],
    zone: tzinfo,
) -> Past:
    """The same, of visits that were read already."""
    came: defaultdict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    took: defaultdict[str, list[int]] = defaultdict(list)
    for visit in visits:
        if visit.issued.day not in days:
            continue
        wall_ms = _joined_ms(visit)
        if wall_ms is not None:
            local = datetime.fromtimestamp(wall_ms / 1000, zone)
            slot = (local.hour * 60 + local.minute - begins[0]) // SLOT_MIN
            slot = min(max(slot, 0), len(begins) - 1)
            came[visit.issued.business][visit.issued.day, slot] += 1
        for service in visit.services:
            ms = occupied_ms(visit, service)
            if ms is not None and not service.is_odd:
                took[service.business].append(ms)
    arrivals = {
        code: [
            Day(date.fromisoformat(day), tuple(of[day, slot] for slot in range(len(begins))))
            for day in days
        ]
        for code, of in sorted(came.items())
    }
    return Past(
        arrivals,
        {code: fmean(each) / 1000 for code, each in took.items()},
        {code: len(each) for code, each in took.items()},
    )


def _joined_ms(visit: Visit) -> int | None:
    """When somebody came who was really there; by hand, when that was written."""
    if not visit.is_measured:
        return visit.issued.for_ms
    return None if visit.joined is None else visit.joined.wall_ms


def spells_of(reader: Reader, day: str) -> tuple[list[Spell], int]:
    """The windows' spells of an opened day, and the unix ms of the last fact about one.

    A window that somebody forgot to close is not open all night. Raises StaffingError.
    """
    begins = reader.opened(day)
    if begins is None:
        raise StaffingError(f"The hall has no day {day}.")
    told: list[tuple[Stamp, Fact]] = []
    last_ms = 0
    for entries in _portions(reader, begins):
        for entry in entries:
            if isinstance(entry.fact, DayOpened):
                return spells(told), last_ms
            if isinstance(entry.fact, Turn):
                told.append((Stamp.of(entry), entry.fact))
            last_ms = max(last_ms, entry.at_ms)
    return spells(told), last_ms


def _portions(reader: Reader, n: int) -> Iterator[list[Entry]]:
    while entries := reader.entries(n, PORTION):
        yield entries
        n = entries[-1].n
