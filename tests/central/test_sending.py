"""What goes out beside acknowledgements: bounded, told of, and no hindrance to taking in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from central.ingest.outgoing import Due
from central.ingest.sending import FLYING, LOOK, Sender
from central.store import StoreError
from protocol.uplink import HallState, command_topic
from tests.central.wires import NotedWire
from tests.uplink.harness import STREAM

BORN = HallState(True, STREAM, "s", "0.1")


@dataclass
class Table:
    """Messages of which each is due until it is sent."""

    waiting: list[str]
    asked: int = 0
    told: list[tuple[str, ...]] = field(default_factory=list)
    fails: Exception | None = None
    payload: bytes = b""
    """Empty: the id itself."""

    def due(self, limit: int) -> Sequence[Due]:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        topic = command_topic("h1", "notice.set")
        return [Due(id, topic, self.payload or id.encode(), 60) for id in self.waiting[:limit]]

    def sent(self, ids: Sequence[str]) -> None:
        self.waiting = [id for id in self.waiting if id not in ids]

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        self.told.append((hall, name))
        if self.fails is not None:
            raise self.fails

    def born(self, hall: str, state: HallState) -> None:
        self.told.append((hall,))
        if self.fails is not None:
            raise self.fails


def publish(sender: Sender, wire: NotedWire, room: int, now: float) -> None:
    sender.publish(cast(Any, wire), room, now)


def test_each_goes_out_once_in_its_order_and_few_at_a_time():
    table, wire = Table([str(n) for n in range(10)]), NotedWire()
    sender = Sender(table)
    now = 100.0
    for _ in range(40):
        now += 0.1
        publish(sender, wire, 16, now)
        assert sender.flying <= FLYING
        sender.landed(list(range(1, len(wire.said) + 1)))
    assert [payload.decode() for _, payload in wire.said] == [str(n) for n in range(10)]
    assert table.waiting == []


def test_what_is_told_again_while_it_is_under_way_is_left_aside():
    table, wire = Table(["a", "b"]), NotedWire()
    sender = Sender(table)
    publish(sender, wire, 2, 100.0)
    publish(sender, wire, 16, 100.0 + LOOK)
    assert [payload for _, payload in wire.said] == [b"a", b"b"]


def test_nothing_goes_out_while_acknowledgements_take_all_the_room():
    table, wire = Table(["a"]), NotedWire()
    publish(Sender(table), wire, 0, 100.0)
    assert (wire.said, table.asked) == ([], 0)


def test_what_is_due_is_asked_about_once_a_second_and_at_a_birth():
    table, wire = Table([]), NotedWire()
    sender = Sender(table)
    for tenth in range(10):
        publish(sender, wire, 16, 100.0 + tenth / 10)
    assert table.asked == 1
    sender.born("h1", BORN)
    publish(sender, wire, 16, 101.0 - 0.01)
    assert table.asked == 2


def test_what_was_under_way_when_the_connection_broke_goes_out_again():
    table, wire = Table(["a"]), NotedWire()
    sender = Sender(table)
    publish(sender, wire, 16, 100.0)
    sender.begin()
    publish(sender, wire, 16, 100.1)
    assert [payload for _, payload in wire.said] == [b"a", b"a"]


def test_a_fault_of_its_owner_stops_nothing_and_one_of_the_database_does():
    table, wire = Table(["a"], fails=ZeroDivisionError()), NotedWire()
    sender = Sender(table)
    publish(sender, wire, 16, 100.0)
    sender.replied("h1", "notice.set", b"{}")
    sender.born("h1", BORN)
    assert table.told == [("h1", "notice.set"), ("h1",)]
    table.fails = StoreError("away")
    for call in (
        lambda: publish(sender, wire, 16, 200.0),
        lambda: sender.replied("h1", "notice.set", b"{}"),
        lambda: sender.born("h1", BORN),
    ):
        with pytest.raises(StoreError):
            call()
