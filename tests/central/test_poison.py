"""Something that the database cannot hold never keeps back what came with it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.config import Store as Settings
from central.ingest import Ingest
from central.ingest.poison import commit, plain
from central.reading import Readable, Unreadable
from central.store import (
    Committed,
    DeviceHeard,
    Heard,
    PoisonError,
    StoreError,
    open_database,
    open_store,
)
from protocol import facts as kinds
from protocol.envelope import GENESIS, to_cloudevent
from protocol.uplink import (
    Ack,
    DeviceState,
    HallState,
    batch_topic,
    device_state_topic,
    state_topic,
    write,
)
from runtime.mqtt import Broker
from tests.central.stories import items, wire
from tests.central.wires import NotedWire, came
from tests.postgres import postgres as postgres
from tests.postgres import postgres_cluster as postgres_cluster
from tests.uplink.harness import STREAM, row

BORN = HallState(True, STREAM, "s", "0.1")
BOARD = DeviceState("e660583883265039", "dispenser", "", "online", 1)


@dataclass
class Picky:
    """A store that refuses some rows as facts, some in any form with their identity, and counts."""

    refused: frozenset[int] = frozenset()
    hated: frozenset[int] = frozenset()
    """Not even their identity can be held."""
    states: bool = True
    """It can hold states of halls and boards."""
    away: bool = False
    kept: dict[int, Readable | Unreadable] = field(default_factory=dict)
    bytes_only: list[Unreadable] = field(default_factory=list)
    heard: list[Heard | DeviceHeard] = field(default_factory=list)
    commits: int = 0

    def commit(
        self,
        items: Iterable[Readable | Unreadable],
        heard: Iterable[Heard | DeviceHeard],
        now_ms: int,
    ) -> Committed:
        self.commits += 1
        if self.away:
            raise StoreError("away")
        items, heard = list(items), list(heard)
        for one in heard:
            if not self.states and one.state is not None:
                raise PoisonError("no such state")
        for item in items:
            n = item.receipt.n if item.receipt else 0
            if n in self.hated or (n in self.refused and isinstance(item, Readable)):
                raise PoisonError(f"row {n}")
        self.heard += heard
        for item in items:
            if item.receipt is not None:
                self.kept[item.receipt.n] = item
            else:
                assert isinstance(item, Unreadable)
                self.bytes_only.append(item)
        ack = Ack(STREAM, len(self.kept), GENESIS.hex())
        return Committed(len(items), acks=[("h1", ack)])


def take(store: Picky, *ns: int, heard: Iterable[Heard | DeviceHeard] = ()) -> Committed:
    return commit(cast(Any, store), items(*(row(n) for n in ns)), list(heard), 1)


@given(
    rows=st.lists(st.integers(1, 60), unique=True, max_size=40),
    refused=st.frozensets(st.integers(1, 60)),
    hated=st.frozensets(st.integers(1, 60)),
)
def test_all_others_are_facts_and_poison_is_kept_as_what_it_is(
    rows: list[int], refused: frozenset[int], hated: frozenset[int]
):
    store = Picky(refused, hated)
    result = take(store, *rows)
    facts = {n for n, item in store.kept.items() if isinstance(item, Readable)}
    assert facts == set(rows) - refused - hated
    aside = {n for n, item in store.kept.items() if isinstance(item, Unreadable)}
    assert aside == (set(rows) & refused) - hated, "poison that can be receipted was not"
    assert len(store.bytes_only) == len(set(rows) & hated), "poison was thrown away"
    assert result.stored == len(rows)


def test_a_group_without_poison_is_one_transaction():
    store = Picky()
    take(store, *range(1, 257), heard=[Heard("h1", BORN, True), DeviceHeard("h1", BOARD)])
    assert store.commits == 1


def test_one_poison_among_many_costs_few_transactions():
    store = Picky(frozenset({77}))
    take(store, *range(1, 257))
    assert store.commits < 20
    kept = store.kept[77]
    assert isinstance(kept, Unreadable)
    assert "the database cannot hold it: row 77" in kept.reason
    assert kept.receipt == items(row(77))[0].receipt
    assert json.loads(kept.raw)["n"] == 77


def test_each_stream_is_acknowledged_once_and_as_far_as_it_came():
    result = take(Picky(frozenset({3})), 1, 2, 3, 4)
    assert [(hall, ack.through) for hall, ack in result.acks] == [("h1", 4)]


def test_a_state_that_cannot_be_held_is_a_sign_of_life_all_the_same():
    store = Picky(states=False)
    take(store, 1, heard=[Heard("h1", BORN, True), DeviceHeard("h1", BOARD)])
    assert store.heard == [Heard("h1", None, True)]
    assert list(store.kept) == [1]


def test_a_database_that_is_away_is_no_poison():
    store = Picky(away=True)
    with pytest.raises(StoreError):
        take(store, 1, 2, 3)
    assert store.commits == 1


def test_a_fault_of_the_program_over_one_item_is_poison_too():
    class Stumbling(Picky):
        def commit(self, items: Any, heard: Any, now_ms: int) -> Committed:
            items = list(items)
            for item in items:
                if isinstance(item, Readable) and item.receipt.n == 2:
                    raise KeyError("a field that every fact has")
            return super().commit(items, heard, now_ms)

    store = Stumbling()
    take(store, 1, 2, 3)
    assert {n: type(item) for n, item in store.kept.items()} == {
        1: Readable,
        2: Unreadable,
        3: Readable,
    }


def test_what_no_database_holds_is_written_out():
    assert plain("a\x00b\ud800c 办") == "a\\x00b\\ud800c 办"


def test_poison_without_a_place_is_kept_by_its_bytes():
    garbage = Unreadable("tax/\x00", b"\x00\xff", 2, "not \x00 JSON")

    class Strict(Picky):
        def commit(self, items: Any, heard: Any, now_ms: int) -> Committed:
            items = list(items)
            for item in items:
                if isinstance(item, Unreadable) and "\x00" in item.topic + item.reason:
                    raise PoisonError("NUL")
            return super().commit(items, heard, now_ms)

    store = Strict()
    commit(cast(Any, store), [replace(garbage), *items(row(1))], [], 1)
    (kept,) = store.bytes_only
    assert (kept.topic, kept.raw) == ("tax/\\x00", b"\x00\xff")
    assert list(store.kept) == [1]


def event(row_n: int, **other: object) -> tuple[str, bytes]:
    """A row of the hall's story with some attributes that its hall has never written."""
    value = to_cloudevent(row(row_n)) | other
    return batch_topic("h1"), json.dumps([value]).encode()


