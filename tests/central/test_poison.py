"""Something that the database cannot hold never keeps back what came with it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.ingest.poison import commit, plain
from central.reading import Readable, Unreadable
from central.store import Committed, DeviceHeard, Heard, PoisonError, StoreError
from protocol.envelope import GENESIS
from protocol.uplink import Ack, DeviceState, HallState
from tests.central.stories import items
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
