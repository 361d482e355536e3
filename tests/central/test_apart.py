"""What one hall sends does not touch what central keeps for another, and nothing is hidden."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from central.reading import read_message
from central.store import Heard, Store
from protocol import facts
from protocol.envelope import Entry, to_cloudevent
from protocol.uplink import HallState
from tests.central.places import BOTH, ask, reader_of
from tests.central.stories import digest, items, last_ack
from tests.uplink.harness import STREAM, row

pytestmark = BOTH


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
    h1, h2 = reader_of(path).halls()
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
    assert reader_of(path).counters() == {"record_of_two_halls": 2}
    assert unaccounted(path) == []


def test_a_hall_told_that_all_is_confirmed_is_shown_with_what_is_no_fact(store: Store, path: Path):
    record = row(3).fact
    assert isinstance(record, facts.DeviceRecord)
    other = replace(row(3), stream="99999999", n=1, fact=replace(record, payload="07"))
    store.commit(items(row(1), row(2), row(3), other), (), 1)
    (h1,) = reader_of(path).halls()
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