POISON: dict[str, tuple[str, bytes]] = {
    "NUL in a text": event(3, boot="a\x00b"),
    "NUL in the cause": event(4, cause="a\x00b"),
    "NUL in an identity": event(3, type="tax.of.a.newer.hall.v1", id="a\x00b"),
    "half a surrogate pair": event(3, boot="\ud800"),
    "half a pair in what a newer hall says": event(3, type="tax.newer.v1", data={"a": "\udfff"}),
    "2 to the 63 as a row": event(3, n=1 << 63),
    "2 to the 63 in the data": event(3, data=kinds.to_data(row(3).fact) | {"seq": 1 << 63}),
    "deeply nested": (batch_topic("h1"), b"[" * 100_000 + b"]" * 100_000),
    "nested in its data": (
        event(3)[0],
        event(3)[1].replace(b'"data": {', b'"data": {"x": ' + b"[" * 900 + b"]" * 900 + b","),
    ),
    "1 MiB": event(3, boot="x" * (1 << 20)),
    "1 MiB of NUL": (batch_topic("h1"), b"\x00" * (1 << 20)),
    "a topic with NUL": ("tax/v1/h1/event/a\x00b", wire(row(3))[1]),
    "a NUL in a version": (state_topic("h1"), write(replace(BORN, version="\x00"))),
    "a NUL at a board": (device_state_topic("h1", BOARD.uid), write(replace(BOARD, model="\x00"))),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_real_poison_among_facts_stops_nothing_on_either_database(
    settings: Settings, poison: tuple[str, bytes]
):
    store, database = open_store(settings), open_database(settings)
    ingest = Ingest(store, database, Broker(host="127.0.0.1"))
    noted = NotedWire()
    messages = came(*(wire(row(n)) for n in (1, 2)), poison, *(wire(row(n)) for n in (5, 6)))
    ingest._take(cast(Any, noted), messages)
    ingest._take(cast(Any, noted), came(poison, wire(row(7))))
    assert len(noted.acknowledged) == len(messages) + 2
    facts = {n for (n,) in database.select("SELECT n FROM fact")}
    assert facts >= {1, 2, 5, 6, 7}
    assert store.read_quarantine_again(1) == 0
    database.close()
    store.close()


def test_poison_that_is_receipted_lets_its_hall_go_on(settings: Settings):
    store, database = open_store(settings), open_database(settings)
    ingest = Ingest(store, database, Broker(host="127.0.0.1"))
    for poison in (POISON["NUL in a text"], POISON["NUL in an identity"]):
        ingest._take(cast(Any, NotedWire()), came(wire(row(1)), wire(row(2)), poison))
    ((through,),) = database.select("SELECT through FROM head")
    assert through == 3
    database.close()
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(path=tmp_path / "central.db")
    return Settings(url=request.getfixturevalue("postgres").url)
