"""What central keeps of its halls' figures is what a recount of their facts gives."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from central.hall_facts import HallFacts
from central.reader import Reader, ReaderError
from central.reading import read_message
from central.today import Today
from insight.book import Book, Rollup
from insight.rollups import Rollups
from insight.scope import HALL
from protocol.envelope import Entry
from protocol.facts import DayOpened, TicketCalled, TicketIssued
from runtime.kept_file import HallTallies, KeptFile
from runtime.kept_up import NotCountedError
from tests.central.places import BOTH, city_of, database_of, figures_of, reader_of, store_at
from tests.central.stories import batch, items
from tests.insight.histories import muddled
from tests.insight.test_rollups import another_disk, days, entry_of

pytestmark = BOTH

ZONE = ZoneInfo("Asia/Shanghai")


def recount(entries: Sequence[Entry]) -> Rollup:
    book = Book(ZONE)
    book.take(entries)
    return book.rollup


@pytest.mark.parametrize("seed", range(4))
def test_late_doubled_and_shuffled_facts_of_two_streams_are_counted_once(path: Path, seed: int):
    dice = Random(seed)
    store, reader = store_at(path), reader_of(path)
    one = days(seed)
    whole = one + another_disk(one, seed)
    portions = muddled(whole, seed)
    if seed % 2:
        portions = [whole[i : i + 64] for i in range(0, len(whole), 64)]
    for portion in portions:
        for at in range(0, len(portion), 64):
            store.commit(read_message(*batch(portion[at : at + 64])), (), 1)
        if dice.random() < 0.3:  # a program that begins anew each time
            file = KeptFile(figures_of(path))
            tallies = HallTallies(file, "hall-1")
            assert Rollups(ZONE, HallFacts(reader, "hall-1"), tallies, portion=17).catch_up()
            file.close()
    store.close()
    if dice.random() < 0.5:
        figures_of(path).unlink(missing_ok=True)
    city = city_of(path, ZONE)
    told = city.of(["hall-1"], "0000", "9999")
    expected = recount(whole)
    assert city._halls["hall-1"][0].days("0000", "9999") == expected
    assert told.sums[HALL]["issued"] == sum(one[HALL]["issued"] for one in expected.values())
    city.stop()


def test_who_waits_over_midnight_waits_on_and_is_in_no_new_days_numbers(path: Path):
    store, today = store_at(path), Today(reader_of(path), ZONE)

    def come(*entries: Entry) -> None:
        store.commit(items(*entries), (), 1)

    come(entry_of(1, DayOpened("2026-11-22")))
    for n in (2, 3):
        come(entry_of(n, TicketIssued("2026-11-22", "A", n - 1, "d1", 0)))
    day = today.of("hall-1")
    assert day is not None
    assert (day.day, day.tally["issued"], day.waiting) == ("2026-11-22", 2, 2)
    come(entry_of(4, DayOpened("2026-11-23")))
    day = today.of("hall-1")
    assert day is not None
    assert (day.day, day.tally["issued"], day.waiting) == ("2026-11-23", 0, 2)
    come(entry_of(6, TicketIssued("2026-11-23", "A", 1, "d1", 0)))
    come(entry_of(5, TicketCalled(2, "1")))
    day = today.of("hall-1")
    assert day is not None
    assert (day.tally["issued"], day.waiting) == (1, 2)
    for n, date in ((7, "2026-11-24"), (8, "2026-11-25")):
        come(entry_of(n, DayOpened(date)))
        day = today.of("hall-1")
    assert day is not None
    assert (day.day, day.waiting) == ("2026-11-25", 0), "who waited days ago waits no more"
    assert today._kept["hall-1"].book.visits == {}
    store.close()


class Failing(Reader):
    """Its disk fails at the so-and-so-many-th question."""

    def __init__(self, path: Path) -> None:
        super().__init__(database_of(path))
        self.left = 1_000_000

    def select(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        self.left -= 1
        if not self.left:
            raise ReaderError("central.db cannot be read: disk I/O error")
        return super().select(sql, *values)


def test_a_disk_that_fails_while_today_is_read_leaves_no_half_a_day(path: Path):
    store = store_at(path)
    store.commit(items(entry_of(1, DayOpened("2026-11-22"))), (), 1)
    for n in range(2, 12):
        entry = entry_of(n, TicketIssued("2026-11-22", "A", n - 1, "d1", 0))
        store.commit(items(entry), (), 1)
    failed = 0
    for question in range(1, 10):
        reader = Failing(path)
        today = Today(reader, ZONE)
        reader.left = question
        with suppress(ReaderError):
            today.of("hall-1")
        failed += reader.left == 0
        reader.left = 1_000_000
        day = today.of("hall-1")
        assert day is not None
        assert (day.tally["issued"], day.waiting) == (10, 10), question
    assert failed >= 3
    store.close()


def test_a_figures_file_that_a_disk_has_spoilt_is_counted_anew(path: Path):
    store = store_at(path)
    store.commit(items(entry_of(1, DayOpened("2026-11-22"))), (), 1)
    store.commit(items(entry_of(2, TicketIssued("2026-11-22", "A", 1, "d1", 0))), (), 1)
    city = city_of(path, ZONE)
    city.of(["hall-1"], "0000", "9999")
    city.stop()
    with figures_of(path).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (figures_of(path).stat().st_size - 4096))
    city = city_of(path, ZONE)
    with suppress(NotCountedError):
        city.of(["hall-1"], "0000", "9999")
    assert city.of(["hall-1"], "0000", "9999").sums[HALL]["issued"] == 1
    with closing(sqlite3.connect(figures_of(path))) as db, db:
        db.execute("UPDATE tally SET counts = '[1'")
    with pytest.raises(NotCountedError):
        city.of(["hall-1"], "0000", "9999")
    assert city.of(["hall-1"], "0000", "9999").sums[HALL]["issued"] == 1
    city.stop()
    store.close()
