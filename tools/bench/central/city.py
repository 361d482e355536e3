"""A city of thirty halls over a bad line: its figures are a recount of the halls' own facts."""

import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from central.city import City
from central.config import Store as Settings
from central.reader import Reader
from central.reading import read_message
from central.store import open_database, open_store
from hw_sim.city import HallDay, Mail
from hw_sim.city.hall_day import ZONE
from insight.book import Book, Rollup
from insight.scope import HALL, Kind, Scope, slot
from insight.tally import Tally
from protocol.envelope import Entry
from protocol.facts import RatingGiven, ServiceFinished, ServiceStarted, TicketIssued
from runtime.kept_up import NotCountedError
from tools.bench.case import BenchError, Options, Row

HALLS: Final = 30
DAY: Final = "2026-03-02"
PEOPLE: Final = 300
"""Of a hall's day."""

GROUP: Final = 24
"""Messages of one commit."""

COUNTED_EACH: Final = 40
"""Commits after which the figures are looked at, so that they have taken in what was late later."""

MOST_PASSES: Final = 60
KINDS: Final[tuple[Kind, ...]] = ("hall", "business", "window", "slot")

Halls = Mapping[str, Sequence[Entry]]


def city_30(options: Options, halls: int = HALLS, people: int = PEOPLE) -> Row:
    """Facts a second, figures among them."""
    made = make(halls, people)
    facts = sum(len(entries) for entries in made.values())
    options.tell(f"city-{halls}: {facts:,} facts of {halls} halls are made")
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        begun = time.perf_counter()
        figures, sums, sent = send(made, Path(place))
        seconds = time.perf_counter() - begun
    wrong = differences(made, figures, sums)
    if wrong:
        raise BenchError(f"{len(wrong)} figures differ from a recount, the first: {wrong[0]}")
    return Row(
        f"city-{halls}",
        facts / seconds,
        "facts/s",
        None,
        "from messages that come late, doubled, out of order and in part not at all, to facts in"
        " SQLite and figures that equal a recount of the halls' facts in order: every tally of"
        " hall, business, window and quarter hour, and the city's sums",
        more={
            "facts": facts,
            "sent": sent,
            "seconds": round(seconds, 1),
            "tallies": sum(len(days[DAY]) for days in figures.values()),
        },
    )


def make(halls: int, people: int) -> dict[str, list[Entry]]:
    """What happened, hall by hall."""
    days = [HallDay(number, DAY, people) for number in range(1, halls + 1)]
    return {day.hall: day.entries for day in days}


def send(halls: Halls, folder: Path) -> tuple[Mapping[str, Rollup], Mapping[Scope, Tally], int]:
    """Central's figures of each hall and of the city, and how many events it took to get there."""
    settings = Settings(path=folder / "central.db")
    store, mail = open_store(settings), Mail(halls)
    database = open_database(settings)
    city = City(Reader(database), ZONE, folder / "figures.db")
    names, sent, commits = sorted(halls), 0, 0
    try:
        for _ in range(MOST_PASSES):
            messages = mail.messages()
            for i in range(0, len(messages), GROUP):
                items = [one for each in messages[i : i + GROUP] for one in read_message(*each)]
                sent += len(items)
                for hall, ack in store.commit(items, [], 1_772_442_941_109).acks:
                    mail.acked(hall, ack.through)
                commits += 1
                if commits % COUNTED_EACH == 0:
                    _figures(city, names)
            if mail.delivered:
                return _figures(city, names), city.of(names, DAY, DAY).sums, sent
        raise BenchError(f"after {MOST_PASSES} passes central still lacks facts")
    finally:
        city.stop()
        database.close()
        store.close()


def _figures(city: City, names: Sequence[str]) -> Mapping[str, Rollup]:
    while True:
        try:
            return city.by_day(names, DAY, DAY, KINDS)
        except NotCountedError:
            continue


def differences(
    halls: Halls, figures: Mapping[str, Rollup], sums: Mapping[Scope, Tally]
) -> list[str]:
    """Where central's figures are not those of a recount."""
    wrong: list[str] = []
    issued = 0
    for hall, entries in halls.items():
        book = Book(ZONE)
        book.take(entries)
        recount = {s: t for s, t in book.rollup[DAY].items() if s.kind in KINDS}
        told = {s: t for s, t in figures[hall].get(DAY, {}).items() if s.kind in KINDS}
        for scope in recount.keys() | told.keys():
            ours, theirs = _of(recount.get(scope)), _of(told.get(scope))
            if ours != theirs:
                wrong.append(f"{hall} {scope.kind} {scope.id}: {theirs} and not {ours}")
        for (scope, name), times in by_hand(entries).items():
            found = told.get(scope, Tally())[name]
            if found != times:
                wrong.append(f"{hall} {scope.kind} {scope.id}: {found} {name} and not {times}")
        issued += recount[HALL]["issued"]
    if sums[HALL]["issued"] != issued:
        wrong.append(f"the city: {sums[HALL]['issued']} issued and not {issued}")
    return wrong


def by_hand(entries: Sequence[Entry]) -> Counter[tuple[Scope, str]]:
    """Counts that need no book: numbers given out, services begun and done, ratings by level."""
    found: Counter[tuple[Scope, str]] = Counter()
    begun: dict[int, tuple[Scope, ...]] = {}
    business: dict[int, str] = {}
    for entry in entries:
        match entry.fact:
            case TicketIssued() as fact:
                business[entry.n] = fact.business
                for scope in (HALL, Scope("business", fact.business), _slot(entry)):
                    found[scope, "issued"] += 1
            case ServiceStarted() as fact:
                of = Scope("business", business[fact.ticket])
                begun[entry.n] = (HALL, of, Scope("window", fact.window), _slot(entry))
                found.update((scope, "started") for scope in begun[entry.n])
            case ServiceFinished() as fact:
                found.update((scope, "finished") for scope in begun[fact.service])
            case RatingGiven() as fact:
                found.update((scope, f"level_{fact.level}") for scope in begun[fact.service])
    return found


def _slot(entry: Entry) -> Scope:
    at = datetime.fromtimestamp(entry.at_ms / 1000, ZONE)
    return slot(at.hour * 60 + at.minute)


def _of(tally: Tally | None) -> tuple[object, object]:
    return ({}, {}) if tally is None else (tally.counts, tally.spreads)
