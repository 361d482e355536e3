"""What central keeps, and what its word to the hall rests on."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from central import reading
from central.heads import MOST_STREAMS
from central.reader import Reader
from central.reading import read_message
from central.store import FARTHEST, Heard, Store, StoreError
from protocol import facts
from protocol.envelope import GENESIS, EnvelopeError, chain, leaf
from protocol.uplink import Ack, HallState
from tests.central.stories import items
from tests.uplink.harness import STREAM, row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "central.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path)
    yield opened
    opened.close()


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def digest(through: int) -> str:
    value = GENESIS
    for n in range(1, through + 1):
        value = chain(value, leaf(row(n)))
    return value.hex()


def last_ack(acks: list[tuple[str, Ack]]) -> Ack:
    return acks[-1][1]


def test_the_word_to_the_hall_carries_the_digest_that_the_hall_computed(store: Store):
    ack = last_ack(store.commit(items(*map(row, range(1, 8))), (), 1).acks)
    assert (ack.stream, ack.through, ack.highest) == (STREAM, 7, 7)
    assert ack.digest == digest(7)
    assert ack.marks == {"e660583883265039": (0x1234ABCD, 3)}


@pytest.mark.parametrize("seed", range(5))
def test_rows_late_shuffled_and_doubled_come_to_the_same(store: Store, path: Path, seed: int):
    chance = random.Random(seed)
    sent = [row(n) for n in range(1, 61)] * 3
    chance.shuffle(sent)
    acks: list[tuple[str, Ack]] = []
    while sent:
        group = [sent.pop() for _ in range(min(len(sent), chance.randint(1, 9)))]
        acks = store.commit(items(*group), (), 1).acks
    ack = last_ack(acks)
    assert (ack.through, ack.digest) == (60, digest(60))
    assert ask(path, "SELECT count(*), count(DISTINCT identity) FROM fact") == [(60, 60)]
    assert ask(path, "SELECT count(*) FROM receipt") == [(60,)]


def test_a_hole_stops_the_word_and_is_told(store: Store):
    ack = last_ack(store.commit(items(row(1), row(2), row(5)), (), 1).acks)
    assert (ack.through, ack.highest) == (2, 5)
    ack = last_ack(store.commit(items(row(4), row(3)), (), 1).acks)
    assert (ack.through, ack.digest) == (5, digest(5))


def test_rows_that_are_here_already_are_acknowledged_again(store: Store):
    store.commit(items(row(1), row(2)), (), 1)
    again = store.commit(items(row(1)), (), 2)
    assert (again.stored, again.duplicates) == (0, 1)
    assert last_ack(again.acks).through == 2


def test_another_event_for_a_row_is_set_aside_and_overwrites_nothing(store: Store, path: Path):
    store.commit(items(row(1), row(2)), (), 1)
    forged = replace(row(2), fact=facts.DayOpened("1999-01-01"))
    result = store.commit(items(forged), (), 2)
    assert result.quarantined == 1
    assert last_ack(result.acks).digest == digest(2)
    assert ask(path, "SELECT data FROM fact WHERE n = 2") == [('{"day":"2026-11-22"}',)]
    assert ask(path, "SELECT kind, n FROM quarantine") == [("conflict", 2)]
    assert Reader(path).counters()["quarantine_conflict"] == 1


def test_a_new_stream_that_brings_known_records_counts_them_as_received(store: Store, path: Path):
    store.commit(items(row(1), row(2), row(3)), (), 1)
    again = replace(row(3), stream="99999999", n=1, at_ms=1_795_000_999_000)
    result = store.commit(items(again), (), 2)
    assert last_ack(result.acks).through == 1
    assert ask(path, "SELECT count(*) FROM fact") == [(3,)]
    assert ask(path, "SELECT count(*) FROM quarantine") == [(0,)]


def test_a_record_told_in_two_ways_is_received_and_its_second_telling_set_aside(
    store: Store, path: Path
):
    store.commit(items(row(1), row(2), row(3)), (), 1)
    record = row(3).fact
    assert isinstance(record, facts.DeviceRecord)
    other = replace(row(3), stream="99999999", n=1, fact=replace(record, payload="07"))
    result = store.commit(items(other), (), 2)
    assert last_ack(result.acks).through == 1
    assert ask(path, "SELECT kind FROM quarantine") == [("contradiction",)]
    assert ask(path, "SELECT count(*) FROM fact") == [(3,)]


def test_a_row_far_beyond_is_not_taken_but_the_hall_is_told_where_to_begin(
    store: Store, path: Path
):
    result = store.commit(items(replace(row(3), n=FARTHEST + 1)), (), 1)
    assert (result.stored, result.ahead) == (0, 1)
    assert (last_ack(result.acks).through, last_ack(result.acks).highest) == (0, 0)
    assert ask(path, "SELECT count(*) FROM receipt") == [(0,)]


def test_a_hall_cannot_open_streams_without_end(store: Store, path: Path):
    for number in range(MOST_STREAMS + 5):
        store.commit(items(replace(row(1), stream=f"{number:08x}")), (), 1)
    assert ask(path, "SELECT count(*) FROM head") == [(MOST_STREAMS,)]
    assert ask(path, "SELECT count(*) FROM quarantine") == [(5,)]


def test_a_halls_newest_stream_has_the_last_word(store: Store):
    store.commit(items(row(1)), (), 1)
    store.commit(items(replace(row(1), stream="99999999")), (), 2)
    late = store.commit(items(row(2)), (), 3)
    assert [ack.stream for _, ack in late.acks] == [STREAM, "99999999"]
    assert [ack.stream for _, ack in store.acks()] == ["99999999"]


def test_what_a_newer_hall_sent_is_read_after_the_upgrade(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Today's central plays the upgraded one: the earlier one did not know tickets."""

    def too_old(event: object) -> object:
        raise EnvelopeError("unknown to this version")

    with monkeypatch.context() as earlier:
        earlier.setattr(reading, "from_cloudevent", too_old)
        ack = last_ack(store.commit(items(row(1), row(2)), (), 1).acks)
    assert (ack.through, ack.digest) == (2, digest(2)), "the chain holds all the same"
    assert ask(path, "SELECT count(*) FROM fact") == [(0,)]
    assert store.read_quarantine_again(2) == 2
    assert ask(path, "SELECT count(*) FROM fact") == [(2,)]
    assert store.read_quarantine_again(3) == 0
    assert Reader(path).quarantine() == []


