"""Tallies that are kept on a disk are those of a recount, whatever happens to facts and program."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest

from insight.book import Book, Rollup
from insight.kept import TELLING, Arrival, Change, Kept, whole
from insight.kept_rows import pack, unpack
from insight.rollups import HELD_DAYS, Rollups
from insight.scope import HALL, Kind, Scope
from insight.tally import Tally
from protocol.envelope import Entry
from protocol.facts import (
    DayOpened,
    Fact,
    RatingGiven,
    RatingUnbound,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from tests.hall.hall import STREAM
from tests.hall.play import HALLS, Play, made_up
from tests.insight.histories import entries_of, muddled

ZONE = ZoneInfo("Asia/Shanghai")
SEEDS = range(12)


class Arrived:
    """Facts in the order in which they have come, each once."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.places: dict[tuple[str, int], int] = {}

    def come(self, *entries: Entry) -> None:
        for entry in entries:
            if (entry.stream, entry.n) not in self.places:
                self.entries.append(entry)
                self.places[entry.stream, entry.n] = len(self.entries)

    def after(self, place: int, limit: int) -> Sequence[Arrival]:
        rest = self.entries[place : place + limit]
        return [Arrival(place + i, entry) for i, entry in enumerate(rest, 1)]

    def between(self, stream: str, first: int, last: int, place: int) -> Iterator[Entry]:
        found = [
            entry
            for entry in self.entries[:place]
            if entry.stream == stream and first <= entry.n <= last and entry.fact.TYPE in TELLING
        ]
        yield from sorted(found, key=lambda entry: entry.n)

    def at(self, stream: str, n: int) -> Entry | None:
        place = self.places.get((stream, n))
        return None if place is None else self.entries[place - 1]

    def streams(self) -> Iterable[str]:
        return {entry.stream for entry in self.entries}

    def opened(self) -> Iterable[tuple[str, int, str]]:
        return [(e.stream, e.n, e.fact.day) for e in self.entries if isinstance(e.fact, DayOpened)]

    def seal(self, place: int) -> str | None:
        return self.entries[place - 1].identity if 0 < place <= len(self.entries) else None


class KilledError(Exception):
    """The program has ended."""


class Disk:
    """A file that keeps a change as a whole or not at all, and may be the last thing that is
    done."""

    def __init__(self) -> None:
        self.what: Kept | None = None
        self.rows: dict[tuple[str, str, str], tuple[str, bytes]] = {}
        self.kill: Random | None = None

    def kept(self) -> Kept | None:
        return self.what

    def keep(self, change: Change) -> None:
        if self.kill is not None and self.kill.random() < 0.2:
            raise KilledError
        before = self.what or Kept()
        for key in [key for key in self.rows if key[0] in change.whole]:
            del self.rows[key]
        for (day, scope), tally in change.tallies.items():
            if tally:
                self.rows[day, scope.kind, scope.id] = pack(tally)
            else:
                self.rows.pop((day, scope.kind, scope.id), None)
        self.what = Kept(
            change.mark,
            before.late | change.late,
            (before.stale | change.stale) - change.whole,
            {**before.bounds, **change.bounds},
        )
        if self.kill is not None and self.kill.random() < 0.2:
            raise KilledError

    def clear(self) -> None:
        self.what, self.rows = None, {}

    def days(self, first: str, last: str, kinds: Iterable[Kind] = ()) -> Rollup:
        raise NotImplementedError

    def sums(
        self, first: str, last: str, kinds: Iterable[Kind] = ()
    ) -> tuple[list[str], dict[Scope, Tally]]:
        raise NotImplementedError

    def told(self) -> dict[tuple[str, str, str], Tally]:
        return {key: unpack([row]) for key, row in self.rows.items()}


def recount(entries: Iterable[Entry]) -> dict[tuple[str, str, str], Tally]:
    book = Book(ZONE)
    book.take(entries)
    return {
        (day, scope.kind, scope.id): tally
        for day, tallies in book.rollup.items()
        for scope, tally in tallies.items()
    }


