"""What central keeps, and what its word to the hall rests on."""

import json
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
from gateway.store.schema import APPLICATION_ID as GATEWAYS
from protocol import facts
from protocol.envelope import GENESIS, Entry, EnvelopeError, chain, leaf, to_cloudevent
from protocol.uplink import Ack, HallState
from tests.central.stories import items
from tests.uplink.harness import STREAM, row

SCHEMA = (
    f"PRAGMA application_id = {GATEWAYS}; PRAGMA user_version = 1;"
    " CREATE TABLE fact (n INTEGER PRIMARY KEY);"
)
"""What a gateway.db shows of itself."""


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


def foreign(entry: Entry) -> Entry:
    """The same event, as hall h2 tells it on its own topic."""
    return replace(entry, hall="h2")


def unaccounted(path: Path) -> list[tuple[object, ...]]:
    """Receipts without a fact of their hall and without a place in quarantine."""
    return ask(
        path,
        "SELECT hall, stream, n FROM receipt"
        " WHERE NOT EXISTS (SELECT 1 FROM fact"
        "  WHERE fact.hall = receipt.hall AND fact.identity = receipt.identity)"
        " AND NOT EXISTS (SELECT 1 FROM quarantine WHERE read_ms IS NULL"
        "  AND quarantine.hall = receipt.hall AND quarantine.stream = receipt.stream"
        "  AND quarantine.n = receipt.n)",
    )


def test_another_hall_cannot_take_the_rows_that_this_hall_has_yet_to_send(store: Store, path: Path):
    store.commit(items(row(1), row(2)), (), 1)
    taken = store.commit(items(*[foreign(row(n)) for n in range(3, 9)]), (), 2)
    assert (taken.stored, taken.quarantined, taken.acks) == (0, 6, [])
    ack = last_ack(store.commit(items(*map(row, range(3, 9))), (), 3).acks)
    assert (ack.through, ack.digest) == (8, digest(8))
    assert ask(path, "SELECT hall, count(*) FROM fact GROUP BY hall") == [("h1", 8)]
    assert ask(path, "SELECT hall, kind, count(*) FROM quarantine GROUP BY hall, kind") == [
        ("h2", "refused", 6)
    ]
    h1, h2 = Reader(path).halls()
    assert (h1.set_aside, h2.set_aside) == (0, 6)
    assert unaccounted(path) == []


def test_a_stream_belongs_to_the_hall_that_was_born_with_it_before_it_sent(store: Store):
    born = Heard("h1", HallState(True, STREAM, "s", "1"), fresh=True)
    assert store.commit(items(foreign(row(1))), [born], 1).stored == 0
    assert last_ack(store.commit(items(row(1)), (), 2).acks).through == 1


def test_a_record_that_two_halls_deliver_is_kept_for_each_and_alarms(store: Store, path: Path):
    theirs = replace(foreign(row(3)), stream="99999999", n=1)
    store.commit(items(theirs, row(1), row(2), row(3)), (), 1)
    record = row(5).fact
    assert isinstance(record, facts.DeviceRecord)
    forged = replace(theirs, n=2, fact=replace(record, payload="07"))
    store.commit(items(forged, row(4), row(5)), (), 2)
    assert ask(path, "SELECT count(*) FROM fact WHERE hall = 'h1'") == [(5,)]
    assert ask(path, "SELECT count(*) FROM quarantine") == [(0,)]
    assert Reader(path).counters() == {"record_of_two_halls": 2}
    assert unaccounted(path) == []


def test_a_hall_told_that_all_is_confirmed_is_shown_with_what_is_no_fact(store: Store, path: Path):
    record = row(3).fact
    assert isinstance(record, facts.DeviceRecord)
    other = replace(row(3), stream="99999999", n=1, fact=replace(record, payload="07"))
    store.commit(items(row(1), row(2), row(3), other), (), 1)
    (h1,) = Reader(path).halls()
    assert h1.set_aside == 1
    assert unaccounted(path) == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_two_halls_claim_nothing_is_receipted_and_gone(
    store: Store, path: Path, seed: int
):
    chance = random.Random(seed)
    forged = json.dumps({**to_cloudevent(row(5)), "type": "tax.unknown.v1"}).encode()
    for _ in range(40):
        entry = row(chance.randint(1, 30))
        if chance.random() < 0.4:
            entry = foreign(entry)
        if chance.random() < 0.3:
            entry = replace(entry, stream="99999999", n=chance.randint(1, 30))
        if chance.random() < 0.1:
            store.commit(read_message("tax/v1/h1/events", forged), (), 1)
        store.commit(items(entry), (), 1)
    assert unaccounted(path) == []


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
    assert ask(path, "SELECT kind, count(*) FROM quarantine") == [("refused", 5)]
    assert store.read_quarantine_again(2) == 0, "it has no receipt, so it must not become a fact"


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


@pytest.mark.parametrize(
    "sql", [SCHEMA, "CREATE TABLE accounts (id)"], ids=["a gateway's", "a stranger's"]
)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path, sql: str):
    db = sqlite3.connect(path)
    db.executescript(sql)
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program; name another file"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 300, None])
def test_a_file_that_is_no_database_is_refused_in_a_sentence(path: Path, content: bytes | None):
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(StoreError, match="name another file"):
        Store(path)


def test_a_store_that_could_not_be_opened_is_not_locked(path: Path):
    path.write_bytes(b"no database at all" * 300)
    for _ in range(2):
        with pytest.raises(StoreError, match="not a database"):
            Store(path)
    path.unlink()
    Store(path).close()
    Store(path).close()


def test_a_database_of_a_newer_central_is_refused_in_a_sentence(path: Path):
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path)
