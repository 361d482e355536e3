"""Scores of the people who served in some days (F12), all of one group."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway.store.read import Reader
from insight.book import Book
from insight.scores import Done, Person, Score, score
from insight.visits import READS
from insight.windows import Turn, overlap_ms, spells
from protocol.envelope import Entry
from protocol.facts import DayOpened, Fact
from protocol.stamp import Stamp
from tools.report import tallies

_TURNS: Final = tuple(kind.TYPE for kind in Turn.__args__)


def of(reader: Reader, days: Sequence[str], zone: ZoneInfo) -> dict[str, Any]:
    """Best first. Raises ReportError where a row is not what was written."""
    book, hours = Book(zone), _Hours(_left_as_they_were(reader, days[0]))
    for entries in tallies.checked(reader, days[0]):
        book.take(entries)
        hours.follow(entries)
    done = [
        Done(service, service.business, _minute(service.started.wall_ms, zone), stream)
        for (stream, _), visit in book.visits.items()
        if visit.issued.day in days
        for service in visit.services
        if service.handling_ms is not None
    ]
    open_h = hours.of(days)
    people = {
        one.service.staff: Person("hall", open_h.get(one.service.staff, 0.0))
        for one in done
        if one.service.staff is not None
    }
    return {"scores": [vars_of(one) for one in score(done, people)]}


def vars_of(one: Score) -> dict[str, Any]:
    """Its fields; a dataclass with slots has no `vars`."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _left_as_they_were(reader: Reader, first: str) -> list[Entry]:
    """What each window did last before a day was opened: it may stand open since then."""
    marks = ", ".join("?" * len(_TURNS))
    sql = (
        f"SELECT max(n) FROM fact WHERE type IN ({marks}) AND n < ?"
        " GROUP BY json_extract(data, '$.window')"
    )
    rows = reader.select(sql, *_TURNS, reader.opened(first) or 0)
    return [entry for (n,) in sorted(rows) for entry in reader.entries(n - 1, 1)]


class _Hours:
    """With an open window, by person."""

    def __init__(self, before: Iterable[Entry]) -> None:
        self._turns = [(Stamp.of(entry), entry.fact) for entry in before]
        self._spans: dict[str, tuple[int, int]] = {}
        """Day → unix ms of its opening and of the last that happened to a ticket."""

    def follow(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            fact: Fact = entry.fact
            if isinstance(fact, DayOpened):
                self._spans[fact.day] = (entry.at_ms, entry.at_ms)
            elif isinstance(fact, Turn):
                self._turns.append((Stamp.of(entry), fact))
            elif type(fact) in READS and self._spans:
                day = next(reversed(self._spans))
                begun, ended = self._spans[day]
                self._spans[day] = (begun, max(ended, entry.at_ms))

    def of(self, days: Sequence[str]) -> dict[str, float]:
        """From each day's opening to its last turn: a window that somebody forgot to close is not
        open all night."""
        hours: dict[str, float] = {}
        spans = [self._spans[day] for day in days if day in self._spans]
        now_ms = max((ended for _, ended in spans), default=0)
        for spell in spells(self._turns):
            if spell.mode == "open":
                took_h = overlap_ms(spell, spans, now_ms) / 3_600_000
                hours[spell.staff] = hours.get(spell.staff, 0.0) + took_h
        return hours


def _minute(wall_ms: int, zone: ZoneInfo) -> int:
    at = datetime.fromtimestamp(wall_ms / 1000, zone)
    return at.hour * 60 + at.minute
