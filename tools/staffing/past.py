"""What a hall's facts tell of the days before: who came when, and how long each kept a window."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from statistics import fmean
from typing import Final

from gateway.store.read import Reader
from insight.book import Book
from insight.forecast import Day
from insight.staffing import SLOT_MIN, occupied_ms
from insight.visit_nouns import Visit
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
    came: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """By business, of the half hours of the planned day that are over, where it is open already."""


def read(reader: Reader, before: date, most_days: int, begins: Sequence[int], zone: tzinfo) -> Past:
    """The last days before this one. Raises StaffingError where there is none."""
    days = [day for day in reader.days() if day < before.isoformat()][-most_days:]
    if not days:
        raise StaffingError(f"The hall has no day before {before}: nothing can be expected of it.")
    book, last_ms = Book(zone), 0
    for entries in _portions(reader, (reader.opened(days[0]) or 1) - 1):
        book.take(entries)
        last_ms = max(last_ms, *(entry.at_ms for entry in entries))
    visits = list(book.visits.values())
    found = of_visits(visits, days, begins, zone)
    if before.isoformat() != reader.days()[-1]:
        return found
    over = _minute(last_ms, zone) // SLOT_MIN - begins[0] // SLOT_MIN
    today = of_visits(visits, [before.isoformat()], begins, zone)
    return replace(found, came=so_far(today, found.arrivals, max(0, over)))


def so_far(today: Past, codes: Iterable[str], over: int) -> dict[str, Sequence[int]]:
    """Who came in the first half hours of a day, of these businesses; nobody where none is over."""
    return {
        code: today.arrivals[code][0].arrivals[:over] if code in today.arrivals else (0,) * over
        for code in codes
        if over
    }


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
            slot = (_minute(wall_ms, zone) - begins[0]) // SLOT_MIN
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
    )


def _minute(wall_ms: int, zone: tzinfo) -> int:
    """Of the hall's day."""
    local = datetime.fromtimestamp(wall_ms / 1000, zone)
    return local.hour * 60 + local.minute


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