def test_garbage_is_bounded_and_its_loss_is_counted(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("central.quarantine.MOST_GARBAGE", 10)
    store.commit(items(row(1)), (), 1)
    for number in range(15):
        store.commit(read_message("tax/v1/h1/events", b"junk %d" % number), (), 2)
    assert ask(path, "SELECT count(*) FROM quarantine") == [(10,)]
    assert Reader(path).counters()["quarantine_dropped"] == 5


def test_a_group_that_fails_leaves_nothing_behind(store: Store, path: Path):
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON receipt WHEN NEW.n = 3"
        " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    db.commit()
    with pytest.raises(StoreError, match="disk is full"):
        store.commit(items(row(1), row(2), row(3)), (), 1)
    assert ask(path, "SELECT count(*) FROM fact") == [(0,)]
    db.execute("DROP TRIGGER full")
    db.close()
    assert last_ack(store.commit(items(row(1), row(2), row(3)), (), 1).acks).through == 3


def test_what_is_committed_is_there_after_opening_again(path: Path):
    first = Store(path)
    first.commit(items(row(1)), [Heard("h1", HallState(True, STREAM, "s", "1"), True)], 77)
    first.close()
    second = Store(path)
    assert last_ack(second.acks()).through == 1
    (hall,) = Reader(path).halls()
    assert (hall.hall, hall.heard_ms, hall.online) == ("h1", 77, True)
    second.close()


def test_a_database_of_a_newer_central_is_refused_in_a_sentence(path: Path):
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path)