def days(seed: int) -> list[Entry]:
    """A hall's days, of which the last ones say something of the first ones, too."""
    story = Play(HALLS[seed % len(HALLS)])
    for day in range(6):
        story.run(made_up(10 * seed + day, 90))
        story.night(1)
    entries = entries_of(story.hall)
    dice = Random(seed)
    started = [e.n for e in entries if isinstance(e.fact, ServiceStarted)]
    for _ in range(8):
        last = entries[-1]
        late = RatingGiven(dice.choice(started), "1", dice.randint(1, 5))
        entries.append(replace(last, n=last.n + 1, fact=late, cause=None))
    return entries


def another_disk(entries: list[Entry], seed: int) -> list[Entry]:
    """A stream of the same hall that begins when the first one ends, with ratings for that."""
    dice = Random(seed)
    last = entries[-1]
    started = [e.n for e in entries if isinstance(e.fact, ServiceStarted)]
    facts: list[Fact] = [
        DayOpened("2027-01-01"),
        *(RatingUnbound(STREAM, n, dice.randint(1, 5)) for n in dice.choices(started, k=6)),
        TicketIssued("2027-01-01", "A", 1, "d1", 0),
        DayOpened("2027-01-02"),
        TicketIssued("2027-01-02", "A", 1, "d1", 0),
        *(RatingUnbound(STREAM, n, 1) for n in started[:3]),
        DayOpened("2027-01-03"),
        TicketIssued("2027-01-03", "A", 1, "d1", 0),
        *(RatingUnbound(STREAM, n, 5) for n in started[-3:]),
    ]
    return [
        Entry("hall-1", "0000d15c", n, fact, None, last.at_ms, last.boot, last.mono_ms)
        for n, fact in enumerate(facts, 1)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_in_the_order_of_a_hall_the_disk_has_what_a_recount_gives(seed: int):
    facts, disk = Arrived(), Disk()
    facts.come(*days(seed))
    assert Rollups(ZONE, facts, disk, portion=7).catch_up()
    assert disk.told() == recount(facts.entries)


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_any_point_and_begun_again_it_has_what_a_recount_gives(seed: int):
    facts, disk, dice = Arrived(), Disk(), Random(seed)
    disk.kill = dice
    entries, kills = days(seed), 0
    while entries:
        facts.come(*entries[:40])
        del entries[:40]
        whole = False
        while not whole:
            try:
                whole = Rollups(ZONE, facts, disk, portion=4).catch_up()
            except KilledError:
                kills += 1
            told = disk.what or Kept()
            until = recount(facts.entries[: told.mark.place])
            sound = {key: tally for key, tally in until.items() if key[0] not in told.stale}
            assert {key: t for key, t in disk.told().items() if key[0] not in told.stale} == sound
    assert kills
    assert disk.told() == recount(facts.entries)


@pytest.mark.parametrize("restarts", [False, True], ids=["in one run", "begun again"])
@pytest.mark.parametrize("seed", range(16))
def test_late_doubled_and_shuffled_over_two_streams_it_has_what_a_recount_gives(
    seed: int, restarts: bool
):
    dice = Random(seed)
    one = days(seed)
    whole = one + another_disk(one, seed)
    portions = muddled(whole, seed)
    if seed % 2:  # nearly in order, as a hall sends them, with holes that are filled later
        portions = [[entry] for entry in sorted(whole, key=lambda e: (e.stream != STREAM, e.n))]
        for _ in range(len(portions) // 4):
            late = portions.pop(dice.randrange(len(portions)))
            portions.insert(dice.randrange(len(portions)), late)
    facts, disk = Arrived(), Disk()
    rollups = Rollups(ZONE, facts, disk, portion=5)
    for portion in portions:
        facts.come(*portion)
        if dice.random() < 0.3:
            assert rollups.catch_up()
            assert disk.what is not None
            assert not disk.what.stale
            if restarts:
                rollups = Rollups(ZONE, facts, disk, portion=dice.randint(1, 30))
    assert rollups.catch_up()
    assert disk.told() == recount(facts.entries)


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_days_are_put_together_as_their_tallies_are(seed: int):
    book = Book(ZONE)
    book.take(days(seed))
    rows: dict[Scope, list[tuple[str, bytes]]] = {}
    for tallies in book.rollup.values():
        for scope, tally in tallies.items():
            rows.setdefault(scope, []).append(pack(tally))
    assert {scope: unpack(packed) for scope, packed in rows.items()} == whole(book.rollup)


def test_a_length_of_a_clock_that_was_centuries_off_is_kept_too():
    tally = Tally()
    tally.spread("wait", 9_000_000_000_000)
    tally.spread("wait", 1000, 3)
    assert unpack([pack(tally)]) == tally


def test_a_file_of_another_history_is_counted_anew():
    facts, other, disk = Arrived(), Arrived(), Disk()
    facts.come(*days(1))
    assert Rollups(ZONE, facts, disk).catch_up()
    other.come(*(replace(entry, stream="00000bad") for entry in days(2)))
    assert Rollups(ZONE, other, disk).catch_up()
    assert disk.told() == recount(other.entries)
    other.entries = other.entries[:5]  # a copy of before was put back
    assert Rollups(ZONE, other, disk).catch_up()
    assert disk.told() == recount(other.entries)


def test_memory_holds_the_newest_days_and_no_more():
    facts, disk = Arrived(), Disk()
    entries: list[Entry] = []
    for day in range(1, 9):
        at = len(entries)
        entries.append(entry_of(at + 1, DayOpened(f"2026-11-0{day}")))
        entries.append(entry_of(at + 2, TicketIssued(f"2026-11-0{day}", "A", 1, "d1", 0)))
        entries.append(entry_of(at + 3, TicketCalled(at + 2, "1")))
    facts.come(*entries)
    rollups = Rollups(ZONE, facts, disk, portion=1)
    assert rollups.catch_up()
    assert set(rollups.book.rollup) == {"2026-11-07", "2026-11-08"}
    assert len(rollups.book.visits) == HELD_DAYS
    assert len({key[0] for key in disk.told()}) == 8


def test_of_an_old_day_only_that_day_is_counted_anew():
    facts, disk = Arrived(), Disk()
    rollups = Rollups(ZONE, facts, disk)
    n = 0
    for day in range(1, 6):
        date = f"2026-11-0{day}"
        facts.come(
            entry_of(n + 1, DayOpened(date)),
            entry_of(n + 2, TicketIssued(date, "A", 1, "d1", 0)),
            entry_of(n + 3, ServiceStarted(n + 2, "1")),
        )
        n += 3
        assert rollups.catch_up()
    before = dict(disk.rows)
    facts.come(entry_of(n + 1, RatingGiven(6, "1", 5)))
    assert not rollups.catch_up(lambda: False)
    assert disk.what is not None
    assert disk.what.stale == {"2026-11-02"}
    assert Rollups(ZONE, facts, disk).catch_up()
    changed = {key for key in disk.rows if disk.rows[key] != before.get(key)}
    assert {day for day, _, _ in changed} == {"2026-11-02"}
    assert disk.told()["2026-11-02", *HALL]["level_5"] == 1


def test_the_rest_of_an_old_disk_is_counted_with_what_was_there_of_its_day():
    """A hall has a new disk and is days on, when the rest of what the old one held arrives."""
    facts, disk = Arrived(), Disk()
    rollups = Rollups(ZONE, facts, disk, portion=3)
    old = [
        entry_of(1, DayOpened("2026-11-01")),
        *(entry_of(n, TicketIssued("2026-11-01", "A", n - 1, "d1", 0)) for n in range(2, 12)),
    ]
    facts.come(*old[:6])
    assert rollups.catch_up()
    for day in range(2, 6):
        date = f"2026-11-0{day}"
        opened = replace(entry_of(2 * day, DayOpened(date)), stream="0000d15c")
        ticket = TicketIssued(date, "A", 1, "d1", 0)
        facts.come(opened, replace(entry_of(2 * day + 1, ticket), stream="0000d15c"))
        assert rollups.catch_up()
    for entry in old[6:]:
        facts.come(entry)
        assert rollups.catch_up()
        assert disk.told() == recount(facts.entries)


def entry_of(n: int, fact: Fact) -> Entry:
    return Entry("hall-1", STREAM, n, fact, None, 1_795_000_000_000 + n, "b", n)
