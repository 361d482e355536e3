"""What central keeps, and what its word to the hall rests on."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from central import reading
from central.reading import read_message
from central.store import FARTHEST, DeviceHeard, Heard, Store
from central.store.heads import MOST_STREAMS
from protocol import facts
from protocol.envelope import EnvelopeError, to_cloudevent
from protocol.uplink import Ack, DeviceState, HallState, Online
from tests.central.places import BOTH, ask, change, reader_of, store_at
from tests.central.stories import digest, items, last_ack
from tests.uplink.harness import STREAM, row

pytestmark = BOTH


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
    assert reader_of(path).counters()["quarantine_conflict"] == 1


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
    assert ask(path, "SELECT kind, count(*) FROM quarantine GROUP BY kind") == [("refused", 5)]
    assert store.read_quarantine_again(2) == 0, "it has no receipt, so it must not become a fact"


def test_a_halls_newest_stream_has_the_last_word(store: Store):
    store.commit(items(row(1)), (), 1)
    store.commit(items(replace(row(1), stream="99999999")), (), 2)
    late = store.commit(items(row(2)), (), 3)
    assert [ack.stream for _, ack in late.acks] == [STREAM, "99999999"]
    assert [ack.stream for _, ack in store.acks()] == ["99999999"]


@pytest.mark.parametrize("change", [{"type": "tax.ticket.folded.v1"}, {"data": {"shape": 7}}])
def test_an_event_that_cannot_be_read_does_not_block_the_rest_of_its_batch(
    store: Store, path: Path, change: dict[str, object]
):
    events = [to_cloudevent(row(n)) for n in range(1, 6)]
    events[2] |= change
    ack = last_ack(
        store.commit(read_message("tax/v1/h1/events", json.dumps(events).encode()), (), 1).acks
    )
    assert ack.through == 5
    assert ask(path, "SELECT n FROM fact ORDER BY n") == [(1,), (2,), (4,), (5,)]
    assert ask(path, "SELECT n, read_ms FROM quarantine") == [(3, None)]


def test_what_is_too_deep_to_be_read_again_does_not_stop_a_start(store: Store, path: Path):
    event = json.dumps(to_cloudevent(row(1)) | {"type": "tax.ticket.folded.v1"}).encode()
    store.commit(read_message("tax/v1/h1/events", event), (), 1)
    change(path, "UPDATE quarantine SET raw = ?", b"[" * 50_000)
    assert store.read_quarantine_again(2) == 0


def test_what_a_newer_hall_sent_is_read_after_the_upgrade(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Today's central plays the upgraded one: the earlier one did not know tickets."""

    def too_old(event: object) -> object:
        raise EnvelopeError("unknown to this version")

    with monkeypatch.context() as earlier:
        earlier.setattr(reading, "read_event", too_old)
        ack = last_ack(store.commit(items(row(1), row(2)), (), 1).acks)
    assert (ack.through, ack.digest) == (2, digest(2)), "the chain holds all the same"
    assert ask(path, "SELECT count(*) FROM fact") == [(0,)]
    assert store.read_quarantine_again(2) == 2
    assert ask(path, "SELECT count(*) FROM fact") == [(2,)]
    assert store.read_quarantine_again(3) == 0
    assert reader_of(path).quarantine() == []


def test_garbage_is_bounded_and_its_loss_is_counted(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("central.store.quarantine.MOST_GARBAGE", 10)
    store.commit(items(row(1)), (), 1)
    for number in range(15):
        store.commit(read_message("tax/v1/h1/events", b"junk %d" % number), (), 2)
    assert ask(path, "SELECT count(*) FROM quarantine") == [(10,)]
    assert reader_of(path).counters()["quarantine_dropped"] == 5


def test_what_is_committed_is_there_after_opening_again(path: Path):
    first = store_at(path)
    first.commit(items(row(1)), [Heard("h1", HallState(True, STREAM, "s", "1"), True)], 77)
    first.close()
    second = store_at(path)
    assert last_ack(second.acks()).through == 1
    (hall,) = reader_of(path).halls()
    assert (hall.hall, hall.heard_ms, hall.online) == ("h1", 77, True)
    second.close()


def test_a_text_that_no_database_keeps_is_set_aside_with_its_receipt(store: Store, path: Path):
    """PostgreSQL takes no U+0000: one such event would stop all others for ever."""
    day = facts.DayOpened("2026-11-\0")
    group = [
        *items(row(1), replace(row(2), boot="b\0"), replace(row(3), cause="c\0")),
        *items(replace(row(4), fact=day), row(5)),
        *read_message("tax/v1/h1/event/x\0", b"\0"),
    ]
    presence = Heard("h1", HallState(True, STREAM, "s", "1\0"), fresh=True)
    board = DeviceHeard("h1", DeviceState("e660583883265039", "pad", "\0", "online", 1))
    result = store.commit(group, [presence, board], 1)
    assert (last_ack(result.acks).through, result.quarantined) == (5, 4)
    assert ask(path, "SELECT n FROM fact ORDER BY n") == [(1,), (5,)]
    assert ask(path, "SELECT state ->> 'role' FROM device") == [("pad",)]


def test_boards_are_kept_as_they_were_said_to_be_last(store: Store, path: Path):
    def said(state: Online, at_ms: int) -> DeviceHeard:
        return DeviceHeard("h1", DeviceState("e660583883265039", "pad", "1", state, at_ms))

    store.commit((), [said("online", 5), said("silent", 3)], 10)
    store.commit((), [said("silent", 4)], 11)
    sql = "SELECT at_ms, state ->> 'state', heard_ms FROM device"
    assert ask(path, sql) == [(5, "online", 11)]
    store.commit((), [said("unknown", 9)], 12)
    assert ask(path, sql) == [(9, "unknown", 12)]


def test_a_hall_cannot_have_boards_without_end(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("central.store.devices.MOST_DEVICES", 3)
    for number in range(5):
        state = DeviceState(f"{number:016x}", "pad", "1", "online", number)
        store.commit((), [DeviceHeard("h1", state)], 1)
    store.commit((), [DeviceHeard("h1", replace(state, uid=f"{0:016x}", at_ms=99))], 1)
    assert ask(path, "SELECT max(at_ms), count(*) FROM device") == [(99, 3)]
    assert reader_of(path).counters()["device_refused"] == 2
